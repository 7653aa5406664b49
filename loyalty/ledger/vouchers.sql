-- Points exchanged for vouchers, and what becomes of those (docs/adr/0054-*.md). Each door
-- locks the account first: of two that want the same voucher, one comes first.
--
-- A voucher is a redemption; what it gives back is a give-back of that redemption. Which
-- orders use how much of it moves no points, and stands in its entries.

-- What can be exchanged at a moment: of each choice the newest version that has begun.
CREATE FUNCTION ledger.choices_at(at timestamptz) RETURNS SETOF loyalty_voucherchoice
LANGUAGE sql STABLE AS $$
    SELECT newest.* FROM (
        SELECT DISTINCT ON (c.series) c.* FROM loyalty_voucherchoice c
        WHERE c.starts_at <= at ORDER BY c.series, c.number DESC
    ) newest WHERE newest.ends_at > at IS NOT FALSE
$$;

-- How many of a choice a member made within thirty days; what was given back whole does
-- not count.
CREATE FUNCTION ledger.vouchers_of(member bigint, series integer, at timestamptz)
RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT count(*) FROM loyalty_voucher v JOIN loyalty_voucherchoice c
        ON c.id = v.choice_id AND c.series = vouchers_of.series
    WHERE v.account_id = member AND v.made_at > at - interval '30 days'
        AND v.given_back < v.points
$$;

CREATE FUNCTION ledger.exchange(
    member ledger.key, choice ledger.key, code ledger.words, reference ledger.reference,
    at ledger.moment, why ledger.facts, expires ledger.due
) RETURNS ledger.outcome LANGUAGE plpgsql AS $$
DECLARE
    account loyalty_account; said loyalty_voucherchoice; earlier record;
    value integer; done ledger.outcome;
BEGIN
    account := ledger._lock(member);
    IF account.account_id IS NULL THEN RETURN ledger._refused('not-a-member'); END IF;
    SELECT v.choice_id, p AS posting INTO earlier FROM loyalty_posting p
        JOIN loyalty_voucher v USING (account_id, version)
        WHERE p.account_id = member AND p.kind = 'redemption'
            AND p.reference = exchange.reference;
    IF FOUND AND earlier.choice_id = choice THEN
        RETURN ledger._done(earlier.posting);
    ELSIF FOUND THEN
        RETURN ledger._refused('reference-reused', (earlier.posting).version);
    END IF;
    SELECT * INTO said FROM ledger.choices_at(at) c WHERE c.id = choice;
    value := loyalty_points_per_unit(at);
    IF NOT FOUND OR said.kind = 'discount' AND said.points * 100::bigint % value <> 0 THEN
        RETURN ledger._refused('not-offered');
    END IF;
    IF said.most_in_30_days <= ledger.vouchers_of(member, said.series, at) THEN
        RETURN ledger._refused('enough', said.most_in_30_days);
    END IF;
    done := ledger._hold(member, said.points, reference, at,
        why || '{"code": "held-for-voucher"}', at + interval '1 hour');
    IF done.refusal IS NOT NULL THEN RETURN done; END IF;
    done := ledger._capture(member, reference, at, why);
    IF done.refusal IS NOT NULL THEN RETURN done; END IF;
    INSERT INTO loyalty_voucher (
        account_id, version, code, choice_id, kind, points, points_per_unit, amount,
        min_basket, "left", given_back, made_at, expires_at, open
    ) VALUES (
        member, (done.posting).version, code, choice, said.kind, said.points, value,
        CASE said.kind WHEN 'discount' THEN said.points::numeric / value END,
        said.min_basket, said.points, 0, at, expires, true
    );
    RETURN done;
END $$;

CREATE FUNCTION ledger._note_voucher(
    voucher loyalty_voucher, kind text, cause text, points bigint, used_by text,
    reference text, at timestamptz, posting bigint DEFAULT NULL,
    actor bigint DEFAULT NULL, reason text DEFAULT ''
) RETURNS void LANGUAGE sql AS $$
    INSERT INTO loyalty_voucherentry (
        account_id, voucher, seq, kind, cause, points, "order", reference, posting,
        actor_id, reason, occurred_at
    ) SELECT voucher.account_id, voucher.version, 1 + coalesce((
            SELECT max(e.seq) FROM loyalty_voucherentry e
            WHERE e.account_id = voucher.account_id AND e.voucher = voucher.version), 0),
        kind, cause, points, used_by, reference, posting, actor, reason, at
