-- What time has decided: holds that lapsed, points that matured, points that expired.

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
