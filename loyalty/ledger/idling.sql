-- Points that end by their member's inactivity: announced first, ended after that
-- (docs/adr/0051-*.md). Time alone ends none of them, so nothing here is booked by itself:
-- if nobody comes by, they stay.

-- What a member did, as postings tell it: a kept order has an accrual, be it of no
-- points, and one that uses points a hold. So is whatever brings points back: a notice that
-- was written before said nothing of them.
CREATE FUNCTION ledger.is_act(kind text) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
    SELECT kind IN ('accrual', 'hold', 'release', 'lapse', 'give-back', 'merge-in')
$$;

-- When a member last placed an order: it counts from then, paid or not yet.
CREATE FUNCTION ledger.ordered_at(member bigint) RETURNS timestamptz
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT max(o.date_placed) FROM order_order o WHERE o.user_id = member);
END $$;

-- When a member last did something. Using a voucher is something, though no points move.
CREATE FUNCTION ledger.active_at(member bigint) RETURNS timestamptz
LANGUAGE sql STABLE AS $$
    SELECT greatest(a.enrolled_at, max(p.occurred_at), ledger.ordered_at(member), (
        SELECT max(e.occurred_at) FROM loyalty_voucherentry e
        WHERE e.account_id = member AND e.kind = 'use'))
    FROM loyalty_account a LEFT JOIN loyalty_posting p
        ON p.account_id = a.account_id AND ledger.is_act(p.kind)
    WHERE a.account_id = member GROUP BY a.enrolled_at
$$;

-- The first moment after the day so many months later, in the programme's zone: what
-- `idle_until` of loyalty/terms/validity.py says.
CREATE FUNCTION ledger.idle_until(since timestamptz, months integer, zone text)
RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT ((since AT TIME ZONE zone)::date + make_interval(months => months)
        + interval '1 day') AT TIME ZONE zone
$$;

-- Points that may end by `until` if their members (NULL: all) do nothing more, since when
-- those did nothing, and when the points end. By the terms that each lot was given under;
-- one that came from another account may have been given under better ones.
CREATE FUNCTION ledger.idle_lots(members bigint[], until timestamptz, zone text)
RETURNS TABLE (
    account_id bigint, number bigint, points bigint, since timestamptz, ends_at timestamptz
) LANGUAGE sql STABLE AS $$
    SELECT l.account_id, l.number, l.remaining, idle.since, idle.ends_at
    FROM loyalty_lot l
    JOIN loyalty_posting p ON p.account_id = l.account_id AND p.version = l.number
    CROSS JOIN LATERAL (
        SELECT r.expiry_profile, r.expiry_months FROM loyalty_rule r
        WHERE r.version = p.rule_version
            OR p.rule_version IS NULL AND r.starts_at <= p.occurred_at
        ORDER BY r.version DESC LIMIT 1
    ) terms
    CROSS JOIN LATERAL (
        SELECT d.since, ledger.idle_until(d.since, terms.expiry_months, zone) AS ends_at
        FROM (SELECT greatest(ledger.active_at(l.account_id), l.matures_at,
            p.occurred_at) AS since) d
    ) idle
    WHERE l.open AND l.remaining > 0 AND l.expires_at = ledger.never()
        AND (members IS NULL OR l.account_id = ANY (members))
        AND p.kind <> 'merge-in' AND terms.expiry_profile = 'inactivity'
        AND idle.ends_at <= until
$$;

-- The members who may be told of an end by `until`, and of whom nothing was told since
-- they last did something; or whose end was told, and has come (`was_told`).
CREATE FUNCTION ledger.idle_members(until timestamptz, was_told boolean, zone text)
RETURNS TABLE (account_id bigint) LANGUAGE sql STABLE AS $$
    SELECT DISTINCT i.account_id FROM ledger.idle_lots(NULL, until, zone) i
    WHERE was_told = EXISTS (
        SELECT FROM loyalty_posting n
        WHERE n.account_id = i.account_id AND n.kind = 'notice'
            AND n.occurred_at > ledger.active_at(i.account_id)
            AND (NOT was_told OR n.expires_at <= until)
            AND NOT EXISTS (SELECT FROM loyalty_posting e
                WHERE e.account_id = n.account_id AND e.kind = 'idle-expiry'
                    AND e.related_version = n.version))