$$;

-- An order has so many points of a voucher. Whoever may redeem nothing uses none.
CREATE FUNCTION ledger.use_voucher(
    member ledger.key, voucher ledger.key, used_by ledger.reference,
    points ledger.points, at ledger.moment
) RETURNS ledger.outcome LANGUAGE plpgsql AS $$
DECLARE account loyalty_account; mine loyalty_voucher; earlier loyalty_voucherentry;
BEGIN
    account := ledger._lock(member);
    IF account.account_id IS NULL THEN RETURN ledger._refused('not-a-member'); END IF;
    SELECT * INTO earlier FROM loyalty_voucherentry e
        WHERE e.account_id = member AND e.kind = 'use' AND e.reference = 'use:' || used_by;
    IF FOUND AND (earlier.voucher, earlier.points) = (voucher, points) THEN
        RETURN ledger._done(NULL);
    ELSIF FOUND THEN
        RETURN ledger._refused('reference-reused', earlier.voucher);
    END IF;
    IF account.closed_at IS NOT NULL THEN RETURN ledger._closed(member); END IF;
    account := ledger._book_due(account, at);
    IF ledger._is_frozen(account, least(at, ledger.clock())) THEN
        RETURN ledger._refused('frozen');
    END IF;
    IF account.owed > 0 THEN RETURN ledger._refused('owed', account.owed); END IF;
    SELECT * INTO mine FROM loyalty_voucher v
        WHERE v.account_id = member AND v.version = voucher;
    IF NOT FOUND THEN RETURN ledger._refused('no-such-voucher'); END IF;
    -- Its time runs by this server's clock as well, from when it was written down.
    IF NOT mine.open OR mine.expires_at <= at OR ledger._ran_out(mine) THEN
        RETURN ledger._refused('voucher-over');
    END IF;
    IF points > mine.left OR mine.kind = 'delivery' AND points <> mine.points THEN
        RETURN ledger._refused('voucher-used', mine.left);
    END IF;
    PERFORM ledger._note_voucher(
        mine, 'use', 'order', points, used_by, 'use:' || used_by, at);
    UPDATE loyalty_voucher v SET "left" = v.left - use_voucher.points
        WHERE v.account_id = member AND v.version = voucher;
    RETURN ledger._done(NULL);
END $$;

-- An early date brings no voucher back; a past that is brought in may be used as it was.
CREATE FUNCTION ledger._ran_out(voucher loyalty_voucher) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT coalesce(ledger.clock() - p.recorded_at
            >= voucher.expires_at - voucher.made_at, false)
    FROM loyalty_posting p
    WHERE p.account_id = voucher.account_id AND p.version = voucher.version
$$;

-- Points that an order had of a voucher go back to it while it runs, and to the member
-- otherwise: then the result has a posting.
CREATE FUNCTION ledger.return_voucher(
    member ledger.key, used_by ledger.reference, points ledger.points,
    reference ledger.free_reference, at ledger.moment, why ledger.facts,
    grace ledger.due_or_none
) RETURNS ledger.outcome LANGUAGE plpgsql AS $$
DECLARE
    account loyalty_account; mine loyalty_voucher; earlier loyalty_voucherentry;
    rest bigint; done ledger.outcome;
