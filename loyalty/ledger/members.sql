-- Accounts: opened, frozen, thawed.

CREATE FUNCTION ledger.enrol(member ledger.key, at ledger.moment) RETURNS void
LANGUAGE sql AS $$
    INSERT INTO loyalty_account (account_id, enrolled_at) VALUES (member, at)
        ON CONFLICT DO NOTHING
$$;

-- A frozen account earns, but redeems nothing; `at` is NULL to thaw it.
CREATE FUNCTION ledger.freeze(member ledger.key, at ledger.moment_or_none) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
    UPDATE loyalty_account SET frozen_at = at WHERE account_id = member;
    RETURN FOUND;
END $$;
