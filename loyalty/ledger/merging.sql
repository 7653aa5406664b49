-- Two accounts of one person become one: the only way that leads from one account
-- to another. The tables demand a merge for it, signed by two people
-- (guards.sql, 1). Each account has its own postings: what leaves one as merge-out
-- arrives at the other as merge-in, in the same transaction.

-- The answer of a door that a closed account does not open.
CREATE FUNCTION ledger._closed(member bigint) RETURNS ledger.outcome
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN ledger._refused('closed', (
        SELECT m.into_account FROM loyalty_merge m WHERE m.account_id = member));
END $$;

-- What stands in the way of a merge for ever: one of the accounts was merged before,
-- these two being the answer to a repetition. NULL when nothing does.
CREATE FUNCTION ledger._merged_before(closing bigint, surviving bigint)
RETURNS ledger.outcome LANGUAGE plpgsql AS $$
DECLARE earlier loyalty_merge; posting loyalty_posting;
BEGIN
    SELECT * INTO earlier FROM loyalty_merge m
        WHERE m.account_id IN (closing, surviving)
        ORDER BY m.account_id <> closing LIMIT 1;
    IF NOT FOUND THEN RETURN NULL; END IF;
    IF earlier.account_id <> closing OR earlier.into_account <> surviving THEN
        RETURN ledger._refused('closed', earlier.into_account);
    END IF;
    SELECT * INTO posting FROM loyalty_posting p
        WHERE p.account_id = closing AND p.kind = 'merge-out'
        ORDER BY p.version LIMIT 1;
    RETURN ledger._done(posting);
END $$;

-- Close an account and move what is on it, as one person proposed and another, who may,
-- approves. Nothing may be held or pending there: an order that is under way ends where
-- it began.
CREATE FUNCTION ledger.merge(
    proposal ledger.key, approver ledger.key, at ledger.moment
) RETURNS ledger.outcome LANGUAGE plpgsql AS $$
DECLARE
    said loyalty_mergeproposal; closing bigint; surviving bigint;
    gone loyalty_account; stays loyalty_account; before ledger.outcome;
BEGIN
    SELECT * INTO said FROM loyalty_mergeproposal p WHERE p.id = proposal
        FOR NO KEY UPDATE;
    IF NOT FOUND THEN RETURN ledger._refused('no-proposal', proposal); END IF;
    closing := said.closing_id;
    surviving := said.surviving_id;
    before := ledger._kept_from(approver, 'merge_accounts', ARRAY[closing, surviving]);
    IF NOT before IS NULL THEN RETURN before; END IF;
    IF said.withdrawn_at IS NOT NULL THEN
        RETURN ledger._refused('withdrawn', proposal);
    END IF;
    IF said.proposed_by_id = approver THEN
        RETURN ledger._refused('same-person', approver);
    END IF;
    before := ledger._kept_from(
        said.proposed_by_id, 'merge_accounts', ARRAY[closing, surviving]);
    IF NOT before IS NULL THEN RETURN before; END IF;
    -- Looked at before the locks as well: what is closed stays closed, and whoever
    -- moves points on from there need not be waited for.
    before := ledger._merged_before(closing, surviving);
    IF before IS NULL THEN
        IF closing < surviving THEN gone := ledger._lock(closing); END IF;
        stays := ledger._lock(surviving);
        IF closing > surviving THEN gone := ledger._lock(closing); END IF;
        before := ledger._merged_before(closing, surviving);
    END IF;
    IF NOT before IS NULL THEN RETURN before; END IF;
    IF gone.account_id IS NULL OR stays.account_id IS NULL THEN
        RETURN ledger._refused('not-a-member');
    END IF;
    gone := ledger._book_due(gone, at);
    IF ledger._is_frozen(gone, least(at, ledger.clock())) THEN
        RETURN ledger._refused('frozen');
    END IF;
    IF gone.held > 0 THEN RETURN ledger._refused('held', gone.held); END IF;
    IF gone.pending > 0 THEN RETURN ledger._refused('pending', gone.pending); END IF;
    INSERT INTO loyalty_merge (
        account_id, into_account, proposed_by_id, approved_by_id, approved_at, reason
    ) VALUES (closing, surviving, said.proposed_by_id, approver, at, said.reason);
    UPDATE loyalty_account SET closed_at = at WHERE account_id = closing;
    RETURN ledger._done(ledger._move_on(gone, at, approver, said.reason));
