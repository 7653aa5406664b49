-- Many accounts at once: the same postings as engine.sql, many of them a statement.
--
-- Work goes in rounds. A round makes at most one posting an account, so that the next
-- one finds what it left. The accounts are locked before the first round.

-- What is to be posted on one account, in the terms of _post.
CREATE TYPE ledger.entry AS (
    member bigint, kind text, reference text, hash bytea, at timestamptz, why jsonb,
    movements ledger.draft[], related bigint, matures timestamptz, expires timestamptz,
    rule integer, actor bigint
);

-- Steps ------------------------------------------------------------------------

-- The posting that _post would write; `moved` are the bytes of its movements.
CREATE FUNCTION ledger._posting_of(
    entry ledger.entry, account loyalty_account, available bigint, pending bigint,
    held bigint, owed bigint, moved bytea
) RETURNS loyalty_posting LANGUAGE plpgsql AS $$
DECLARE posting loyalty_posting;
BEGIN
    posting.account_id := account.account_id;
    posting.version := account.version + 1;
    posting.kind := entry.kind;
    posting.reference := entry.reference;
    posting.request_hash := entry.hash;
    posting.related_version := entry.related;
    posting.rule_version := entry.rule;
    posting.actor_id := entry.actor;
    posting.reason := '';
    posting.why := entry.why;
    posting.occurred_at := entry.at;
    posting.recorded_at := clock_timestamp();
    posting.matures_at := entry.matures;
    posting.expires_at := entry.expires;
    posting.available_after := available;
    posting.pending_after := pending;
    posting.held_after := held;
    posting.owed_after := owed;
    posting.hash := ledger.posting_hash(account.head, posting, moved);
    RETURN posting;
END $$;

-- _post for many locked accounts, one entry each.
CREATE FUNCTION ledger._post_each(entries ledger.entry[]) RETURNS void
LANGUAGE sql AS $$
    WITH written AS MATERIALIZED (
        SELECT e.kind, e.related, e.movements, ledger._posting_of(
            e, a, a.available + d.available, a.pending + d.pending, a.held + d.held,
            a.owed + d.owed, d.moved
        ) AS posting
        FROM unnest(entries) e
        JOIN loyalty_account a ON a.account_id = e.member
        CROSS JOIN LATERAL (
            SELECT
                coalesce(sum(CASE 'available' WHEN m.dst THEN m.points
                    WHEN m.src THEN -m.points END), 0)::bigint AS available,
                coalesce(sum(CASE 'pending' WHEN m.dst THEN m.points
                    WHEN m.src THEN -m.points END), 0)::bigint AS pending,
                coalesce(sum(CASE 'held' WHEN m.dst THEN m.points
                    WHEN m.src THEN -m.points END), 0)::bigint AS held,
                coalesce(sum(CASE 'owed' WHEN m.src THEN m.points
                    WHEN m.dst THEN -m.points END), 0)::bigint AS owed,
                coalesce(string_agg(ledger.movement_bytes(
                    m.src, m.dst, m.points, m.lot), '' ORDER BY m.seq), '') AS moved
            FROM unnest(e.movements) WITH ORDINALITY m (src, dst, points, lot, seq)
        ) d
    ), movement AS MATERIALIZED (
        SELECT (w.posting).account_id, (w.posting).version, (w.posting).matures_at,
            (w.posting).expires_at, w.kind, m.*
        FROM written w
        CROSS JOIN unnest(w.movements) WITH ORDINALITY m (src, dst, points, lot, seq)
    ), accounts AS (
        UPDATE loyalty_account a
        SET available = (w.posting).available_after, pending = (w.posting).pending_after,
            held = (w.posting).held_after, owed = (w.posting).owed_after,
            version = (w.posting).version, head = (w.posting).hash,
            -- What time moved is looked at again by the next posting (engine.sql).
            due_at = CASE WHEN w.kind IN ('lapse', 'maturity', 'expiry') THEN 'epoch'
                ELSE least(a.due_at, (w.posting).matures_at, (w.posting).expires_at) END
        FROM written w WHERE a.account_id = (w.posting).account_id
    ), postings AS (
        INSERT INTO loyalty_posting SELECT (w.posting).* FROM written w
    ), opened AS (
        INSERT INTO loyalty_lot (
            account_id, number, granted, pending, remaining, held, matures_at,
            expires_at, open
        )
        SELECT account_id, version, points,
            CASE dst WHEN 'pending' THEN points ELSE 0 END,
            CASE dst WHEN 'available' THEN points ELSE 0 END, 0, matures_at, expires_at,
            true
        FROM movement WHERE lot = version
    ), movements AS (
        INSERT INTO loyalty_movement (
            account_id, version, seq, kind, src, dst, points, lot_number
        )
        SELECT account_id, version, seq, kind, src, dst, points, lot FROM movement
    ), ended AS (
        UPDATE loyalty_hold h SET open = false
        FROM written w
        WHERE w.kind = 'lapse' AND h.account_id = (w.posting).account_id
            AND h.version = w.related
    )
    UPDATE loyalty_lot l
        SET pending = l.pending + d.pending, remaining = l.remaining + d.available,
            held = l.held + d.held,
            open = l.pending + d.pending + l.remaining + d.available + l.held + d.held > 0
        FROM (
            SELECT account_id, lot,
                sum(CASE 'pending' WHEN dst THEN points WHEN src THEN -points ELSE 0 END)
                    AS pending,
                sum(CASE 'available' WHEN dst THEN points WHEN src THEN -points ELSE 0 END)
                    AS available,
                sum(CASE 'held' WHEN dst THEN points WHEN src THEN -points ELSE 0 END)
                    AS held
            FROM movement WHERE lot <> version GROUP BY account_id, lot
        ) d
        WHERE l.account_id = d.account_id AND l.number = d.lot
