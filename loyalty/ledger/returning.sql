-- What goes back with goods: used points to the member, earned points from them. In
-- whichever order: what the first took elsewhere, the second puts back (settling.sql).

-- Redeemed points return into the lots they came from, the last drawn first: what
-- remains redeemed is what a smaller redemption would have drawn. What becomes of them
-- there is said in settling.sql.
CREATE FUNCTION ledger._give_back(
    member bigint, redemption text, points bigint, reference text, at timestamptz,
    why jsonb, grace timestamptz
) RETURNS ledger.outcome LANGUAGE plpgsql AS $$
DECLARE
    x record; account loyalty_account; redeemed bigint; drafts ledger.draft[];
    rest bigint; revived bigint; written record;
BEGIN
    x := ledger._begin(
        member, 'give-back', reference, concat_ws('|', points, redemption));
    IF x.answered THEN RETURN x.outcome; END IF;
    redeemed := ledger._find(member, 'redemption', redemption);
    IF redeemed IS NULL THEN RETURN ledger._refused('no-such-redemption'); END IF;
    IF ledger._comes_too_early(member, redeemed, at) THEN
        RETURN ledger._refused('too-early');
    END IF;
    -- However the caller reckons, grace ends a year after the points were used.
    IF grace IS NOT NULL THEN
        SELECT least(grace, p.occurred_at + interval '367 days') INTO grace
            FROM loyalty_posting p WHERE p.account_id = member AND p.version = redeemed;
    END IF;
    account := ledger._book_due(x.account, at);
    rest := coalesce((SELECT sum(l.points) FROM ledger.left_of(member, redeemed) l), 0);
    IF points > rest THEN RETURN ledger._refused('more-than-redeemed', rest); END IF;
    drafts := ledger.coming_back(member, redeemed, points, account.owed, at, grace);
    UPDATE loyalty_lot l SET expires_at = grace
        WHERE l.account_id = member AND l.expires_at <= at AND l.expires_at < grace
            AND l.number IN (SELECT lot FROM unnest(drafts))
            AND NOT ledger.had_grace(member, l.number);
    GET DIAGNOSTICS revived = ROW_COUNT;
    written := ledger._post(
        account, 'give-back', reference, x.hash, at, why, drafts, related => redeemed,
        expires => CASE WHEN revived > 0 THEN grace END
    );
    IF account.closed_at IS NOT NULL THEN
        PERFORM ledger._move_on(
            written.account, at, related => (written.posting).version);
    END IF;
    RETURN ledger._done(written.posting);
END $$;

-- What was redeemed for a voucher is none here: its own doors know what of it is used.
CREATE FUNCTION ledger.give_back(
    member ledger.key, redemption ledger.reference, points ledger.points,
    reference ledger.free_reference, at ledger.moment, why ledger.facts,
    grace ledger.due_or_none
) RETURNS ledger.outcome LANGUAGE plpgsql AS $$
BEGIN
    PERFORM ledger._lock(member); -- or one that is being made would not be seen yet
    IF EXISTS (SELECT FROM loyalty_voucher v WHERE v.account_id = member
        AND v.version = ledger._find(member, 'redemption', redemption))
    THEN
        RETURN ledger._refused('no-such-redemption');
    END IF;
    RETURN ledger._give_back(member, redemption, points, reference, at, why, grace);
END $$;

-- Take earned points back: pending ones first, then from their own lot, then the
-- soonest to expire. What is not there is owed. Where several sources gave them, `shares`
-- say what is taken of which; what campaigns have a budget for goes back into it.
CREATE FUNCTION ledger.revoke(
    member ledger.key, accrual ledger.reference, points ledger.points,
    reference ledger.reference, at ledger.moment, why ledger.facts,
    shares ledger.shares_or_none DEFAULT NULL
) RETURNS ledger.outcome LANGUAGE plpgsql AS $$
DECLARE
    x record; account loyalty_account; earned bigint; kept bigint; due bigint := points;
    part bigint; own bigint; drafts ledger.draft[] := '{}'; written record;
BEGIN
    x := ledger._begin(
        member, 'revocation', reference, concat_ws('|', points, accrual));
    IF x.answered THEN RETURN x.outcome; END IF;
    earned := ledger._find(member, 'accrual', accrual);
    IF earned IS NULL THEN RETURN ledger._refused('no-such-accrual'); END IF;
    IF ledger._comes_too_early(member, earned, at) THEN
        RETURN ledger._refused('too-early');
    END IF;
    SELECT coalesce(sum(m.points) FILTER (WHERE m.kind = 'accrual'), 0)
            - coalesce(sum(m.points) FILTER (WHERE m.kind = 'revocation'), 0)
        INTO kept FROM loyalty_posting p JOIN loyalty_movement m USING (account_id, version)
        WHERE p.account_id = member AND (p.version = earned
            OR p.related_version = earned AND p.kind = 'revocation');
    IF points > kept THEN RETURN ledger._refused('more-than-earned', kept); END IF;
    IF (shares IS NULL) <> (SELECT p.shares IS NULL FROM loyalty_posting p
        WHERE p.account_id = member AND p.version = earned)
    THEN
        RAISE EXCEPTION 'what was earned by shares is taken back by shares'
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    IF shares IS NOT NULL THEN
        PERFORM ledger._add_up(shares, points, is_taken => true);
        shares := ledger._taken(member, earned, shares);
    END IF;
    account := ledger._book_due(x.account, at);
    SELECT least(l.pending, due), least(l.remaining, due - least(l.pending, due))
        INTO part, own FROM loyalty_lot l
        WHERE l.account_id = member AND l.number = earned;
    IF part > 0 THEN
        drafts := drafts || ('pending', 'revoked', part, earned)::ledger.draft;
        due := due - part;
    END IF;
    IF own > 0 THEN
        drafts := drafts || ('available', 'revoked', own, earned)::ledger.draft;
        due := due - own;
    END IF;
    part := least(account.available - coalesce(own, 0), due);
    IF part > 0 THEN
        drafts := drafts || ledger._draw(
            member, part, 'revoked', VARIADIC ARRAY[earned]);
        due := due - part;
    END IF;
    IF due > 0 THEN
        drafts := drafts || ('owed', 'revoked', due, NULL)::ledger.draft;
    END IF;
    written := ledger._post(
        account, 'revocation', reference, x.hash, at, why, drafts, related => earned,
        shares => shares
    );
    IF account.closed_at IS NOT NULL THEN
        PERFORM ledger._move_on(
            written.account, at, related => (written.posting).version);
    END IF;
    RETURN ledger._done(written.posting);
END $$;
