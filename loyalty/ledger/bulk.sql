-- Many accounts at once: the same postings as one by one, many of them a statement.
-- The accounts are locked before.
--
-- An account may get several postings of one statement, numbered by `nth` in their
-- order. What each says is known before: figures and links follow by windows.

-- One movement, with all that its posting says in the terms of _post. The posting of
-- a line without points has no movements.
CREATE TYPE ledger.line AS (
    member bigint, nth bigint, seq bigint, kind text, reference text, hash bytea,
    at timestamptz, why jsonb, related bigint, matures timestamptz, expires timestamptz,
    rule integer, actor bigint, src text, dst text, points bigint, lot bigint
);

-- The hash of a posting, and of each after it on its account: over a window.
CREATE FUNCTION ledger._linked(
    previous bytea, head bytea, posting loyalty_posting, moved bytea
) RETURNS bytea LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN ledger.posting_hash(coalesce(previous, head), posting, moved);
END $$;

CREATE AGGREGATE ledger._chain (head bytea, posting loyalty_posting, moved bytea) (
    SFUNC = ledger._linked, STYPE = bytea
);

-- Steps ------------------------------------------------------------------------

-- _post for many locked accounts; returns the number of postings.
CREATE FUNCTION ledger._post_each(lines ledger.line[]) RETURNS bigint
LANGUAGE sql AS $$
    WITH line AS MATERIALIZED (
        SELECT l.*, a.version + l.nth AS version, a.head,
            clock_timestamp() AS recorded_at,
            a.available + coalesce(sum(CASE 'available' WHEN l.dst THEN l.points
                WHEN l.src THEN -l.points END) OVER account, 0)::bigint AS available,
            a.pending + coalesce(sum(CASE 'pending' WHEN l.dst THEN l.points
                WHEN l.src THEN -l.points END) OVER account, 0)::bigint AS pending,
            a.held + coalesce(sum(CASE 'held' WHEN l.dst THEN l.points
                WHEN l.src THEN -l.points END) OVER account, 0)::bigint AS held,
            a.owed + coalesce(sum(CASE 'owed' WHEN l.src THEN l.points
                WHEN l.dst THEN -l.points END) OVER account, 0)::bigint AS owed,
            coalesce(string_agg(
                ledger.movement_bytes(l.src, l.dst, l.points, l.lot), '')
                FILTER (WHERE l.points IS NOT NULL) OVER posting, '') AS moved
        FROM unnest(lines) l JOIN loyalty_account a ON a.account_id = l.member
        WINDOW account AS (PARTITION BY l.member ORDER BY l.nth),
            posting AS (PARTITION BY l.member, l.nth ORDER BY l.seq
                ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
    ), posting AS MATERIALIZED (
        SELECT *, lead(nth) OVER own IS NULL AS is_last,
            ledger._chain(head, ROW(
                member, version, kind, reference, hash, related, '', why, at, recorded_at,
                matures, expires, available, pending, held, owed, actor, rule, NULL, NULL,
                NULL, NULL
            )::loyalty_posting, moved) OVER own AS link
        FROM line WHERE seq = 1
        WINDOW own AS (PARTITION BY member ORDER BY nth)
    ), accounts AS (
        UPDATE loyalty_account a
        SET available = p.available, pending = p.pending, held = p.held, owed = p.owed,
            version = p.version, head = p.link,
            -- What time moved is looked at again by the next posting (due.sql).
            due_at = CASE WHEN p.kind IN ('lapse', 'maturity', 'expiry') THEN 'epoch'
                ELSE least(a.due_at, p.matures, p.expires) END
        FROM posting p WHERE a.account_id = p.member AND p.is_last
    ), postings AS (
        INSERT INTO loyalty_posting (
            account_id, version, kind, reference, request_hash, related_version,
            rule_version, actor_id, why, occurred_at, recorded_at, matures_at, expires_at,
            available_after, pending_after, held_after, owed_after, hash
        )
        SELECT member, version, kind, reference, hash, related, rule, actor, why, at,
            recorded_at, matures, expires, available, pending, held, owed, link
        FROM posting
    ), opened AS (
        INSERT INTO loyalty_lot (
            account_id, number, granted, pending, remaining, held, matures_at,
            expires_at, open
        )
        SELECT member, version, points, CASE dst WHEN 'pending' THEN points ELSE 0 END,
            CASE dst WHEN 'available' THEN points ELSE 0 END, 0, matures, expires, true
        FROM line WHERE lot = version
    ), movements AS (
        INSERT INTO loyalty_movement (
            account_id, version, seq, kind, src, dst, points, lot_number
        )
        SELECT member, version, seq, kind, src, dst, points, lot
        FROM line WHERE points IS NOT NULL
    ), ended AS (
        UPDATE loyalty_hold h SET open = false FROM posting p
        WHERE p.kind = 'lapse' AND h.account_id = p.member AND h.version = p.related
    ), lots AS (
        UPDATE loyalty_lot l
        SET pending = l.pending + d.pending, remaining = l.remaining + d.available,
            held = l.held + d.held,
            open = l.pending + d.pending + l.remaining + d.available + l.held + d.held > 0
        FROM (
            SELECT member, lot,
                sum(CASE 'pending' WHEN dst THEN points WHEN src THEN -points ELSE 0 END)
                    AS pending,
                sum(CASE 'available' WHEN dst THEN points WHEN src THEN -points ELSE 0 END)
                    AS available,
                sum(CASE 'held' WHEN dst THEN points WHEN src THEN -points ELSE 0 END)
                    AS held
            FROM line WHERE lot <> version GROUP BY member, lot
        ) d
        WHERE l.account_id = d.member AND l.number = d.lot
    )
    SELECT count(*) FROM posting
$$;

-- New points pay what is owed first: the one or two movements of these points.
CREATE FUNCTION ledger._repaid_first(repaid bigint, points bigint, dst text)
RETURNS TABLE (seq integer, dst text, points bigint) LANGUAGE sql IMMUTABLE AS $$
    SELECT * FROM (VALUES (1, 'owed', repaid),
        (CASE WHEN repaid > 0 THEN 2 ELSE 1 END, dst, points - repaid)) m WHERE column3 > 0
$$;

CREATE FUNCTION ledger._lapses(members bigint[], at timestamptz)
RETURNS ledger.line[] LANGUAGE sql STABLE AS $$
    SELECT array_agg((h.account_id, h.nth, m.seq, 'lapse', h.reference, sha256(''),
        h.lapses_at, jsonb_build_object('code', 'lapsed', 'params', h.why -> 'params'),
        h.version, NULL, NULL, NULL, NULL, 'held', 'available', m.points, m.lot_number
        )::ledger.line)
    FROM (
        SELECT h.account_id, h.version, h.lapses_at, p.reference, p.why,
            row_number() OVER (
                PARTITION BY h.account_id ORDER BY h.lapses_at, h.version) AS nth
        FROM unnest(members) member
        JOIN loyalty_hold h ON h.account_id = member
        JOIN loyalty_posting p USING (account_id, version)
        WHERE h.open AND h.lapses_at <= at
    ) h
    JOIN loyalty_movement m USING (account_id, version)
$$;

CREATE FUNCTION ledger._maturities(members bigint[], at timestamptz)
RETURNS ledger.line[] LANGUAGE sql STABLE AS $$
    SELECT array_agg((l.account_id, l.nth, m.seq, 'maturity', l.number::text, sha256(''),
        l.matures_at, jsonb_build_object('code', 'matured', 'params', p.why -> 'params'
            || jsonb_build_object('repaid', l.repaid)),
        l.number, NULL, NULL, NULL, NULL, 'pending', m.dst, m.points, l.number
        )::ledger.line)
    FROM (
        SELECT l.account_id, l.number, l.pending, l.matures_at, row_number() OVER own AS nth,
            -- What is owed still when those before it have matured.
            least(l.pending, greatest(0, a.owed + l.pending - sum(l.pending) OVER own))
                ::bigint AS repaid
        FROM unnest(members) member
        JOIN loyalty_lot l ON l.account_id = member
        JOIN loyalty_account a ON a.account_id = member
        WHERE l.open AND l.pending > 0 AND l.matures_at <= at
        WINDOW own AS (PARTITION BY l.account_id ORDER BY l.matures_at, l.number)
    ) l
    JOIN loyalty_posting p ON p.account_id = l.account_id AND p.version = l.number
    CROSS JOIN LATERAL ledger._repaid_first(l.repaid, l.pending, 'available') m
$$;

CREATE FUNCTION ledger._expiries(members bigint[], at timestamptz)
RETURNS ledger.line[] LANGUAGE sql STABLE AS $$
    SELECT array_agg((l.account_id, l.nth, l.seq, 'expiry', (l.version + l.nth)::text,
        sha256(''), l.expires_at, jsonb_build_object('code', 'expired', 'params',
            jsonb_build_object('expires_at', ledger._said(l.expires_at))),
        NULL, NULL, NULL, NULL, NULL, 'available', 'expired', l.remaining, l.number
        )::ledger.line)
    FROM (
        SELECT l.account_id, l.number, l.remaining, l.expires_at, a.version,
            dense_rank() OVER (PARTITION BY l.account_id ORDER BY l.expires_at) AS nth,
            row_number() OVER (
                PARTITION BY l.account_id, l.expires_at ORDER BY l.number) AS seq
        FROM unnest(members) member
        JOIN loyalty_lot l ON l.account_id = member
        JOIN loyalty_account a ON a.account_id = member
        WHERE l.open AND l.remaining > 0 AND l.expires_at <= at
    ) l
$$;

-- _book_due for many locked accounts: each step finds what the one before it left.
CREATE FUNCTION ledger._book_due_each(members bigint[], at timestamptz) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE step text; lines ledger.line[]; booked bigint := 0;
BEGIN
    FOREACH step IN ARRAY '{lapses, maturities, expiries}'::text[] LOOP
        lines := CASE step
            WHEN 'lapses' THEN ledger._lapses(members, at)
            WHEN 'maturities' THEN ledger._maturities(members, at)
            ELSE ledger._expiries(members, at)
        END;
        IF lines IS NOT NULL THEN
            booked := booked + ledger._post_each(lines);
        END IF;
    END LOOP;
    RETURN booked;
END $$;

-- The doors --------------------------------------------------------------------
-- Rows are found by key, account by account. A planner that reads whole tables
-- instead is right for one chunk and wrong for a thousand.

-- Book what is due on these accounts; one that somebody else works on books its own.
-- Returns the number of postings.
CREATE FUNCTION ledger.book_due(members ledger.keys, at ledger.moment) RETURNS bigint
LANGUAGE plpgsql SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE free bigint[];
BEGIN
    SELECT array_agg(a.account_id) INTO free FROM (
        SELECT account_id FROM loyalty_account WHERE account_id = ANY (members)
        ORDER BY account_id FOR NO KEY UPDATE SKIP LOCKED
    ) a;
    RETURN ledger._book_due_each(free, at);
END $$;

-- Many accruals of one moment, in their order: `accrue` for each. Says how many were
-- posted, how many were known, and whom it refused for which reason. Whoever signs them
-- must be one who may give points. Whose account was
-- merged into another is no member any more. Goes in rounds, one accrual an account.
CREATE FUNCTION ledger.accrue_each(
    members ledger.keys, points ledger.points_or_zero[], "references" ledger.reference[],
    whys ledger.facts[], maturities ledger.due_or_none[], expiries ledger.due[],
    are_pending ledger.yes_or_no[], rules integer[], actor ledger.key, at ledger.moment,
    OUT posted bigint, OUT known bigint, OUT not_members bigint[], OUT reused bigint[]
) LANGUAGE plpgsql SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE round ledger.line[]; judged record; many integer := cardinality(members);
BEGIN
    -- What is missing at the end of a list would be NULL.
    IF (cardinality(points), cardinality("references"), cardinality(whys),
        cardinality(maturities), cardinality(expiries), cardinality(are_pending),
        cardinality(rules)) IS DISTINCT FROM (many, many, many, many, many, many, many)
    THEN
        RAISE EXCEPTION 'each of the lists must say something of each member'
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    IF NOT ledger.may(actor, 'adjust_points') THEN
        RAISE EXCEPTION '% may not give points', actor
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF EXISTS (
        SELECT FROM unnest(maturities, expiries) d (matures, expires)
        WHERE ledger._lasts_too_long(at, d.matures, d.expires)
    ) THEN
        RAISE EXCEPTION 'points last a hundred years at most'
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    posted := 0; known := 0; not_members := '{}'; reused := '{}';
    PERFORM FROM loyalty_account a WHERE a.account_id = ANY (members)
        ORDER BY a.account_id FOR NO KEY UPDATE;
    FOR round IN
        SELECT array_agg((n.member, 1, 1, 'accrual', n.reference,
            sha256(convert_to(concat_ws('|', n.points, n.is_pending), 'UTF8')), at, n.why,
            NULL, n.matures, n.expires, n.rule, actor, 'issued',
            CASE WHEN n.is_pending THEN 'pending' ELSE 'available' END, n.points, NULL
            )::ledger.line)
        FROM (
            SELECT *, row_number() OVER (PARTITION BY r.member ORDER BY r.place) AS nth
            FROM unnest(members, points, "references", whys, maturities, expiries,
                are_pending, rules) WITH ORDINALITY r (
                    member, points, reference, why, matures, expires, is_pending, rule,
                    place)
        ) n
        GROUP BY n.nth ORDER BY n.nth
    LOOP
        SELECT array_agg(l) FILTER (
                WHERE a.account_id IS NOT NULL AND p.account_id IS NULL) AS fresh,
            count(*) FILTER (WHERE p.request_hash = l.hash) AS known,
            array_agg(l.member) FILTER (
                WHERE a.account_id IS NULL AND p.account_id IS NULL) AS not_members,
            array_agg(l.member) FILTER (WHERE p.request_hash <> l.hash) AS reused
            INTO judged
            FROM unnest(round) l
            LEFT JOIN loyalty_account a ON a.account_id = l.member
                AND a.closed_at IS NULL
            LEFT JOIN loyalty_posting p ON p.account_id = l.member AND p.kind = l.kind
                AND p.reference = l.reference;
        PERFORM ledger._book_due_each(ARRAY(
            SELECT l.member FROM unnest(judged.fresh) l
            WHERE l.dst = 'available' AND l.points > 0
        ), at);
        posted := posted + ledger._post_each(ARRAY(
            SELECT (l.member, 1, coalesce(m.seq, 1), l.kind, l.reference, l.hash, l.at,
                l.why, l.related, l.matures, l.expires, l.rule, l.actor, l.src, m.dst,
                m.points, CASE WHEN m.dst <> 'owed' THEN a.version + 1 END)::ledger.line
            FROM unnest(judged.fresh) l
            JOIN loyalty_account a ON a.account_id = l.member
            LEFT JOIN LATERAL ledger._repaid_first(
                CASE l.dst WHEN 'pending' THEN 0 ELSE least(a.owed, l.points) END,
                l.points, l.dst) m ON true
        ));
        known := known + judged.known;
        not_members := not_members || judged.not_members;
        reused := reused || judged.reused;
    END LOOP;
END $$;

-- Many requests at once, in their order, each through the door above. A refusal
-- ends it with an error: a history that does not add up is not brought in.
CREATE FUNCTION ledger.replay(requests ledger.requests) RETURNS void
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
