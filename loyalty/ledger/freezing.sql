-- What stops an account's redemptions (docs/adr/0026-*.md): a row for each cause, until
-- a moment or until somebody takes it away. A frozen account earns, and what was set
-- aside before is redeemed; new points are not set aside.
--
-- The account says what its rows come to, so that no door has to look at them: since
-- when, and until when if all of them end.

CREATE FUNCTION ledger._is_frozen(account loyalty_account, at timestamptz) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RETURN account.frozen_at IS NOT NULL
        AND (account.frozen_until IS NULL OR at < account.frozen_until);
END $$;

-- What the rows of each account come to. Causes that are over make no difference.
CREATE FUNCTION ledger.frozen(first bigint, last bigint)
RETURNS TABLE (account_id bigint, since timestamptz, until timestamptz)
LANGUAGE sql STABLE AS $$
    SELECT f.account_id, min(f.since),
        CASE WHEN count(*) = count(f.until) THEN max(f.until) END
    FROM loyalty_freeze f WHERE f.account_id BETWEEN first AND last
    GROUP BY f.account_id
$$;

CREATE FUNCTION ledger._say_frozen(member bigint) RETURNS void LANGUAGE sql AS $$
    UPDATE loyalty_account a SET (frozen_at, frozen_until) = (
        SELECT f.since, f.until FROM ledger.frozen(member, member) f
    ) WHERE a.account_id = member
$$;

-- The same cause again lasts longer, never shorter. False: there is no such account.
CREATE FUNCTION ledger.freeze(
    member ledger.key, cause ledger.words, at ledger.moment, ends ledger.due_or_none
) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    IF (ledger._lock(member)).account_id IS NULL THEN RETURN false; END IF;
    INSERT INTO loyalty_freeze AS f (account_id, cause, since, until)
        VALUES (member, cause, at, ends)
        ON CONFLICT ON CONSTRAINT loyalty_freeze_pkey DO UPDATE SET since = least(f.since, excluded.since),
            until = CASE WHEN f.until IS NOT NULL AND excluded.until IS NOT NULL
                THEN greatest(f.until, excluded.until) END;
    PERFORM ledger._say_frozen(member);
    RETURN true;
END $$;

CREATE FUNCTION ledger.thaw(member ledger.key, cause ledger.words) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
    IF (ledger._lock(member)).account_id IS NULL THEN RETURN false; END IF;
    DELETE FROM loyalty_freeze f WHERE f.account_id = member AND f.cause = thaw.cause;
    PERFORM ledger._say_frozen(member);
    RETURN true;
END $$;