$$;

CREATE FUNCTION ledger._next_lapses(members bigint[], at timestamptz)
RETURNS ledger.entry[] LANGUAGE sql STABLE AS $$
    SELECT array_agg((h.account_id, 'lapse', h.reference, sha256(''), h.lapses_at,
        jsonb_build_object('code', 'lapsed', 'params', h.why -> 'params'),
        m.drafts, h.version, NULL, NULL, NULL, NULL)::ledger.entry
        ORDER BY h.account_id)
    FROM (
        SELECT DISTINCT ON (h.account_id) h.account_id, h.version, h.lapses_at,
            p.reference, p.why
        FROM unnest(members) member
        JOIN loyalty_hold h ON h.account_id = member
        JOIN loyalty_posting p USING (account_id, version)
        WHERE h.open AND h.lapses_at <= at
        ORDER BY h.account_id, h.lapses_at, h.version
    ) h
    CROSS JOIN LATERAL (
        SELECT array_agg(('held', 'available', m.points, m.lot_number)::ledger.draft
            ORDER BY m.seq) AS drafts
        FROM loyalty_movement m
        WHERE m.account_id = h.account_id AND m.version = h.version
    ) m
$$;

CREATE FUNCTION ledger._next_maturities(members bigint[], at timestamptz)
RETURNS ledger.entry[] LANGUAGE sql STABLE AS $$
    SELECT array_agg((l.account_id, 'maturity', l.number::text, sha256(''), l.matures_at,
        jsonb_build_object('code', 'matured', 'params', p.why -> 'params'
            || jsonb_build_object('repaid', least(a.owed, l.pending))),
        ledger._repay_first(a.owed, l.pending, 'pending', 'available', l.number),
        l.number, NULL, NULL, NULL, NULL)::ledger.entry
        ORDER BY l.account_id)
    FROM (
        SELECT DISTINCT ON (l.account_id) l.*
        FROM unnest(members) member JOIN loyalty_lot l ON l.account_id = member
        WHERE l.open AND l.pending > 0 AND l.matures_at <= at
        ORDER BY l.account_id, l.matures_at, l.number
    ) l
    JOIN loyalty_account a USING (account_id)
    JOIN loyalty_posting p ON p.account_id = l.account_id AND p.version = l.number
$$;

CREATE FUNCTION ledger._next_expiries(members bigint[], at timestamptz)
RETURNS ledger.entry[] LANGUAGE sql STABLE AS $$
    SELECT array_agg((l.account_id, 'expiry', (a.version + 1)::text, sha256(''),
        l.expires_at,
        jsonb_build_object('code', 'expired', 'params', jsonb_build_object(
            'expires_at', to_char(l.expires_at AT TIME ZONE 'UTC',
                'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"'))),
        l.drafts, NULL, NULL, NULL, NULL, NULL)::ledger.entry
        ORDER BY l.account_id)
    FROM (
        SELECT DISTINCT ON (l.account_id) l.account_id, l.expires_at,
            array_agg(('available', 'expired', l.remaining, l.number)::ledger.draft
                ORDER BY l.number) AS drafts
        FROM unnest(members) member JOIN loyalty_lot l ON l.account_id = member
        WHERE l.open AND l.remaining > 0 AND l.expires_at <= at
        GROUP BY l.account_id, l.expires_at
        ORDER BY l.account_id, l.expires_at
    ) l
    JOIN loyalty_account a USING (account_id)
