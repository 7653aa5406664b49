-- The doors without the engine: the rows that one posting leaves, written by the
-- plainest statements that can, into the same tables with their keys and checks. No
-- reference is looked for, nothing falls due, nothing is refused or linked. What is
-- slower than this is the engine; what is not is the tables.

CREATE OR REPLACE FUNCTION ledger.accrue(
    member ledger.key, points ledger.points_or_zero, reference ledger.reference,
    at ledger.moment, why ledger.facts, matures ledger.due_or_none, expires ledger.due,
    is_pending ledger.yes_or_no, rule integer,
    actor bigint DEFAULT NULL, shares ledger.shares_or_none DEFAULT NULL
) RETURNS ledger.outcome
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE account loyalty_account; posting loyalty_posting;
BEGIN
    UPDATE loyalty_account a
        SET pending = a.pending + points, version = a.version + 1, head = sha256('')
        WHERE a.account_id = member RETURNING * INTO account;
    INSERT INTO loyalty_posting (
        account_id, version, kind, reference, request_hash, rule_version, why,
        occurred_at, recorded_at, expires_at, available_after, pending_after,
        held_after, owed_after, hash
    ) VALUES (
        member, account.version, 'accrual', reference, sha256(''), rule, why,
        at, clock_timestamp(), expires, account.available, account.pending,
        account.held, account.owed, sha256('')
    ) RETURNING * INTO posting;
    INSERT INTO loyalty_lot (
        account_id, number, granted, pending, remaining, held, expires_at, open
    ) VALUES (member, account.version, points, points, 0, 0, expires, true);
    INSERT INTO loyalty_movement (
        account_id, version, seq, kind, src, dst, points, lot_number
    ) VALUES (
        member, account.version, 1, 'accrual', 'issued', 'pending', points,
        account.version
    );
    RETURN (NULL, NULL, posting)::ledger.outcome;
END $$;

CREATE OR REPLACE FUNCTION ledger.hold(
    member ledger.key, points ledger.points, reference ledger.free_reference,
    at ledger.moment, why ledger.facts, lapses ledger.due
) RETURNS ledger.outcome
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE account loyalty_account; lot loyalty_lot; posting loyalty_posting;
BEGIN
    UPDATE loyalty_account a
        SET available = a.available - points, held = a.held + points,
            version = a.version + 1, head = sha256('')
        WHERE a.account_id = member RETURNING * INTO account;
    INSERT INTO loyalty_posting (
        account_id, version, kind, reference, request_hash, why, occurred_at,
        recorded_at, available_after, pending_after, held_after, owed_after, hash
    ) VALUES (
        member, account.version, 'hold', reference, sha256(''), why, at,
        clock_timestamp(), account.available, account.pending, account.held,
        account.owed, sha256('')
    ) RETURNING * INTO posting;
    SELECT * INTO lot FROM loyalty_lot l
        WHERE l.account_id = member AND l.open AND l.remaining >= points
        ORDER BY l.expires_at, l.number LIMIT 1;
    UPDATE loyalty_lot l SET remaining = l.remaining - points, held = l.held + points
        WHERE l.account_id = member AND l.number = lot.number;
    INSERT INTO loyalty_movement (
        account_id, version, seq, kind, src, dst, points, lot_number
    ) VALUES (
        member, account.version, 1, 'hold', 'available', 'held', points, lot.number
    );
    INSERT INTO loyalty_hold (account_id, version, points, lapses_at, open)
        VALUES (member, account.version, points, lapses, true);
    RETURN (NULL, NULL, posting)::ledger.outcome;
END $$;

CREATE OR REPLACE FUNCTION ledger.capture(
    member ledger.key, reference ledger.free_reference, at ledger.moment, why ledger.facts
) RETURNS ledger.outcome
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE account loyalty_account; held loyalty_movement; posting loyalty_posting;
BEGIN
    SELECT m.* INTO held FROM loyalty_posting p
        JOIN loyalty_movement m USING (account_id, version)
        WHERE p.account_id = member AND p.kind = 'hold'
            AND p.reference = capture.reference;
    UPDATE loyalty_account a
        SET held = a.held - held.points, version = a.version + 1, head = sha256('')
        WHERE a.account_id = member RETURNING * INTO account;
    INSERT INTO loyalty_posting (
        account_id, version, kind, reference, request_hash, related_version, why,
        occurred_at, recorded_at, available_after, pending_after, held_after,
        owed_after, hash
    ) VALUES (
        member, account.version, 'redemption', reference, sha256(''), held.version, why,
        at, clock_timestamp(), account.available, account.pending, account.held,
        account.owed, sha256('')
    ) RETURNING * INTO posting;
    UPDATE loyalty_lot l SET held = l.held - held.points
        WHERE l.account_id = member AND l.number = held.lot_number;
    INSERT INTO loyalty_movement (
        account_id, version, seq, kind, src, dst, points, lot_number
    ) VALUES (
        member, account.version, 1, 'redemption', 'held', 'redeemed', held.points,
        held.lot_number
    );
    UPDATE loyalty_hold h SET open = false
        WHERE h.account_id = member AND h.version = held.version;
    RETURN (NULL, NULL, posting)::ledger.outcome;
END $$;