$$;

-- Whether a notice leaves its member enough time, and not too much to remember it.
CREATE FUNCTION ledger.is_told_in_time(told timestamptz, ends timestamptz)
RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT ends BETWEEN told + interval '720 hours' AND told + interval '1440 hours'
$$;

-- Say that points end at `expires` unless their member does something: no points move.
-- It is told now, by this server's clock: nobody writes down later that it was.
CREATE FUNCTION ledger.announce(
    member ledger.key, reference ledger.reference, at ledger.moment, why ledger.facts,
    expires ledger.due, zone ledger.zone
) RETURNS ledger.outcome LANGUAGE plpgsql AS $$
DECLARE x record; account loyalty_account; ending bigint;
BEGIN
    x := ledger._begin(member, 'notice', reference, ledger._said(expires));
    IF x.answered THEN RETURN x.outcome; END IF;
    IF (x.account).closed_at IS NOT NULL THEN RETURN ledger._closed(member); END IF;
    IF NOT ledger.is_told_in_time(at, expires)
        OR coalesce(at < ledger.clock() - interval '1 hour', false)
    THEN
        RETURN ledger._refused('outside-window');
    END IF;
    account := ledger._book_due(x.account, at);
    SELECT sum(i.points) INTO ending
        FROM ledger.idle_lots(ARRAY[member], expires, zone) i;
    IF ending IS NULL THEN RETURN ledger._refused('nothing-ends'); END IF;
    RETURN ledger._done((ledger._post(
        account, 'notice', reference, x.hash, at,
        jsonb_build_object('code', why -> 'code', 'params', why -> 'params'
            || jsonb_build_object('points', ending, 'since', ledger._said(ledger.active_at(member)),
                'until', ledger._said(expires))),
        '{}', expires => expires
    )).posting);
END $$;

-- End what the last notice that has come was about. What was not announced, or whose
-- member did something since, is refused.
CREATE FUNCTION ledger.end_idle(member ledger.key, at ledger.moment, zone ledger.zone)
RETURNS ledger.outcome LANGUAGE plpgsql AS $$
DECLARE x record; account loyalty_account; told loyalty_posting; drafts ledger.draft[];
BEGIN
    SELECT * INTO told FROM loyalty_posting n
        WHERE n.account_id = member AND n.kind = 'notice' AND n.expires_at <= at
        ORDER BY n.version DESC LIMIT 1;
    IF NOT FOUND THEN RETURN ledger._refused('not-announced'); END IF;
    x := ledger._begin(member, 'idle-expiry', told.reference, '');
    IF x.answered THEN RETURN x.outcome; END IF;
    IF (x.account).closed_at IS NOT NULL THEN RETURN ledger._closed(member); END IF;
    account := ledger._book_due(x.account, at);
    IF ledger.active_at(member) >= told.occurred_at
        OR EXISTS (SELECT FROM loyalty_posting p WHERE p.account_id = member
            AND ledger.is_act(p.kind) AND p.version > told.version)
    THEN
        RETURN ledger._refused('was-active');
    END IF;
    SELECT array_agg(('available', 'expired', i.points, i.number)::ledger.draft
            ORDER BY i.number) INTO drafts
        FROM ledger.idle_lots(ARRAY[member], told.expires_at, zone) i;
    IF drafts IS NULL THEN RETURN ledger._refused('nothing-ends'); END IF;
    RETURN ledger._done((ledger._post(
        account, 'idle-expiry', told.reference, x.hash, at,
        jsonb_build_object('code', 'idle-expired', 'params', jsonb_build_object(
            'since', told.why -> 'params' -> 'since',
            'told', ledger._said(told.occurred_at),
            'until', ledger._said(told.expires_at))),
        drafts, related => told.version
    )).posting);
END $$;
