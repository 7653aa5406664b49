-- The one door through which points move. The application's role may call the
-- functions without a leading underscore and write nothing else.
--
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

-- Steps ------------------------------------------------------------------------

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
        THEN ARRAY[int8send(p.merged_into), int8send(p.merged_from)] END))
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
        account.held, account.owed, actor, rule, NULL, merged_from, merged_into
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
                        OR l.pending + l.remaining + l.held > m.points
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

-- Take points from open lots, soonest expiry first, then age; none from `besides`.
CREATE FUNCTION ledger._draw(
    member bigint, points bigint, dst text, besides bigint DEFAULT NULL
) RETURNS ledger.draft[] LANGUAGE plpgsql AS $$
DECLARE drafts ledger.draft[] := '{}'; lot record; part bigint;
BEGIN
    FOR lot IN
        SELECT l.number, l.remaining FROM loyalty_lot l
        WHERE l.account_id = member AND l.open AND l.remaining > 0
            AND l.number IS DISTINCT FROM besides
        ORDER BY l.expires_at, l.number
    LOOP
        part := least(lot.remaining, points);
        drafts := drafts || ('available', dst, part, lot.number)::ledger.draft;
        points := points - part;
        EXIT WHEN points = 0;
    END LOOP;
    RETURN drafts;
END $$;

-- Nothing falls due on an account before this moment, as it stands: NULL for never.
CREATE FUNCTION ledger._due_at(member bigint) RETURNS timestamptz
LANGUAGE sql STABLE AS $$
    SELECT min(moment) FROM (
        SELECT h.lapses_at AS moment FROM loyalty_hold h
            WHERE h.account_id = member AND h.open
        UNION ALL
        SELECT least(CASE WHEN l.pending > 0 THEN l.matures_at END,
                CASE WHEN l.remaining > 0 THEN l.expires_at END)
            FROM loyalty_lot l WHERE l.account_id = member AND l.open
    ) awaited
$$;

-- In the order of time: holds that lapsed, points that matured, points that expired.
-- Each occurred when it fell due, not when it is booked.
CREATE FUNCTION ledger._book_what_is_due(INOUT account loyalty_account, at timestamptz)
LANGUAGE plpgsql AS $$
DECLARE due record;
BEGIN
    FOR due IN
        SELECT h.version, h.lapses_at, p.reference, p.why
        FROM loyalty_hold h JOIN loyalty_posting p USING (account_id, version)
        WHERE h.account_id = account.account_id AND h.open AND h.lapses_at <= at
        ORDER BY h.lapses_at, h.version
    LOOP
        account := (ledger._end_hold(
            account, due.version, due.reference, 'lapse', 'available', due.lapses_at,
            jsonb_build_object('code', 'lapsed', 'params', due.why -> 'params')
        )).account;
    END LOOP;
    FOR due IN
        SELECT l.number, l.pending, l.matures_at, p.why
        FROM loyalty_lot l JOIN loyalty_posting p
            ON p.account_id = l.account_id AND p.version = l.number
        WHERE l.account_id = account.account_id AND l.open AND l.pending > 0
            AND l.matures_at <= at
        ORDER BY l.matures_at, l.number
    LOOP
        account := (ledger._post(
            account, 'maturity', due.number::text, sha256(''), due.matures_at,
            jsonb_build_object('code', 'matured', 'params', due.why -> 'params'
                || jsonb_build_object('repaid', least(account.owed, due.pending))),
            ledger._repay_first(account.owed, due.pending, 'pending', 'available',
                due.number),
            related => due.number
        )).account;
    END LOOP;
    FOR due IN
        SELECT l.expires_at, array_agg(
            ('available', 'expired', l.remaining, l.number)::ledger.draft
            ORDER BY l.number
        ) AS drafts
        FROM loyalty_lot l
        WHERE l.account_id = account.account_id AND l.open AND l.remaining > 0
            AND l.expires_at <= at
        GROUP BY l.expires_at ORDER BY l.expires_at
    LOOP
        -- Nobody repeats an expiry by reference: what has expired is gone.
        account := (ledger._post(
            account, 'expiry', (account.version + 1)::text, sha256(''), due.expires_at,
            jsonb_build_object('code', 'expired', 'params', jsonb_build_object(
                'expires_at', ledger._said(due.expires_at))),
            due.drafts
        )).account;
    END LOOP;
    account.due_at := ledger._due_at(account.account_id);
END $$;

-- What is due comes before what is asked, when something may be.
CREATE FUNCTION ledger._book_due(account loyalty_account, at timestamptz)
RETURNS loyalty_account LANGUAGE sql AS $$
    SELECT CASE WHEN account.due_at <= at
        THEN ledger._book_what_is_due(account, at) ELSE account END
$$;

-- A moment as the facts of a posting keep it.
CREATE FUNCTION ledger._said(moment timestamptz) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"')
$$;

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

-- The door ---------------------------------------------------------------------

CREATE FUNCTION ledger.enrol(member ledger.key, at ledger.moment) RETURNS void
LANGUAGE sql AS $$
    INSERT INTO loyalty_account (account_id, enrolled_at) VALUES (member, at)
        ON CONFLICT DO NOTHING
