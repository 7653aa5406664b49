-- The one door through which points move. The application's role may call the
-- functions without a leading underscore and write nothing else.
--
-- Here are the steps they share; the doors themselves are in members.sql, earning.sql,
-- redeeming.sql, returning.sql and correcting.sql, and in merging.sql and bulk.sql.
-- Each of them works on one account and does the same in the same order:
--   1. lock the account's row, and read in later statements what the lock protects;
--   2. look for the reference: the same request gets the first result, another
--      request under the same reference is refused;
--   3. book what time has decided since the last posting, where it matters;
--   4. refuse or post. A refusal is a result, not an error: the caller's
--      transaction goes on, and nothing was written but what had become due.
--
-- How many points to grant, when they expire, what a return takes back: none of
-- that is decided here.

CREATE TYPE ledger.draft AS (src text, dst text, points bigint, lot bigint);
CREATE TYPE ledger.outcome AS (
    refusal text, detail bigint, posting public.loyalty_posting
);

CREATE FUNCTION ledger._lock(member bigint) RETURNS loyalty_account
LANGUAGE plpgsql AS $$
DECLARE account loyalty_account;
BEGIN
    SELECT * INTO account FROM loyalty_account a WHERE a.account_id = member
        FOR NO KEY UPDATE;
    RETURN account;
END $$;

-- Lock, then look for an earlier request of the same reference.
CREATE FUNCTION ledger._begin(
    member bigint, kind text, reference text, request text,
    OUT account loyalty_account, OUT hash bytea, OUT answered boolean,
    OUT outcome ledger.outcome
) LANGUAGE plpgsql AS $$
DECLARE earlier loyalty_posting;
BEGIN
    account := ledger._lock(member);
    IF account.account_id IS NULL THEN
        answered := true;
        outcome := ledger._refused('not-a-member');
        RETURN;
    END IF;
    hash := sha256(convert_to(request, 'UTF8'));
    SELECT * INTO earlier FROM loyalty_posting p
        WHERE p.account_id = member AND p.kind = _begin.kind
            AND p.reference = _begin.reference;
    answered := FOUND;
    IF answered AND earlier.request_hash <> hash THEN
        outcome := ledger._refused('reference-reused', earlier.version);
    ELSIF answered THEN
        outcome := ledger._done(earlier);
    END IF;
END $$;

CREATE FUNCTION ledger._done(posting loyalty_posting) RETURNS ledger.outcome
LANGUAGE sql IMMUTABLE AS $$ SELECT (NULL, NULL, posting)::ledger.outcome $$;

CREATE FUNCTION ledger._refused(refusal text, detail bigint DEFAULT NULL)
RETURNS ledger.outcome
LANGUAGE sql IMMUTABLE AS $$ SELECT (refusal, detail, NULL)::ledger.outcome $$;

-- No points last longer than the longest rule says (models/rule.py): a hundred years from
-- the day they are given, or can be spent; and they wait for it no longer than a return
-- window of ten and a dispute of one. Days end with the day, wherever the shop is. Points
-- that no day ends have one date, which terms give and nobody by hand.
CREATE FUNCTION ledger._lasts_too_long(
    at timestamptz, matures timestamptz, expires timestamptz
) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(matures > at + interval '11 years', false)
        OR expires > greatest(at, matures) + interval '100 years 2 days'
            AND expires <> ledger.never()
$$;

-- A return comes no sooner after what it undoes than, by this server's clock, that was
-- written down: an early date gives nothing back into a lot whose day is over, and takes
-- nothing from there, while a past that is brought in is returned as it was. Clocks may
-- be slow and jobs may wait, by an hour.
CREATE FUNCTION ledger._comes_too_early(member bigint, undone bigint, at timestamptz)
RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT at - p.occurred_at < interval '-1 hour' + greatest(
            interval '0', ledger.clock() - p.recorded_at)
        FROM loyalty_posting p WHERE p.account_id = member AND p.version = undone);
END $$;

-- What a posting is known by: the hash of all it says, of its movements in their
-- order, and of the posting before it. Each value comes with its length before it,
-- or the mark of a NULL (array_send), so that no two postings read the same. A column
-- that is added later is appended where it is set, and old hashes stay what they are.
-- Plain expressions, and STABLE, so that a query takes them in.
CREATE FUNCTION ledger.posting_hash(previous bytea, p loyalty_posting, moved bytea)
RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT sha256(array_send(ARRAY[
        previous,
        int8send(p.account_id), int8send(p.version),
        convert_to(p.kind, 'UTF8'), convert_to(p.reference, 'UTF8'), p.request_hash,
        int8send(p.related_version), int4send(p.rule_version), int8send(p.actor_id),
        convert_to(p.reason, 'UTF8'), convert_to(p.why::text, 'UTF8'),
        timestamptz_send(p.occurred_at), timestamptz_send(p.recorded_at),
        timestamptz_send(p.matures_at), timestamptz_send(p.expires_at),
        int8send(p.available_after), int8send(p.pending_after),
        int8send(p.held_after), int8send(p.owed_after),
        moved
    ] || CASE WHEN p.merged_into IS NOT NULL OR p.merged_from IS NOT NULL
        THEN ARRAY[int8send(p.merged_into), int8send(p.merged_from)] END
    || CASE WHEN p.shares IS NOT NULL
        THEN ARRAY[convert_to(p.shares::text, 'UTF8')] END))
