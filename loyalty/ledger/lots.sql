-- Which lots points come from, and what new points pay first.

-- Take points from open lots, soonest expiry first, then age; none from `besides`.
CREATE FUNCTION ledger._draw(
    member bigint, points bigint, dst text, VARIADIC besides bigint[] DEFAULT '{}'
) RETURNS ledger.draft[] LANGUAGE plpgsql AS $$
DECLARE drafts ledger.draft[] := '{}'; lot record; part bigint;
BEGIN
    FOR lot IN
        SELECT l.number, l.remaining FROM loyalty_lot l
        WHERE l.account_id = member AND l.open AND l.remaining > 0
            AND l.number <> ALL (besides)
        ORDER BY l.expires_at, l.number
    LOOP
        part := least(lot.remaining, points);
        drafts := drafts || ('available', dst, part, lot.number)::ledger.draft;
        points := points - part;
        EXIT WHEN points = 0;
    END LOOP;
    RETURN drafts;
END $$;

-- The lots that have expired by this server's clock, whatever date the caller names. A
-- past that is brought in (`is_past`) may be spent as it was: a lot that was written down
-- late has as long as it had then.
CREATE FUNCTION ledger._over_by_clock(account loyalty_account, is_past boolean)
RETURNS bigint[] LANGUAGE plpgsql AS $$
DECLARE clock timestamptz := ledger.clock();
BEGIN
    IF account.due_at > clock IS NOT FALSE THEN RETURN '{}'; END IF;
    RETURN ARRAY(
        SELECT l.number FROM loyalty_lot l JOIN loyalty_posting p
            ON p.account_id = l.account_id AND p.version = l.number
        WHERE l.account_id = account.account_id AND l.open AND l.remaining > 0
            AND l.expires_at <= clock
            AND (NOT is_past OR l.expires_at - p.occurred_at <= clock - p.recorded_at));
END $$;

-- New points pay what is owed before they come to the member.
CREATE FUNCTION ledger._repay_first(
    owed bigint, points bigint, src text, dst text, lot bigint
) RETURNS ledger.draft[] LANGUAGE plpgsql AS $$
DECLARE repaid bigint := least(owed, points); drafts ledger.draft[] := '{}';
BEGIN
    IF repaid > 0 THEN
        drafts := drafts || (
            src, 'owed', repaid, CASE src WHEN 'pending' THEN lot END
        )::ledger.draft;
    END IF;
    IF points > repaid THEN
        drafts := drafts || (src, dst, points - repaid, lot)::ledger.draft;
    END IF;
    RETURN drafts;
END $$;
