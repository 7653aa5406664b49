ALTER TABLE loyalty_movement
    DROP CONSTRAINT loyalty_movement_allowed,
    DROP CONSTRAINT loyalty_movement_lot,
    DROP CONSTRAINT loyalty_movement_posting,
    DROP CONSTRAINT loyalty_movement_its_lot;
ALTER TABLE loyalty_lot DROP CONSTRAINT loyalty_lot_its_posting;
ALTER TABLE loyalty_hold DROP CONSTRAINT loyalty_hold_its_posting;
ALTER TABLE loyalty_posting
    DROP CONSTRAINT loyalty_posting_its_account,
    DROP CONSTRAINT loyalty_posting_its_rule,
    DROP CONSTRAINT loyalty_posting_its_related;
DROP FUNCTION loyalty_movement_is_allowed;
DROP FUNCTION loyalty_posting_says_what_it_must;
DROP FUNCTION loyalty_lot_is_sound;
DROP FUNCTION loyalty_is_append_only CASCADE;
DROP FUNCTION loyalty_lot_keeps_its_date CASCADE;