$$;

-- One movement; a posting's are put together in the order of `seq`.
CREATE FUNCTION ledger.movement_bytes(src text, dst text, points bigint, lot bigint)
RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT array_send(ARRAY[
        convert_to(src, 'UTF8'), convert_to(dst, 'UTF8'), int8send(points), int8send(lot)
    ])
$$;

-- What a movement does to what lies in a bucket.
CREATE FUNCTION ledger._change(bucket text, src text, dst text, points bigint)
RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE bucket WHEN dst THEN points WHEN src THEN -points ELSE 0 END
$$;

-- Write one posting; every stored figure follows from its movements. A movement
-- into a lot numbered like the posting opens that lot.
CREATE FUNCTION ledger._post(
    INOUT account loyalty_account, kind text, reference text, hash bytea,
    at timestamptz, why jsonb, movements ledger.draft[],
    related bigint DEFAULT NULL, matures timestamptz DEFAULT NULL,
    expires timestamptz DEFAULT NULL, rule integer DEFAULT NULL,
    actor bigint DEFAULT NULL, reason text DEFAULT '',
    merged_into bigint DEFAULT NULL, merged_from bigint DEFAULT NULL,
    shares jsonb DEFAULT NULL,
    OUT posting loyalty_posting
) LANGUAGE plpgsql AS $$
DECLARE m ledger.draft; moved bytea := ''; place integer := 0;
BEGIN
    account.version := account.version + 1;
    account.due_at := least(account.due_at, matures, expires);
    FOREACH m IN ARRAY movements LOOP
        account.available := account.available
            + ledger._change('available', m.src, m.dst, m.points);
        account.pending := account.pending
            + ledger._change('pending', m.src, m.dst, m.points);
        account.held := account.held + ledger._change('held', m.src, m.dst, m.points);
        -- Owed points count the other way: what comes from there is owed.
        account.owed := account.owed - ledger._change('owed', m.src, m.dst, m.points);
        moved := moved || ledger.movement_bytes(m.src, m.dst, m.points, m.lot);
        -- The lot's date may be near, or over: _book_due looks.
        IF m.dst = 'available' AND m.lot <> account.version THEN
            account.due_at := 'epoch';
        END IF;
    END LOOP;

    posting := (
        account.account_id, account.version, kind, reference, hash, related, reason, why,
        at, clock_timestamp(), matures, expires, account.available, account.pending,
        account.held, account.owed, actor, rule, NULL, merged_from, merged_into,
        shares
    )::loyalty_posting;
    posting.hash := ledger.posting_hash(account.head, posting, moved);
    account.head := posting.hash;

    UPDATE loyalty_account a
        SET available = account.available, pending = account.pending,
            held = account.held, owed = account.owed, version = account.version,
            head = account.head, due_at = account.due_at
        WHERE a.account_id = account.account_id;
    INSERT INTO loyalty_posting SELECT (posting).*;
    FOREACH m IN ARRAY movements LOOP
        place := place + 1;
        IF m.lot = account.version THEN
            INSERT INTO loyalty_lot (
                account_id, number, granted, pending, remaining, held, matures_at,
                expires_at, open
            ) VALUES (
                account.account_id, m.lot, m.points,
                ledger._change('pending', m.src, m.dst, m.points),
                ledger._change('available', m.src, m.dst, m.points),
                0, matures, expires, true
            );
        ELSIF m.lot IS NOT NULL THEN
            UPDATE loyalty_lot l
                SET pending = l.pending
                        + ledger._change('pending', m.src, m.dst, m.points),
                    remaining = l.remaining
                        + ledger._change('available', m.src, m.dst, m.points),
                    held = l.held + ledger._change('held', m.src, m.dst, m.points),
                    open = m.dst IN ('available', 'held')
                        OR l.pending + l.remaining + l.held
                            > CASE m.src WHEN 'redeemed' THEN 0 ELSE m.points END
                WHERE l.account_id = account.account_id AND l.number = m.lot;
        END IF;
        INSERT INTO loyalty_movement (
            account_id, version, seq, kind, src, dst, points, lot_number
        ) VALUES (
            account.account_id, account.version, place, _post.kind, m.src, m.dst,
            m.points, m.lot
        );
    END LOOP;
END $$;

CREATE FUNCTION ledger._find(member bigint, kind text, reference text)
RETURNS bigint LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT p.version FROM loyalty_posting p
        WHERE p.account_id = member AND p.kind = _find.kind
            AND p.reference = _find.reference
    );
END $$;