END $$;

-- Leave nothing on a closed account: what is available or owed there moves on, from
-- account to account until one is open. Locks follow the merges, which lead one way.
CREATE FUNCTION ledger._move_on(
    account loyalty_account, at timestamptz, actor bigint DEFAULT NULL,
    reason text DEFAULT '', related bigint DEFAULT NULL
) RETURNS loyalty_posting LANGUAGE plpgsql AS $$
DECLARE
    target bigint; other loyalty_account; leaving ledger.draft[]; posting loyalty_posting;
BEGIN
    SELECT m.into_account INTO target FROM loyalty_merge m
        WHERE m.account_id = account.account_id;
    leaving := ledger._draw(account.account_id, account.available, 'merged');
    IF account.owed > 0 THEN
        leaving := leaving || ('merged', 'owed', account.owed, NULL)::ledger.draft;
    END IF;
    posting := (ledger._post(
        account, 'merge-out', (account.version + 1)::text, sha256(''), at,
        jsonb_build_object('code', 'merged-out', 'params', jsonb_build_object(
            'account', target, 'points', account.available, 'owed', account.owed)),
        leaving, related => related, actor => actor, reason => reason,
        merged_into => target
    )).posting;
    other := ledger._book_due(ledger._lock(target), at);
    other := ledger._take_over(other, posting, leaving);
    IF other.closed_at IS NOT NULL THEN
        PERFORM ledger._move_on(other, at, actor, reason);
    END IF;
    RETURN posting;
END $$;

-- The other side: a posting for each lot, which keeps its last day, and one for what
-- is owed. As with all new points, what is owed here is repaid first; what is owed
-- there takes available points, soonest expiry first, before it is owed here.
CREATE FUNCTION ledger._take_over(
    INOUT account loyalty_account, leaving loyalty_posting, drafts ledger.draft[]
) LANGUAGE plpgsql AS $$
DECLARE draft record; arriving ledger.draft[]; settled bigint; facts jsonb;
BEGIN
    FOR draft IN
        SELECT d.points, d.lot, l.expires_at, p.occurred_at AS since
        FROM unnest(drafts) WITH ORDINALITY d (src, dst, points, lot, seq)
        LEFT JOIN loyalty_lot l
            ON l.account_id = leaving.account_id AND l.number = d.lot
        LEFT JOIN loyalty_posting p
            ON p.account_id = leaving.account_id AND p.version = d.lot
        ORDER BY d.seq
    LOOP
        facts := jsonb_build_object('account', leaving.account_id);
        IF draft.lot IS NOT NULL THEN
            settled := least(account.owed, draft.points);
            arriving := ledger._repay_first(
                account.owed, draft.points, 'merged', 'available', account.version + 1);
            facts := facts || jsonb_build_object(
                'repaid', settled, 'since', ledger._said(draft.since));
        ELSE
            settled := least(account.available, draft.points);
            arriving := ledger._draw(account.account_id, settled, 'merged');
            IF draft.points > settled THEN
                arriving := arriving
                    || ('owed', 'merged', draft.points - settled, NULL)::ledger.draft;
            END IF;
            facts := facts || jsonb_build_object(
                'owed', draft.points, 'settled', settled);
        END IF;
        account := (ledger._post(
            account, 'merge-in',
            concat_ws(':', leaving.account_id, leaving.version, coalesce(draft.lot, 0)),
            sha256(''), leaving.occurred_at,
            jsonb_build_object('code',
                CASE WHEN draft.lot IS NULL THEN 'merged-owed' ELSE 'merged-in' END,
                'params', facts),
            arriving, expires => draft.expires_at, actor => leaving.actor_id,
            reason => leaving.reason, merged_from => leaving.account_id
        )).account;
    END LOOP;
END $$;