$$;

-- _book_due for many locked accounts. Only who had something due is asked again.
CREATE FUNCTION ledger._book_due_each(members bigint[], at timestamptz) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE step text; entries ledger.entry[]; rest bigint[]; booked bigint := 0;
BEGIN
    FOREACH step IN ARRAY '{lapses, maturities, expiries}'::text[] LOOP
        rest := members;
        LOOP
            entries := CASE step
                WHEN 'lapses' THEN ledger._next_lapses(rest, at)
                WHEN 'maturities' THEN ledger._next_maturities(rest, at)
                ELSE ledger._next_expiries(rest, at)
            END;
            EXIT WHEN entries IS NULL;
            PERFORM ledger._post_each(entries);
            booked := booked + cardinality(entries);
            rest := ARRAY(SELECT member FROM unnest(entries));
        END LOOP;
    END LOOP;
    RETURN booked;
END $$;

-- The doors --------------------------------------------------------------------
-- Rows are found by key, account by account. A planner that reads whole tables
-- instead is right for one chunk and wrong for a thousand.

-- Book what is due on these accounts; one that somebody else works on books its own.
-- Returns the number of postings.
CREATE FUNCTION ledger.book_due(members bigint[], at timestamptz) RETURNS bigint
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
-- posted, how many were known, and whom it refused for which reason. Whose account was
-- merged into another is no member any more.
CREATE FUNCTION ledger.accrue_each(
    members bigint[], points bigint[], "references" text[], whys jsonb[],
    maturities timestamptz[], expiries timestamptz[], are_pending boolean[],
    rules integer[], actor bigint, at timestamptz,
    OUT posted bigint, OUT known bigint, OUT not_members bigint[], OUT reused bigint[]
) LANGUAGE plpgsql SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE round ledger.entry[]; judged record;
BEGIN
    posted := 0; known := 0; not_members := '{}'; reused := '{}';
    PERFORM FROM loyalty_account a WHERE a.account_id = ANY (members)
        ORDER BY a.account_id FOR NO KEY UPDATE;
    FOR round IN
        SELECT array_agg((n.member, 'accrual', n.reference,
            sha256(convert_to(concat_ws('|', n.points, n.is_pending), 'UTF8')), at, n.why,
            ARRAY[('issued', CASE WHEN n.is_pending THEN 'pending' ELSE 'available' END,
                n.points, NULL)::ledger.draft],
            NULL, n.matures, n.expires, n.rule, actor)::ledger.entry ORDER BY n.member)
        FROM (
            SELECT *, row_number() OVER (PARTITION BY r.member ORDER BY r.place) AS nth
            FROM unnest(members, points, "references", whys, maturities, expiries,
                are_pending, rules) WITH ORDINALITY r (
                    member, points, reference, why, matures, expires, is_pending, rule,
                    place)
        ) n
        GROUP BY n.nth ORDER BY n.nth
    LOOP
        SELECT coalesce(array_agg(e ORDER BY e.member) FILTER (
                WHERE a.account_id IS NOT NULL AND p.account_id IS NULL), '{}') AS fresh,
            count(*) FILTER (WHERE p.request_hash = e.hash) AS known,
            array_agg(e.member) FILTER (
                WHERE a.account_id IS NULL AND p.account_id IS NULL) AS not_members,
            array_agg(e.member) FILTER (WHERE p.request_hash <> e.hash) AS reused
            INTO judged
            FROM unnest(round) e
            LEFT JOIN loyalty_account a ON a.account_id = e.member
                AND a.closed_at IS NULL
            LEFT JOIN loyalty_posting p ON p.account_id = e.member AND p.kind = e.kind
                AND p.reference = e.reference;
        PERFORM ledger._book_due_each(ARRAY(
            SELECT e.member FROM unnest(judged.fresh) e
            WHERE (e.movements[1]).dst = 'available' AND (e.movements[1]).points > 0
        ), at);
        PERFORM ledger._post_each(ARRAY(
            SELECT (e.member, e.kind, e.reference, e.hash, e.at, e.why,
                ledger._repay_first(CASE m.dst WHEN 'pending' THEN 0 ELSE a.owed END,
                    m.points, m.src, m.dst, a.version + 1),
                e.related, e.matures, e.expires, e.rule, e.actor)::ledger.entry
            FROM unnest(judged.fresh) e
            JOIN loyalty_account a ON a.account_id = e.member
            CROSS JOIN unnest(e.movements) m
        ));
        posted := posted + cardinality(judged.fresh);
        known := known + judged.known;
        not_members := not_members || judged.not_members;
        reused := reused || judged.reused;
    END LOOP;
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
