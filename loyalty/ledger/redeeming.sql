-- Points set aside for an order, and how that ends.

CREATE FUNCTION ledger._end_hold(
    INOUT account loyalty_account, hold bigint, reference text, kind text, dst text,
    at timestamptz, why jsonb, OUT posting loyalty_posting
) LANGUAGE plpgsql AS $$
DECLARE drafts ledger.draft[]; written record;
BEGIN
    SELECT array_agg(('held', _end_hold.dst, m.points, m.lot_number)::ledger.draft ORDER BY m.seq)
        INTO drafts FROM loyalty_movement m
        WHERE m.account_id = account.account_id AND m.version = hold;
    written := ledger._post(
        account, kind, reference, sha256(''), at, why, drafts, related => hold);
    UPDATE loyalty_hold h SET open = false
        WHERE h.account_id = account.account_id AND h.version = hold;
    account := written.account;
    posting := written.posting;
END $$;

CREATE FUNCTION ledger._hold(
    member bigint, points bigint, reference text, at timestamptz, why jsonb,
    lapses timestamptz
) RETURNS ledger.outcome LANGUAGE plpgsql AS $$
DECLARE
    x record; account loyalty_account; posting loyalty_posting; over bigint[];
    spendable bigint;
BEGIN
    x := ledger._begin(member, 'hold', reference, points::text);
    IF x.answered THEN RETURN x.outcome; END IF;
    IF lapses <= at THEN
        RAISE EXCEPTION 'what is held on % cannot have lapsed on %', at, lapses
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    IF (x.account).closed_at IS NOT NULL THEN RETURN ledger._closed(member); END IF;
    account := ledger._book_due(x.account, at);
    -- A date that is early, or late by the minutes that clocks may differ, opens nothing.
    IF ledger._is_frozen(account, least(at, ledger.clock())) THEN
        RETURN ledger._refused('frozen');
    END IF;
    IF account.owed > 0 THEN RETURN ledger._refused('owed', account.owed); END IF;
    over := ledger._over_by_clock(account, is_past => lapses <= ledger.clock());
    spendable := account.available - coalesce((
        SELECT sum(l.remaining) FROM loyalty_lot l
        WHERE l.account_id = member AND l.number = ANY (over)), 0);
    IF spendable < points THEN RETURN ledger._refused('not-enough', spendable); END IF;
    account.due_at := least(account.due_at, lapses);
    posting := (ledger._post(
        account, 'hold', reference, x.hash, at, why,
        ledger._draw(member, points, 'held', VARIADIC over)
    )).posting;
    INSERT INTO loyalty_hold (account_id, version, points, lapses_at, open)
        VALUES (member, posting.version, points, lapses, true);
    RETURN ledger._done(posting);
END $$;

CREATE FUNCTION ledger.hold(
    member ledger.key, points ledger.points, reference ledger.free_reference,
    at ledger.moment, why ledger.facts, lapses ledger.due
) RETURNS ledger.outcome LANGUAGE plpgsql AS $$
BEGIN
    RETURN ledger._hold(member, points, reference, at, why, lapses);
END $$;

CREATE FUNCTION ledger._capture(
    member bigint, reference text, at timestamptz, why jsonb
) RETURNS ledger.outcome LANGUAGE plpgsql AS $$
DECLARE x record; hold record;
BEGIN
    x := ledger._begin(member, 'redemption', reference, '');
    IF x.answered THEN RETURN x.outcome; END IF;
    SELECT h.*, ledger.clock() - p.recorded_at AS passed,
        h.lapses_at - p.occurred_at AS term
        INTO hold FROM loyalty_posting p
        JOIN loyalty_hold h USING (account_id, version)
        WHERE p.account_id = member AND p.kind = 'hold'
            AND p.reference = _capture.reference;
    IF NOT FOUND THEN RETURN ledger._refused('no-such-hold'); END IF;
    IF NOT hold.open AND ledger._find(member, 'release', reference) IS NOT NULL THEN
        RETURN ledger._refused('hold-released');
    END IF;
    -- Its time runs by this server's clock as well, from when it was written down: an
    -- early date does not bring back what lapsed, and a past that is brought in may be
    -- redeemed as it was.
    IF NOT hold.open OR hold.lapses_at <= at OR hold.passed >= hold.term THEN
        RETURN ledger._refused('hold-lapsed');
    END IF;
    RETURN ledger._done((ledger._end_hold(
        x.account, hold.version, reference, 'redemption', 'redeemed', at, why
    )).posting);
END $$;

CREATE FUNCTION ledger.capture(
    member ledger.key, reference ledger.free_reference, at ledger.moment, why ledger.facts
) RETURNS ledger.outcome LANGUAGE plpgsql AS $$
BEGIN
    RETURN ledger._capture(member, reference, at, why);
END $$;

-- A hold that lapsed is as free as one that was released: its lapse is the answer.
CREATE FUNCTION ledger.release(
    member ledger.key, reference ledger.reference, at ledger.moment, why ledger.facts
) RETURNS ledger.outcome LANGUAGE plpgsql AS $$
DECLARE
    x record; account loyalty_account; hold loyalty_hold; lapse loyalty_posting;
BEGIN
    x := ledger._begin(member, 'release', reference, '');
    IF x.answered THEN RETURN x.outcome; END IF;
    SELECT h.* INTO hold FROM loyalty_posting p
        JOIN loyalty_hold h USING (account_id, version)
        WHERE p.account_id = member AND p.kind = 'hold'
            AND p.reference = release.reference;
    IF NOT FOUND THEN RETURN ledger._refused('no-such-hold'); END IF;
    IF hold.open AND hold.lapses_at > at THEN
        RETURN ledger._done((ledger._end_hold(
            x.account, hold.version, reference, 'release', 'available', at, why
        )).posting);
    END IF;
    account := ledger._book_due(x.account, at);
    SELECT * INTO lapse FROM loyalty_posting p WHERE p.account_id = member
        AND p.version = ledger._find(member, 'lapse', release.reference);
    IF NOT FOUND THEN RETURN ledger._refused('hold-captured'); END IF;
    RETURN ledger._done(lapse);
END $$;