BEGIN
    account := ledger._lock(member);
    SELECT * INTO earlier FROM loyalty_voucherentry e
        WHERE e.account_id = member AND e.kind <> 'use'
            AND e.reference = return_voucher.reference;
    IF FOUND AND (earlier."order", earlier.points) = (used_by, points) THEN
        RETURN ledger._done((SELECT p FROM loyalty_posting p
            WHERE p.account_id = member AND p.version = earlier.posting));
    ELSIF FOUND THEN
        RETURN ledger._refused('reference-reused', earlier.voucher);
    END IF;
    SELECT v.* INTO mine FROM loyalty_voucherentry e JOIN loyalty_voucher v
        ON v.account_id = e.account_id AND v.version = e.voucher
        WHERE e.account_id = member AND e.kind = 'use' AND e.reference = 'use:' || used_by;
    IF NOT FOUND THEN RETURN ledger._refused('no-such-use'); END IF;
    rest := coalesce((
        SELECT sum(CASE e.kind WHEN 'use' THEN e.points ELSE -e.points END)
        FROM loyalty_voucherentry e
        WHERE e.account_id = member AND e.voucher = mine.version AND e."order" = used_by
    ), 0);
    IF points > rest THEN RETURN ledger._refused('more-than-used', rest); END IF;
    IF mine.open AND mine.expires_at > at AND account.closed_at IS NULL THEN
        PERFORM ledger._note_voucher(
            mine, 'return', 'order', points, used_by, reference, at);
        UPDATE loyalty_voucher v SET "left" = v.left + return_voucher.points
            WHERE v.account_id = member AND v.version = mine.version;
        RETURN ledger._done(NULL);
    END IF;
    done := ledger._give_back(member, ledger._redeemed_as(mine), points, reference, at,
        why, grace);
    IF done.refusal IS NOT NULL THEN RETURN done; END IF;
    PERFORM ledger._note_voucher(mine, 'give-back', 'order', points, used_by, reference,
        at, (done.posting).version);
    UPDATE loyalty_voucher v SET given_back = v.given_back + return_voucher.points
        WHERE v.account_id = member AND v.version = mine.version;
    RETURN done;
END $$;

CREATE FUNCTION ledger._redeemed_as(voucher loyalty_voucher) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT p.reference FROM loyalty_posting p
    WHERE p.account_id = voucher.account_id AND p.version = voucher.version
$$;

-- What is left of a voucher goes back to its member, and it is over. No order had it, so
-- there is no grace: a voucher prolongs no points. Repeated for the same
-- cause, nothing happens; staff, who sign for it, and not for their own, are told.
CREATE FUNCTION ledger.end_voucher(
    member ledger.key, voucher ledger.key, cause ledger.words, at ledger.moment,
    why ledger.facts, actor bigint, reason ledger.note
) RETURNS ledger.outcome LANGUAGE plpgsql AS $$
DECLARE
    mine loyalty_voucher; done ledger.outcome; posting loyalty_posting; named text;
BEGIN
    PERFORM ledger._lock(member);
    SELECT * INTO mine FROM loyalty_voucher v
        WHERE v.account_id = member AND v.version = voucher;
    IF NOT FOUND THEN RETURN ledger._refused('no-such-voucher'); END IF;
    IF cause = 'cancelled' THEN
        done := ledger._kept_from(actor, 'cancel_voucher', ARRAY[member::bigint]);
        IF done.refusal IS NOT NULL THEN RETURN done; END IF;
    END IF;
    named := concat_ws(':', 'voucher', voucher, 'end');
    IF NOT mine.open THEN
        SELECT p.* INTO posting FROM loyalty_voucherentry e JOIN loyalty_posting p
            ON p.account_id = e.account_id AND p.version = e.posting
            WHERE e.account_id = member AND e.kind = 'give-back' AND e.reference = named
                AND e.cause = end_voucher.cause AND e.cause <> 'cancelled';
        IF NOT FOUND THEN RETURN ledger._refused('voucher-over'); END IF;
        RETURN ledger._done(posting);
    END IF;
    IF cause = 'expired' AND mine.expires_at > at THEN
        RETURN ledger._refused('voucher-runs');
    END IF;
    IF mine.left = 0 AND cause <> 'expired' THEN
        RETURN ledger._refused('voucher-used', 0);
    END IF;
    IF mine.left > 0 THEN
        done := ledger._give_back(
            member, ledger._redeemed_as(mine), mine.left, named, at, why, NULL);
        IF done.refusal IS NOT NULL THEN RETURN done; END IF;
        PERFORM ledger._note_voucher(mine, 'give-back', cause, mine.left, '', named, at,
            (done.posting).version, actor, reason);
    END IF;
    UPDATE loyalty_voucher v
        SET open = false, "left" = 0, given_back = v.given_back + mine.left
        WHERE v.account_id = member AND v.version = voucher;
    RETURN done;
END $$;
