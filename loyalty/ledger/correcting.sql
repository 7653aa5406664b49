-- What staff do by hand, with a name and a reason.

-- A correction by hand, within what its actor may do alone. Nobody corrects the own
-- account.
CREATE FUNCTION ledger.adjust(
    member ledger.key, points ledger.correction, reference ledger.reference,
    at ledger.moment, why ledger.facts, reason ledger.words, actor ledger.key,
    expires ledger.due
) RETURNS ledger.outcome LANGUAGE plpgsql AS $$
DECLARE x record;
BEGIN
    x := ledger._begin(
        member, 'adjustment', reference, concat_ws('|', points, reason));
    IF x.answered THEN RETURN x.outcome; END IF;
    x.outcome := ledger._kept_from(actor, 'adjust_points', ARRAY[member]);
    IF NOT x.outcome IS NULL THEN RETURN x.outcome; END IF;
    x.outcome := ledger._kept_alone(actor, points, at);
    IF NOT x.outcome IS NULL THEN RETURN x.outcome; END IF;
    RETURN ledger._adjust(
        x.account, points, reference, x.hash, at, why, reason, actor, expires);
END $$;

-- The same beyond it, as one person proposed and another, who may, approves.
CREATE FUNCTION ledger.adjust_as_proposed(
    proposal ledger.key, approver ledger.key, at ledger.moment, why ledger.facts,
    expires ledger.due
) RETURNS ledger.outcome LANGUAGE plpgsql AS $$
DECLARE said loyalty_proposedadjustment; x record; posting loyalty_posting;
BEGIN
    SELECT * INTO said FROM loyalty_proposedadjustment p WHERE p.id = proposal
        FOR NO KEY UPDATE;
    IF NOT FOUND THEN RETURN ledger._refused('no-proposal', proposal); END IF;
    IF said.withdrawn_at IS NOT NULL THEN
        RETURN ledger._refused('withdrawn', proposal);
    END IF;
    IF said.proposed_by_id = approver THEN
        RETURN ledger._refused('same-person', approver);
    END IF;
    x := ledger._begin(said.account_id, 'adjustment', said.reference,
        concat_ws('|', said.points, said.reason));
    IF x.answered AND said.posting_version IS NULL AND (x.outcome).refusal IS NULL THEN
        RETURN ledger._refused('reference-reused', ((x.outcome).posting).version);
    END IF;
    IF x.answered THEN RETURN x.outcome; END IF;
    x.outcome := ledger._kept_from(approver, 'adjust_points', ARRAY[said.account_id]);
    IF NOT x.outcome IS NULL THEN RETURN x.outcome; END IF;
    x.outcome := ledger._kept_from(
        said.proposed_by_id, 'adjust_points', ARRAY[said.account_id]);
    IF NOT x.outcome IS NULL THEN RETURN x.outcome; END IF;
    x.outcome := ledger._adjust(x.account, said.points, said.reference, x.hash, at, why,
        said.reason, approver, expires);
    posting := (x.outcome).posting;
    UPDATE loyalty_proposedadjustment p SET posting_version = posting.version
        WHERE p.id = proposal;
    RETURN x.outcome;
END $$;

-- Points given pay what is owed first; points taken are available ones only.
CREATE FUNCTION ledger._adjust(
    account loyalty_account, points bigint, reference text, hash bytea, at timestamptz,
    why jsonb, reason text, actor bigint, expires timestamptz
) RETURNS ledger.outcome LANGUAGE plpgsql AS $$
DECLARE drafts ledger.draft[];
BEGIN
    IF account.closed_at IS NOT NULL THEN RETURN ledger._closed(account.account_id); END IF;
    IF points > 0 AND ledger._lasts_too_long(at, NULL, expires) THEN
        RETURN ledger._refused('expires-too-late');
    END IF;
    account := ledger._book_due(account, at);
    IF points > 0 THEN
        drafts := ledger._repay_first(
            account.owed, points, 'adjusted', 'available', account.version + 1);
    ELSIF account.available < -points THEN
        RETURN ledger._refused('not-enough', account.available);
    ELSE
        drafts := ledger._draw(account.account_id, -points, 'adjusted');
    END IF;
    RETURN ledger._done((ledger._post(
        account, 'adjustment', reference, hash, at, why, drafts,
        expires => CASE WHEN points > 0 THEN expires END,
        actor => actor, reason => reason
    )).posting);
END $$;

-- Give one lot a later date, by hand: no points move. Not longer than the lot lives
-- anyway, or than now, is refused. The date belongs to the request: it is no clock.
CREATE FUNCTION ledger.extend(
    member ledger.key, lot ledger.key, reference ledger.reference, at ledger.moment,
    why ledger.facts, expires ledger.due, actor ledger.key, reason ledger.words
) RETURNS ledger.outcome LANGUAGE plpgsql AS $$
DECLARE x record; account loyalty_account; points_lot loyalty_lot;
BEGIN
    x := ledger._begin(
        member, 'extension', reference, concat_ws('|', lot, ledger._said(expires), reason));
    IF x.answered THEN RETURN x.outcome; END IF;
    x.outcome := ledger._kept_from(actor, 'adjust_points', ARRAY[member]);
    IF NOT x.outcome IS NULL THEN RETURN x.outcome; END IF;
    IF ledger._lasts_too_long(at, NULL, expires) OR expires = ledger.never() THEN
        RETURN ledger._refused('expires-too-late');
    END IF;
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
