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
ALTER TABLE loyalty_posting
    DROP CONSTRAINT IF EXISTS loyalty_posting_not_to_oneself,
    DROP CONSTRAINT IF EXISTS loyalty_posting_reason;
ALTER TABLE IF EXISTS loyalty_mergeproposal
    DROP CONSTRAINT IF EXISTS loyalty_proposal_says_why,
    DROP CONSTRAINT IF EXISTS loyalty_proposal_other_people,
    DROP CONSTRAINT IF EXISTS loyalty_proposal_on_days;
ALTER TABLE IF EXISTS loyalty_proposedadjustment
    DROP CONSTRAINT IF EXISTS loyalty_proposed_its_posting;
ALTER TABLE IF EXISTS loyalty_merge DROP CONSTRAINT IF EXISTS loyalty_merge_says_why;
ALTER TABLE loyalty_rule
    DROP CONSTRAINT IF EXISTS loyalty_rule_not_for_the_past,
    DROP CONSTRAINT IF EXISTS loyalty_rule_by_somebody;
DROP FUNCTION loyalty_says_something CASCADE;
DROP FUNCTION loyalty_is_a_day CASCADE;
DROP FUNCTION loyalty_may_write CASCADE;
DROP FUNCTION loyalty_rule_is_of_now CASCADE;
DROP FUNCTION loyalty_proposal_is_of_now CASCADE;
DROP FUNCTION loyalty_proposal_stays_decided CASCADE;
DROP FUNCTION IF EXISTS loyalty_merge_was_carried_out CASCADE;
DROP FUNCTION IF EXISTS loyalty_campaign_is_of_now CASCADE;
DROP FUNCTION IF EXISTS loyalty_campaign_goes_on CASCADE;
DROP FUNCTION IF EXISTS loyalty_campaign_fund CASCADE;
DROP FUNCTION IF EXISTS loyalty_mission_is_of_now CASCADE;
DROP FUNCTION IF EXISTS loyalty_mission_step_is_of_now CASCADE;
DROP FUNCTION IF EXISTS loyalty_mission_goes_on CASCADE;
DROP FUNCTION IF EXISTS loyalty_mission_fund CASCADE;
DROP FUNCTION IF EXISTS loyalty_is_day_of CASCADE;
DROP FUNCTION IF EXISTS loyalty_deed_is_of_now CASCADE;
DROP FUNCTION IF EXISTS loyalty_mission_pays_its_rewards CASCADE;
DROP FUNCTION IF EXISTS loyalty_ladder_is_of_now CASCADE;
DROP FUNCTION IF EXISTS loyalty_tier_is_next CASCADE;
DROP FUNCTION IF EXISTS loyalty_ladder_goes_on CASCADE;
DROP FUNCTION loyalty_movement_is_allowed;
DROP FUNCTION loyalty_posting_says_what_it_must;
DROP FUNCTION loyalty_lot_is_sound;
DROP FUNCTION loyalty_is_append_only CASCADE;
DROP FUNCTION loyalty_lot_keeps_its_date CASCADE;
