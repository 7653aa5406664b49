-- Many accounts at once, through the same door.

-- Book what is due on these accounts, one after the other in the order of their
-- keys; an account somebody else works on books its own. Returns the postings made.
CREATE FUNCTION ledger.book_due(members bigint[], at timestamptz) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE before loyalty_account; booked bigint := 0;
BEGIN
    FOR before IN
        SELECT * FROM loyalty_account a WHERE a.account_id = ANY (members)
        ORDER BY a.account_id FOR NO KEY UPDATE SKIP LOCKED
    LOOP
        booked := booked + (ledger._book_due(before, at)).version - before.version;
    END LOOP;
    RETURN booked;
END $$;

-- Many requests at once, in their order, each through the door above. A refusal
-- ends it with an error: a history that does not add up is not brought in.
CREATE FUNCTION ledger.replay(requests jsonb) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE r record; result ledger.outcome;
BEGIN
    FOR r IN
        SELECT * FROM jsonb_to_recordset(requests) AS r (
            does text, member bigint, points bigint, reference text, about text,
            at timestamptz, why jsonb, matures timestamptz, expires timestamptz,
            is_pending boolean, rule integer, actor bigint
        )
    LOOP
        IF r.does = 'enrol' THEN
            PERFORM ledger.enrol(r.member, r.at);
            CONTINUE;
        END IF;
        result := CASE r.does
            WHEN 'accrue' THEN ledger.accrue(r.member, r.points, r.reference, r.at,
                r.why, r.matures, r.expires, r.is_pending, r.rule, r.actor)
            WHEN 'schedule' THEN ledger.schedule(r.member, r.about, r.reference, r.at,
                r.why, r.matures, r.expires)
            WHEN 'hold' THEN ledger.hold(r.member, r.points, r.reference, r.at, r.why,
                r.expires)
            WHEN 'capture' THEN ledger.capture(r.member, r.reference, r.at, r.why)
            WHEN 'give_back' THEN ledger.give_back(r.member, r.about, r.points,
                r.reference, r.at, r.why, r.expires)
            WHEN 'revoke' THEN ledger.revoke(r.member, r.about, r.points, r.reference,
                r.at, r.why)
        END;
        IF result IS NULL OR (result).refusal IS NOT NULL THEN
            RAISE EXCEPTION '% % of member %: %', r.does, r.reference, r.member,
                coalesce((result).refusal, 'unknown request')
                USING ERRCODE = 'data_exception';
        END IF;
    END LOOP;
END $$;
