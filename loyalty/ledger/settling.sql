-- What becomes of points that come back from an order: they go into the lots they came
-- from, but for what was taken elsewhere because those were empty.
--
-- A return may revoke what was earned before another gives back what was used. Had it
-- come second, it would have found more: in its own lot, or in one that expires sooner
-- than those it drew from. So points that come back first settle that, and the end is
-- that of the other order (docs/adr/0035-*.md). All this reads, and writes nothing.

-- What is left to give back of a redemption, by lot; the last drawn (`seq`) comes first.
CREATE FUNCTION ledger.left_of(member bigint, redeemed bigint)
RETURNS TABLE (lot bigint, seq integer, points bigint) LANGUAGE sql STABLE AS $$
    SELECT * FROM (
        SELECT m.lot_number, m.seq, m.points - coalesce((
            SELECT sum(b.points) FROM loyalty_posting p
            JOIN loyalty_movement b USING (account_id, version)
            WHERE p.account_id = member AND p.related_version = redeemed
                AND p.kind = 'give-back' AND b.src = 'redeemed'
                AND b.lot_number = m.lot_number
        ), 0)::bigint AS points
        FROM loyalty_movement m
        WHERE m.account_id = member AND m.version = redeemed
    ) part WHERE part.points > 0
$$;

-- Until when a lot lives whose points come back at `at`: one whose date has passed lives
-- again until `grace`, once. It would live for ever if its points were used and given
-- back each time. Without grace it stays expired.
CREATE FUNCTION ledger.lives_until(
    member bigint, lot bigint, at timestamptz, grace timestamptz
) RETURNS timestamptz LANGUAGE plpgsql STABLE AS $$
DECLARE ends timestamptz;
BEGIN
    SELECT l.expires_at INTO ends FROM loyalty_lot l
        WHERE l.account_id = member AND l.number = lot;
    IF ends <= at AND ends < grace AND NOT ledger.had_grace(member, lot) THEN
        RETURN grace;
    END IF;
    RETURN ends;
END $$;

-- Of `points` that come back into `lot`: what stood in for them since the posting
-- `since`, when they were set aside, and goes back into the lots that gave it.
--
-- Revocations draw from their own lot first, then by date. So, of all they drew, what
-- is beyond a lot's own was `lent`, the latest date last; and what a lot does not cover of
-- its own is `lacking`. Points that come back cover their own lot's first, then what was
-- lent by lots of a later date. `drafts` is what this return has settled before them.
CREATE FUNCTION ledger.stood_in(
    member bigint, since bigint, drafts ledger.draft[], lot bigint, ends timestamptz,
    points bigint
) RETURNS ledger.draft[] LANGUAGE sql STABLE AS $$
    WITH moved AS (
        SELECT p.related_version AS lot, m.points AS asked, 0 AS paid
        FROM loyalty_posting p JOIN loyalty_movement m USING (account_id, version)
        WHERE p.account_id = member AND p.version > since AND p.kind = 'revocation'
            AND m.src <> 'pending'
        UNION ALL
        SELECT paid.lot, 0, CASE paid.src WHEN 'revoked' THEN -paid.points ELSE paid.points END
        FROM (
            SELECT m.src, m.dst, m.points, m.lot_number AS lot FROM loyalty_movement m
            WHERE m.account_id = member AND m.version > since
            UNION ALL
            SELECT d.src, d.dst, d.points, d.lot FROM unnest(drafts) d
        ) paid
        WHERE paid.lot IS NOT NULL AND (paid.src = 'revoked' OR paid.dst = 'owed'
            OR paid.dst = 'revoked' AND paid.src <> 'pending')
    ), standing AS (
        SELECT s.lot, l.expires_at, greatest(0, s.asked - s.paid) AS lacking,
            CASE WHEN s.lot <> stood_in.lot THEN greatest(0, s.paid - s.asked) END AS lent,
            (l.expires_at, s.lot) > (ends, stood_in.lot) AS is_later
        FROM (SELECT moved.lot, sum(asked) AS asked, sum(paid) AS paid
            FROM moved GROUP BY moved.lot) s
        LEFT JOIN loyalty_lot l ON l.account_id = member AND l.number = s.lot
    ), sums AS (
        SELECT coalesce(sum(lent) FILTER (WHERE is_later), 0) AS later, least(points,
            sum(lent), coalesce(sum(lacking) FILTER (WHERE s.lot = stood_in.lot), 0)) AS own
        FROM standing s
    ), settled AS (
        SELECT own + least(points - own, greatest(0, later - own)) AS points FROM sums
    ), queue AS (
        SELECT s.lot, s.lent, sum(s.lent) OVER (ORDER BY s.expires_at DESC, s.lot DESC)
            - s.lent AS before
        FROM standing s WHERE s.lent > 0
    )
    SELECT coalesce(array_agg(('revoked', 'available', least(q.lent, settled.points - before)
        ::bigint, q.lot)::ledger.draft ORDER BY before), '{}')
    FROM queue q, settled WHERE before < settled.points
$$;

-- What is moved when `points` of a redemption come back. Those of lots that live pay
-- what is owed first: else it would stand beside them, and block them, or not, by which
-- return came first.
CREATE FUNCTION ledger.coming_back(
    member bigint, redeemed bigint, points bigint, owed bigint, at timestamptz,
    grace timestamptz
) RETURNS ledger.draft[] LANGUAGE plpgsql STABLE AS $$
DECLARE
    drafts ledger.draft[] := '{}'; coming record; rest bigint; part bigint;
    since bigint; is_settled boolean; returned ledger.draft[];
BEGIN
    SELECT p.related_version INTO since FROM loyalty_posting p
        WHERE p.account_id = member AND p.version = redeemed;
    is_settled := NOT EXISTS (
        SELECT FROM loyalty_posting p
        WHERE p.account_id = member AND p.version > since AND p.kind = 'revocation');
    FOR coming IN
        SELECT l.lot, l.points, ledger.lives_until(member, l.lot, at, grace) AS ends
        FROM ledger.left_of(member, redeemed) l ORDER BY l.seq DESC
    LOOP
        EXIT WHEN points = 0;
        rest := least(points, coming.points);
        points := points - rest;
        part := CASE WHEN coming.ends > at THEN least(owed, rest) ELSE 0 END;
        IF part > 0 THEN
            drafts := drafts || ('redeemed', 'owed', part, coming.lot)::ledger.draft;
            owed := owed - part;
            rest := rest - part;
        END IF;
        IF rest > 0 AND coming.ends > at AND NOT is_settled THEN
            returned := ledger.stood_in(
                member, since, drafts, coming.lot, coming.ends, rest);
            part := coalesce((SELECT sum(r.points) FROM unnest(returned) r), 0);
            IF part > 0 THEN
                drafts := drafts || ('redeemed', 'revoked', part, coming.lot)::ledger.draft
                    || returned;
                rest := rest - part;
            END IF;
        END IF;
        IF rest > 0 THEN
            drafts := drafts || ('redeemed', 'available', rest, coming.lot)::ledger.draft;
        END IF;
    END LOOP;
    RETURN drafts;
END $$;
