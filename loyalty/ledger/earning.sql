-- Points that come in, and when they can be spent.

-- An accrual of no points is posted too: that nothing was earned is a fact. Points
-- that matured before these repay what is owed before these. Campaigns that have less
-- left than `shares` ask for give less (sharing.sql).
CREATE FUNCTION ledger.accrue(
    member ledger.key, points ledger.points_or_zero, reference ledger.reference,
    at ledger.moment, why ledger.facts, matures ledger.due_or_none, expires ledger.due,
    is_pending ledger.yes_or_no, rule integer,
    actor bigint DEFAULT NULL, shares ledger.shares_or_none DEFAULT NULL
) RETURNS ledger.outcome LANGUAGE plpgsql AS $$
DECLARE x record; drafts ledger.draft[] := '{}';
BEGIN
    x := ledger._begin(
        member, 'accrual', reference, concat_ws('|', points, is_pending));
    IF x.answered THEN RETURN x.outcome; END IF;
    IF actor IS NOT NULL THEN -- somebody gives them
        x.outcome := ledger._kept_from(actor, 'adjust_points', ARRAY[member]);
        IF NOT x.outcome IS NULL THEN RETURN x.outcome; END IF;
    END IF;
    IF (x.account).closed_at IS NOT NULL THEN RETURN ledger._closed(member); END IF;
    IF expires <= at THEN
        RAISE EXCEPTION 'what is given on % cannot have expired on %', at, expires
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    IF ledger._lasts_too_long(at, matures, expires) THEN
        RETURN ledger._refused('expires-too-late');
    END IF;
    IF shares IS NOT NULL THEN
        PERFORM ledger._add_up(shares, points, is_taken => false);
        PERFORM ledger._check_tier(shares, rule);
        shares := ledger._granted(member, shares, at);
        points := ledger._sum_of(shares);
    END IF;
    IF is_pending AND points > 0 THEN
        drafts := ARRAY[('issued', 'pending', points, (x.account).version + 1)
            ::ledger.draft];
    ELSIF points > 0 THEN
        x.account := ledger._book_due(x.account, at);
        drafts := ledger._repay_first(
            (x.account).owed, points, 'issued', 'available', (x.account).version + 1);
    END IF;
    RETURN ledger._done((ledger._post(
        x.account, 'accrual', reference, x.hash, at, why, drafts,
        matures => matures, expires => expires, rule => rule, actor => actor,
        shares => shares
    )).posting);
END $$;

-- Say when pending points mature. Their expiry can move away, never nearer. Points
-- that could be spent once, by accrual or by time, are not pending again.
CREATE FUNCTION ledger.schedule(
    member ledger.key, accrual ledger.reference, reference ledger.reference, at ledger.moment,
    why ledger.facts, matures ledger.due, expires ledger.due
) RETURNS ledger.outcome LANGUAGE plpgsql AS $$
DECLARE x record; account loyalty_account; earned bigint; points_lot loyalty_lot;
BEGIN
    x := ledger._begin(member, 'schedule', reference, accrual);
    IF x.answered THEN RETURN x.outcome; END IF;
    IF (x.account).closed_at IS NOT NULL THEN RETURN ledger._closed(member); END IF;
    IF ledger._lasts_too_long(at, matures, expires) THEN
        RETURN ledger._refused('expires-too-late');
    END IF;
    earned := ledger._find(member, 'accrual', accrual);
    IF earned IS NULL THEN RETURN ledger._refused('no-such-accrual'); END IF;
    account := ledger._book_due(x.account, at);
    IF ledger._find(member, 'maturity', earned::text) IS NOT NULL OR EXISTS (
        SELECT FROM loyalty_movement m WHERE m.account_id = member
            AND m.version = earned AND m.dst <> 'pending'
    ) THEN
        RETURN ledger._refused('not-pending', earned);
    END IF;
    SELECT * INTO points_lot FROM loyalty_lot l
        WHERE l.account_id = member AND l.number = earned;
    expires := greatest(expires, points_lot.expires_at);
    IF matures >= expires THEN RETURN ledger._refused('matures-too-late'); END IF;
    UPDATE loyalty_lot l SET matures_at = matures, expires_at = expires
        WHERE l.account_id = member AND l.number = earned;
    RETURN ledger._done((ledger._post(
        account, 'schedule', reference, x.hash, at, why, '{}',
        related => earned, matures => matures, expires => expires
    )).posting);
END $$;