$$;

-- A frozen account earns, but redeems nothing; `at` is NULL to thaw it.
CREATE FUNCTION ledger.freeze(member ledger.key, at ledger.moment_or_none) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
    UPDATE loyalty_account SET frozen_at = at WHERE account_id = member;
    RETURN FOUND;
END $$;

-- An accrual of no points is posted too: that nothing was earned is a fact. Points
-- that matured before these repay what is owed before these.
CREATE FUNCTION ledger.accrue(
    member ledger.key, points ledger.points_or_zero, reference ledger.words,
    at ledger.moment, why ledger.facts, matures ledger.due_or_none, expires ledger.due,
    is_pending ledger.yes_or_no, rule integer,
    actor bigint DEFAULT NULL
) RETURNS ledger.outcome LANGUAGE plpgsql AS $$
DECLARE x record; drafts ledger.draft[] := '{}';
BEGIN
    x := ledger._begin(
        member, 'accrual', reference, concat_ws('|', points, is_pending));
    IF x.answered THEN RETURN x.outcome; END IF;
    IF (x.account).closed_at IS NOT NULL THEN RETURN ledger._closed(member); END IF;
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
        matures => matures, expires => expires, rule => rule, actor => actor
    )).posting);
END $$;

-- Say when pending points mature. Their expiry can move away, never nearer. Points
-- that could be spent once, by accrual or by time, are not pending again.
CREATE FUNCTION ledger.schedule(
    member ledger.key, accrual ledger.words, reference ledger.words, at ledger.moment,
    why ledger.facts, matures ledger.due, expires ledger.due
) RETURNS ledger.outcome LANGUAGE plpgsql AS $$
DECLARE x record; account loyalty_account; earned bigint; points_lot loyalty_lot;
BEGIN
    x := ledger._begin(member, 'schedule', reference, accrual);
    IF x.answered THEN RETURN x.outcome; END IF;
    IF (x.account).closed_at IS NOT NULL THEN RETURN ledger._closed(member); END IF;
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

CREATE FUNCTION ledger._find(member bigint, kind text, reference text)
RETURNS bigint LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT p.version FROM loyalty_posting p
        WHERE p.account_id = member AND p.kind = _find.kind
            AND p.reference = _find.reference
    );
END $$;

CREATE FUNCTION ledger.hold(
    member ledger.key, points ledger.points, reference ledger.words, at ledger.moment,
    why ledger.facts, lapses ledger.due
) RETURNS ledger.outcome LANGUAGE plpgsql AS $$
DECLARE x record; account loyalty_account; posting loyalty_posting;
BEGIN
    x := ledger._begin(member, 'hold', reference, points::text);
    IF x.answered THEN RETURN x.outcome; END IF;
    IF (x.account).closed_at IS NOT NULL THEN RETURN ledger._closed(member); END IF;
    account := ledger._book_due(x.account, at);
    IF account.frozen_at IS NOT NULL THEN RETURN ledger._refused('frozen'); END IF;
    IF account.owed > 0 THEN RETURN ledger._refused('owed', account.owed); END IF;
    IF account.available < points THEN
        RETURN ledger._refused('not-enough', account.available);
    END IF;
    account.due_at := least(account.due_at, lapses);
    posting := (ledger._post(
        account, 'hold', reference, x.hash, at, why,
        ledger._draw(member, points, 'held')
    )).posting;
    INSERT INTO loyalty_hold (account_id, version, points, lapses_at, open)
        VALUES (member, posting.version, points, lapses, true);
    RETURN ledger._done(posting);
END $$;

CREATE FUNCTION ledger.capture(
    member ledger.key, reference ledger.words, at ledger.moment, why ledger.facts
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
            AND p.reference = capture.reference;
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

-- A hold that lapsed is as free as one that was released: its lapse is the answer.
CREATE FUNCTION ledger.release(
    member ledger.key, reference ledger.words, at ledger.moment, why ledger.facts
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

-- Redeemed points return into the lots they came from, the last drawn first: what
-- remains redeemed is what a smaller redemption would have drawn. A lot whose
-- date has passed lives again until `grace`.
CREATE FUNCTION ledger.give_back(
    member ledger.key, redemption ledger.words, points ledger.points,
    reference ledger.words, at ledger.moment, why ledger.facts, grace ledger.due
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
    account := ledger._book_due(x.account, at);
    WITH taken AS (
        SELECT lot_number, m.seq, m.points - coalesce((
            SELECT sum(b.points) FROM loyalty_posting p
            JOIN loyalty_movement b USING (account_id, version)
            WHERE p.account_id = member AND p.related_version = redeemed
                AND p.kind = 'give-back' AND b.lot_number = m.lot_number
        ), 0) AS points
        FROM loyalty_movement m
        WHERE m.account_id = member AND m.version = redeemed
    ), queue AS (
        SELECT lot_number, seq, taken.points,
            sum(taken.points) OVER (ORDER BY seq DESC) - taken.points AS before,
            sum(taken.points) OVER () AS rest
        FROM taken WHERE taken.points > 0
    )
    SELECT array_agg(('redeemed', 'available',
            least(q.points, give_back.points - before), lot_number)::ledger.draft
            ORDER BY seq DESC) FILTER (WHERE before < give_back.points),
        coalesce(max(q.rest), 0)
        INTO drafts, rest FROM queue q;
    IF points > rest THEN RETURN ledger._refused('more-than-redeemed', rest); END IF;
    UPDATE loyalty_lot l SET expires_at = grace
        WHERE l.account_id = member AND l.expires_at <= at AND l.expires_at < grace
            AND l.number IN (SELECT lot FROM unnest(drafts));
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

-- Take earned points back: pending ones first, then from their own lot, then the
-- soonest to expire. What is not there is owed.
CREATE FUNCTION ledger.revoke(
    member ledger.key, accrual ledger.words, points ledger.points,
    reference ledger.words, at ledger.moment, why ledger.facts
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
    SELECT coalesce(sum(m.points) FILTER (WHERE m.kind = 'accrual'), 0)
            - coalesce(sum(m.points) FILTER (WHERE m.kind = 'revocation'), 0)
        INTO kept FROM loyalty_posting p JOIN loyalty_movement m USING (account_id, version)
        WHERE p.account_id = member AND (p.version = earned
            OR p.related_version = earned AND p.kind = 'revocation');
    IF points > kept THEN RETURN ledger._refused('more-than-earned', kept); END IF;
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
        drafts := drafts || ledger._draw(member, part, 'revoked', earned);
        due := due - part;
    END IF;
    IF due > 0 THEN
        drafts := drafts || ('owed', 'revoked', due, NULL)::ledger.draft;
    END IF;
    written := ledger._post(
        account, 'revocation', reference, x.hash, at, why, drafts, related => earned
    );
    IF account.closed_at IS NOT NULL THEN
        PERFORM ledger._move_on(
            written.account, at, related => (written.posting).version);
    END IF;
    RETURN ledger._done(written.posting);
END $$;

-- A correction by hand. Points given pay what is owed first; points taken are
-- available ones only.
CREATE FUNCTION ledger.adjust(
    member ledger.key, points ledger.correction, reference ledger.words,
    at ledger.moment, why ledger.facts, reason ledger.words, actor ledger.key,
    expires ledger.due
) RETURNS ledger.outcome LANGUAGE plpgsql AS $$
DECLARE x record; account loyalty_account; drafts ledger.draft[];
BEGIN
    x := ledger._begin(
        member, 'adjustment', reference, concat_ws('|', points, reason));
    IF x.answered THEN RETURN x.outcome; END IF;
    IF (x.account).closed_at IS NOT NULL THEN RETURN ledger._closed(member); END IF;
    account := ledger._book_due(x.account, at);
    IF points > 0 THEN
        drafts := ledger._repay_first(
            account.owed, points, 'adjusted', 'available', account.version + 1);
    ELSIF account.available < -points THEN
        RETURN ledger._refused('not-enough', account.available);
    ELSE
        drafts := ledger._draw(member, -points, 'adjusted');
    END IF;
    RETURN ledger._done((ledger._post(
        account, 'adjustment', reference, x.hash, at, why, drafts,
        expires => CASE WHEN points > 0 THEN expires END,
        actor => actor, reason => reason
    )).posting);
END $$;

-- Give one lot a later date, by hand: no points move. Not longer than the lot lives
-- anyway, or than now, is refused. The date belongs to the request: it is no clock.
CREATE FUNCTION ledger.extend(
    member ledger.key, lot ledger.key, reference ledger.words, at ledger.moment,
    why ledger.facts, expires ledger.due, actor ledger.key, reason ledger.words
) RETURNS ledger.outcome LANGUAGE plpgsql AS $$
DECLARE x record; account loyalty_account; points_lot loyalty_lot;
BEGIN
    x := ledger._begin(
        member, 'extension', reference, concat_ws('|', lot, ledger._said(expires), reason));
    IF x.answered THEN RETURN x.outcome; END IF;
    account := ledger._book_due(x.account, at);
    SELECT * INTO points_lot FROM loyalty_lot l
        WHERE l.account_id = member AND l.number = lot AND l.open;
    IF NOT FOUND THEN RETURN ledger._refused('lot-closed', lot); END IF;
    IF expires <= greatest(points_lot.expires_at, at) THEN
        RETURN ledger._refused('not-longer', lot);
    END IF;
    UPDATE loyalty_lot l SET expires_at = expires
        WHERE l.account_id = member AND l.number = lot;
    RETURN ledger._done((ledger._post(
        account, 'extension', reference, x.hash, at,
        jsonb_build_object('code', why -> 'code', 'params', why -> 'params'
            || jsonb_build_object(
                'points', points_lot.pending + points_lot.remaining + points_lot.held,
                'from', ledger._said(points_lot.expires_at),
                'until', ledger._said(expires))),
        '{}', related => lot, expires => expires, actor => actor, reason => reason
    )).posting);
END $$;
