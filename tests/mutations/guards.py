"""The guards of the ledger, how each is taken away, and the test that must notice."""

from dataclasses import dataclass

from loyalty.ledger.install import ENGINE, script
from loyalty.ledger.install import GUARDS as TABLES
from tests.servers import clock


@dataclass(frozen=True)
class Guard:
    """`sql` takes the guard away from a migrated database."""

    name: str
    sql: str
    test: str


def engine_with(old: str, new: str) -> str:
    """The engine with its first `old` replaced, by the clock that tests live by."""
    text = script(ENGINE)
    if old not in text:
        raise LookupError(f"the engine no longer says: {old}")
    return text.replace(old, new, 1) + clock.STOPPED


def tables_with(old: str, new: str) -> str:
    """The guards of the tables with every `old` replaced."""
    text = script(TABLES)
    if old not in text:
        raise LookupError(f"the guards no longer say: {old}")
    return text.replace(old, new)


def without(table: str, constraint: str) -> str:
    return f"ALTER TABLE loyalty_{table} DROP CONSTRAINT loyalty_{constraint} CASCADE"


DOOR = "tests/loyalty/test_door.py::"
VOUCHERS = "tests/loyalty/test_vouchers.py::"
CHAIN = "tests/loyalty/test_chain.py::"
EARNING = "tests/loyalty/test_earning.py::"
EXTENSION = "tests/loyalty/test_extension.py::"
FREEZING = "tests/loyalty/test_freezing.py::"
REDEMPTION = "tests/loyalty/test_redemption.py::"
RETURNS = "tests/loyalty/test_returns.py::"
IDLING = "tests/loyalty/test_idling.py::"
LASTING = "tests/loyalty/test_lasting.py::test_f33_"
ORDER = "tests/loyalty/test_f51_order_of_returns.py::test_f51_"
MANY = "tests/loyalty/test_many.py::"
MANY_RACES = "tests/concurrency/test_ledger_many.py::"
MERGING = "tests/loyalty/test_merging.py::"
CLOSED = "tests/loyalty/test_closed_accounts.py::"
MERGE_DOOR = "tests/loyalty/test_merge_door.py::"
RECONCILIATION = "tests/loyalty/test_reconciliation.py::"
CLOCK = "tests/loyalty/test_clock.py::"
WORDS = "tests/loyalty/test_words.py::"
BY_HAND = "tests/loyalty/test_by_hand.py::"
SECOND = f"{BY_HAND}test_a_merge_needs_its_proposal_and_a_second_person_who_may"
ASKED = f"{BY_HAND}test_who_may_not_or_is_the_member_changes_nothing"
MANY_POINTS = f"{BY_HAND}test_many_points_need_a_second_person_who_may"
EARLY = f"{BY_HAND}test_an_early_date_opens_no_other_budget"
ODD = f"{BY_HAND}test_nobody_writes_an_odd_proposal"
DECIDED = f"{BY_HAND}test_what_was_turned_down_is_not_taken_up_again"
LADDERS = "tests/loyalty/test_ladder_tables.py::test_the_tables_hold_the_same_rules"
RACES = "tests/concurrency/test_ledger_races.py::"
BEHIND = f"{DOOR}test_keys_and_checks_stand_behind_the_engine"
HISTORY = f"{DOOR}test_the_owner_rewrites_no_history_either"
FORGERY = f"{DOOR}test_not_even_the_owner_can_write_a_forgery"

GUARDS = [
    Guard(
        "the account's lock",
        # Everybody reads before anybody writes.
        engine_with("FOR NO KEY UPDATE;", "; PERFORM pg_sleep(0.3);"),
        f"{RACES}test_eight_parallel_redemptions_of_the_same_points_give_one",
    ),
    Guard(
        "the locks of many accounts",
        engine_with(
            "ORDER BY a.account_id FOR NO KEY UPDATE;",
            "ORDER BY a.account_id; PERFORM pg_sleep(0.3);",
        ),
        f"{MANY_RACES}test_a_grant_reaches_who_is_busy_and_nobody_twice",
    ),
    Guard(
        "a sweep waits for nobody",
        engine_with("FOR NO KEY UPDATE SKIP LOCKED", "FOR NO KEY UPDATE"),
        f"{MANY_RACES}test_an_account_in_use_is_left_to_its_owner",
    ),
    Guard(
        "looking for the references of many",
        engine_with("AND p.reference = l.reference;", "AND false;"),
        f"{MANY}test_many_at_once_post_what_each_alone_would",
    ),
    Guard(
        "the chain of many",
        engine_with("version = p.version, head = p.link,", "version = p.version,"),
        f"{MANY}test_many_at_once_post_what_each_alone_would",
    ),
    Guard(
        "each of many is linked to the one before",
        engine_with("coalesce(previous, head)", "head"),
        f"{MANY}test_many_at_once_post_what_each_alone_would",
    ),
    Guard(
        "looking for the reference",
        engine_with("answered := FOUND;", "answered := false;"),
        f"{REDEMPTION}test_repeating_a_hold_holds_once",
    ),
    Guard(
        "comparing the request",
        engine_with("earlier.request_hash <> hash", "false"),
        f"{REDEMPTION}test_a_reference_stands_for_one_request",
    ),
    Guard(
        "the key on references",
        without("posting", "posting_reference"),
        f"{BEHIND}[a reference twice]",
    ),
    Guard(
        "the key that ends a hold once",
        "DROP INDEX loyalty_posting_hold_ends_once",
        f"{BEHIND}[a hold captured twice]",
    ),
    Guard(
        "a hold that ended is not captured",
        engine_with("IF NOT hold.open OR hold.lapses_at <= at", "IF false"),
        f"{REDEMPTION}test_a_lapsed_hold_cannot_be_captured",
    ),
    Guard(
        "no more than is available",
        engine_with("IF spendable < points THEN", "IF false THEN"),
        f"{REDEMPTION}test_held_points_cannot_be_spent_again",
    ),
    Guard(
        "owed points block redemption",
        engine_with("IF account.owed > 0 THEN", "IF false THEN"),
        f"{REDEMPTION}test_owed_points_block_redemption_until_earned",
    ),
    Guard(
        "a frozen account redeems nothing",
        engine_with(
            "IF ledger._is_frozen(account, least(at, ledger.clock())) THEN",
            "IF false THEN",
        ),
        f"{REDEMPTION}test_a_frozen_account_earns_but_redeems_nothing",
    ),
    Guard(
        "what expired by the server's clock is not set aside",
        engine_with("ledger._over_by_clock(account, is_past =>", "'{}'; PERFORM ("),
        f"{CLOCK}test_an_early_date_does_not_spend_what_expired",
    ),
    Guard(
        "a late date passes no freeze",
        engine_with(
            "IF ledger._is_frozen(account, least(at, ledger.clock())) THEN",
            "IF ledger._is_frozen(account, at) THEN",
        ),
        f"{CLOCK}test_a_late_date_passes_no_freeze",
    ),
    Guard(
        "guards go by the owner's names",
        "ALTER FUNCTION loyalty_may_write(bigint, text, timestamptz) RESET search_path;"
        "ALTER FUNCTION loyalty_proposal_is_of_now() RESET search_path",
        f"{BY_HAND}test_a_table_of_the_session_gives_nobody_a_right",
    ),
    Guard(
        "a merge that was carried out is not turned down",
        "DROP TRIGGER stays_carried_out ON loyalty_mergeproposal",
        f"{BY_HAND}test_what_was_carried_out_is_not_turned_down",
    ),
    Guard(
        "the same cause again freezes no shorter",
        engine_with(
            "THEN greatest(f.until, excluded.until) END", "THEN excluded.until END"
        ),
        f"{FREEZING}test_the_same_cause_again_lasts_longer_never_shorter",
    ),
    Guard(
        "one cause that does not end is enough",
        engine_with(
            "CASE WHEN count(*) = count(f.until) THEN max(f.until) END", "max(f.until)"
        ),
        f"{FREEZING}test_each_cause_lasts_for_itself",
    ),
    Guard(
        "an account that says it is free is found",
        engine_with("IS DISTINCT FROM (f.since, f.until)", "IS NULL AND false"),
        f"{RECONCILIATION}test_every_tampering_is_found",
    ),
    Guard(
        "no more back than was redeemed",
        engine_with("IF points > rest THEN", "IF false THEN"),
        "tests/loyalty/test_walk.py::"
        "test_draws_are_soonest_expiry_first_and_come_back_exactly",
    ),
    Guard(
        "points last as long as a rule may say",
        engine_with("OR expires > greatest(at, matures)", "OR NULL > at"),
        f"{LASTING}no_door_makes_points_last_longer_than_a_rule_may[accrual]",
    ),
    Guard(
        "points do not wait for ever",
        engine_with("coalesce(matures > at + interval '11 years', false)", "false"),
        f"{LASTING}points_wait_no_longer_than_a_window_and_a_dispute",
    ),
    Guard(
        "many accruals last no longer",
        engine_with(
            "WHERE ledger._lasts_too_long(at, d.matures, d.expires)", "LIMIT 0"
        ),
        f"{LASTING}no_door_makes_points_last_longer_than_a_rule_may[accruals of many]",
    ),
    Guard(
        "an early date returns nothing",
        engine_with("interval '0', ledger.clock() - p.recorded_at", "interval '0'"),
        f"{CLOCK}test_an_early_date_gives_nothing_back_into_a_lot_that_is_over",
    ),
    Guard(
        "nothing comes back before it was there",
        engine_with("< interval '-1 hour'", "< interval '-100 years'"),
        f"{CLOCK}test_nothing_comes_back_before_it_was_there",
    ),
    Guard(
        "what stood in for points goes back",
        engine_with("coming.ends > at AND NOT is_settled THEN", "false THEN"),
        f"{ORDER}whatever_comes_back_the_order_decides_nothing",
    ),
    Guard(
        "only what was set aside before settles",
        engine_with("SELECT p.related_version INTO since", "SELECT 0 INTO since"),
        f"{ORDER}points_used_after_a_revocation_stand_for_nothing_in_it",
    ),
    Guard(
        "a later date settles its own alone",
        engine_with(
            "coalesce(sum(lacking) FILTER (WHERE s.lot = stood_in.lot), 0)", "points"
        ),
        f"{ORDER}points_of_a_later_date_stand_for_nothing_but_their_own",
    ),
    Guard(
        "the latest date goes back first",
        engine_with("ORDER BY s.expires_at DESC, s.lot DESC", "ORDER BY s.lot"),
        f"{ORDER}what_was_drawn_last_goes_back_first",
    ),
    Guard(
        "a lot that repays stays open",
        engine_with("CASE m.src WHEN 'redeemed' THEN 0 ELSE m.points END", "m.points"),
        f"{ORDER}what_comes_back_beside_what_was_owed_is_open",
    ),
    Guard(
        "what settles is as much as goes back",
        engine_with(
            "HAVING sum(points) FILTER (WHERE src = 'revoked')\n    IS DISTINCT FROM",
            "HAVING false AND sum(points) FILTER (WHERE src = 'revoked')\n    <>",
        ),
        f"{RECONCILIATION}test_what_stood_in_is_held_against_what_came_back",
    ),
    Guard(
        "time comes before an accrual",
        engine_with("x.account := ledger._book_due(x.account, at);", ""),
        f"{EARNING}test_what_matured_repays_before_what_is_earned_later",
    ),
    Guard(
        "points that came back are looked at",
        engine_with("account.due_at := 'epoch';", "NULL;"),
        f"{RECONCILIATION}test_nothing_falls_due_before_it_is_looked_for",
    ),
    Guard(
        "a hold is looked at when it lapses",
        engine_with("account.due_at := least(account.due_at, lapses);", ""),
        f"{RECONCILIATION}test_nothing_falls_due_before_it_is_looked_for",
    ),
    Guard(
        "a lot is looked at when it falls due",
        engine_with("account.due_at := least(account.due_at, matures, expires);", ""),
        f"{RECONCILIATION}test_nothing_falls_due_before_it_is_looked_for",
    ),
    Guard(
        "an account that looks too late is found",
        engine_with("WHERE a.due_at IS NULL OR a.due_at > w.due_at", "WHERE false"),
        f"{RECONCILIATION}test_every_tampering_is_found",
    ),
    Guard(
        "dates are never shortened",
        engine_with("expires := greatest(expires, points_lot.expires_at);", ""),
        f"{EARNING}test_a_date_can_be_extended_never_shortened",
    ),
    Guard(
        "an extension lengthens",
        engine_with(
            "IF expires <= greatest(points_lot.expires_at, at) THEN", "IF false THEN"
        ),
        f"{EXTENSION}test_only_a_later_date_is_taken",
    ),
    Guard(
        "an extended date is looked at",
        engine_with(
            "'adjustment', 'extension', 'merge-in')", "'adjustment', 'merge-in')"
        ),
        f"{EXTENSION}test_a_date_that_was_promised_and_is_not_kept_is_found",
    ),
    Guard(
        "an end by inactivity is told in time",
        engine_with("IF NOT ledger.is_told_in_time(at, expires)\n        OR", "IF"),
        f"{IDLING}test_it_is_told_30_to_60_days_before",
    ),
    Guard(
        "nothing ends that was not announced",
        engine_with(
            "WHERE n.account_id = member AND n.kind = 'notice' AND n.expires_at <= at",
            "WHERE n.account_id = member",
        ),
        f"{IDLING}test_nothing_ends_that_was_not_announced",
    ),
    Guard(
        "who did something keeps the points",
        engine_with(
            "AND ledger.is_act(p.kind) AND p.version > told.version",
            "AND false",
        ),
        f"{IDLING}test_who_does_something_keeps_all_of_them",
    ),
    Guard(
        "only lots that were given so end by inactivity",
        engine_with("AND terms.expiry_profile = 'inactivity'", ""),
        f"{IDLING}test_only_lots_given_under_such_terms_end",
    ),
    Guard(
        "an end by inactivity is looked at",
        engine_with("UNION ALL SELECT * FROM ledger.differing_idle(first, last)\n", ""),
        f"{IDLING}test_an_end_that_was_not_announced_is_found",
    ),
    Guard(
        "CHECK: rules keep to the law they name",
        without("rule", "rule_keeps_to_its_law"),
        "tests/loyalty/test_laws.py::"
        "test_the_table_keeps_to_the_least_that_each_law_asks",
    ),
    Guard(
        "what came back after a notice was not announced",
        engine_with("'release', 'lapse', 'give-back', 'merge-in')", "'merge-in')"),
        f"{IDLING}test_what_comes_back_after_the_notice_was_not_announced",
    ),
    Guard(
        "a lot keeps its date",
        "DROP TRIGGER never_shorter ON loyalty_lot",
        HISTORY,
    ),
    Guard(
        "CHECK: the allowed movements",
        without("movement", "movement_allowed"),
        FORGERY,
    ),
    Guard(
        "CHECK: points of a member lie in a lot",
        without("movement", "movement_lot"),
        FORGERY,
    ),
    Guard(
        "CHECK: no account below zero",
        without("account", "account_not_below_zero"),
        HISTORY,
    ),
    Guard(
        "CHECK: no posting below zero",
        without("posting", "posting_not_below_zero"),
        f"{BEHIND}[less than nothing]",
    ),
    Guard("CHECK: a lot adds up", without("lot", "lot_adds_up"), HISTORY),
    Guard(
        "CHECK: what is done by hand is signed",
        tables_with("actor IS NOT NULL AND reason <> ''", "true"),
        HISTORY,
    ),
    Guard(
        "CHECK: an extension extends a lot",
        tables_with("AND related IS NOT NULL AND expires IS NOT NULL", ""),
        HISTORY,
    ),
    Guard(
        "KEY: points leave only by a merge",
        without("posting", "posting_its_merge_into"),
        f"{MERGE_DOOR}test_not_even_the_owner_moves_points_without_a_merge",
    ),
    Guard(
        "KEY: points arrive only by a merge",
        without("posting", "posting_its_merge_from"),
        f"{MERGE_DOOR}test_not_even_the_owner_moves_points_without_a_merge",
    ),
    Guard(
        "CHECK: a merge's posting names the other",
        tables_with("(merged_into IS NOT NULL) = (kind = 'merge-out')", "true"),
        f"{MERGE_DOOR}test_not_even_the_owner_moves_points_without_a_merge",
    ),
    Guard(
        "CHECK: a merge is signed by two people",
        without("merge", "merge_two_people"),
        f"{MERGE_DOOR}test_a_merge_bears_two_names_of_other_people",
    ),
    Guard(
        "CHECK: nobody signs for themselves",
        without("merge", "merge_other_people"),
        f"{MERGE_DOOR}test_a_merge_bears_two_names_of_other_people",
    ),
    Guard(
        "CHECK: a closed account awaits nothing",
        without("account", "account_closed_awaits_nothing"),
        f"{MERGE_DOOR}test_a_closed_account_awaits_nothing",
    ),
    Guard(
        "append-only merges",
        "DROP TRIGGER append_only ON loyalty_merge",
        f"{MERGE_DOOR}test_the_owner_rewrites_no_merge",
    ),
    Guard(
        "a proposal says what it said",
        "GRANT UPDATE ON loyalty_mergeproposal TO fairpoints_app",
        f"{MERGE_DOOR}test_the_application_signs_nothing_past_the_door",
    ),
    Guard(
        "nothing is merged while points are held",
        engine_with("IF gone.held > 0 THEN", "IF false THEN"),
        f"{MERGING}test_an_order_under_way_ends_where_it_began",
    ),
    Guard(
        "a closed account earns nothing",
        engine_with(
            "IF (x.account).closed_at IS NOT NULL THEN RETURN ledger._closed(member);"
            " END IF;",
            "",
        ),
        f"{CLOSED}test_nothing_new_comes_to_a_closed_account",
    ),
    Guard(
        "both sides of a merge are compared",
        engine_with(
            "AND (l.points, l.owed) IS DISTINCT FROM (r.points, r.owed)",
            "AND false",
        ),
        f"{MERGE_DOOR}test_a_merge_that_does_not_add_up_is_found",
    ),
    Guard(
        "append-only postings",
        "DROP TRIGGER append_only ON loyalty_posting",
        HISTORY,
    ),
    Guard(
        "append-only movements",
        "DROP TRIGGER append_only ON loyalty_movement",
        HISTORY,
    ),
    Guard(
        "accounts stay",
        "DROP TRIGGER stays ON loyalty_account",
        HISTORY,
    ),
    Guard(
        "the chain is looked at",
        engine_with("WHERE hash <> chained", "WHERE false"),
        f"{CHAIN}test_a_rewritten_posting_is_named",
    ),
    Guard(
        "the chain holds what was said",
        engine_with("convert_to(p.why::text, 'UTF8'),", ""),
        f"{CHAIN}test_a_rewritten_posting_is_named",
    ),
    Guard(
        "the chain holds the posting before",
        engine_with("account.head := posting.hash;", ""),
        "tests/loyalty/test_reconciliation.py::test_every_tampering_is_found",
    ),
    Guard(
        "CHECK: every posting is linked",
        without("posting", "posting_hash"),
        HISTORY,
    ),
    Guard(
        "the application writes nothing itself",
        "GRANT INSERT ON loyalty_posting, loyalty_movement TO fairpoints_app",
        f"{DOOR}test_the_application_writes_nothing_past_the_door",
    ),
    Guard(
        "inner steps are closed",
        engine_with("AND NOT starts_with(proname, '_')", ""),
        f"{DOOR}test_the_engines_inner_steps_are_closed",
    ),
    Guard(
        "the rights of other tables",
        "GRANT UPDATE, DELETE ON audit_entry TO fairpoints_app",
        "tests/shop/test_rights.py::test_a_migrated_database_gives_the_same_rights",
    ),
    Guard(
        "points are a number of points",
        engine_with("CHECK (VALUE BETWEEN 0 AND 1000000000)", "CHECK (true)"),
        f"{WORDS}test_no_door_takes_what_is_no_number_of_points",
    ),
    Guard(
        "no points are none but where that is a fact",
        engine_with("CONSTRAINT not_none CHECK (VALUE > 0)", ""),
        f"{WORDS}test_no_door_takes_what_is_no_number_of_points",
    ),
    Guard(
        "NULL is no number of points",
        engine_with(
            "ledger.correction AS bigint NOT NULL", "ledger.correction AS bigint"
        ),
        f"{WORDS}test_no_door_takes_null_where_something_must_be_said",
    ),
    Guard(
        "words are not blank",
        engine_with(
            "CONSTRAINT not_blank\n    CHECK (public.loyalty_says_something(VALUE))", ""
        ),
        f"{WORDS}test_words_say_something",
    ),
    Guard(
        "nothing is missing in the lists of many",
        engine_with(
            "IS DISTINCT FROM (many, many, many, many, many, many, many)", "IS NULL"
        ),
        f"{WORDS}test_none_of_many_is_null",
    ),
    Guard(
        "what happened has a time",
        engine_with("CONSTRAINT a_day CHECK (public.loyalty_is_a_day(VALUE))", ""),
        f"{WORDS}test_no_door_takes_a_time_that_is_none",
    ),
    Guard(
        "what is due has a time",
        engine_with(
            "    CONSTRAINT a_day CHECK (public.loyalty_is_a_day(VALUE));", ";"
        ),
        f"{WORDS}test_no_door_takes_a_time_that_is_none",
    ),
    Guard(
        "nothing has happened in the future",
        engine_with(
            "CHECK (VALUE <= ledger.clock() + interval '5 minutes')", "CHECK (true)"
        ),
        f"{CLOCK}test_good_points_do_not_expire_by_a_wrong_date",
    ),
    Guard(
        "a hold lapses by the server's clock",
        engine_with("OR hold.passed >= hold.term", ""),
        f"{CLOCK}test_an_early_date_does_not_bring_back_what_lapsed",
    ),
    Guard(
        "a merge needs two people",
        engine_with(
            "IF said.proposed_by_id = approver THEN\n        RETURN ledger._refused("
            "'same-person', approver);\n    END IF;\n    before",
            "before",
        ),
        SECOND,
    ),
    Guard(
        "a merge needs one who may approve",
        engine_with(
            "ledger._kept_from(approver, 'merge_accounts', ARRAY[closing, surviving])",
            "NULL",
        ),
        SECOND,
    ),
    Guard(
        "a merge needs one who may propose",
        engine_with(
            "said.proposed_by_id, 'merge_accounts'", "approver, 'merge_accounts'"
        ),
        f"{BY_HAND}test_a_merge_that_was_withdrawn_or_proposed_by_nobody_is_none",
    ),
    Guard(
        "a withdrawn proposal merges nothing",
        engine_with(
            "RETURN before; END IF;\n    IF said.withdrawn_at IS NOT NULL THEN",
            "RETURN before; END IF;\n    IF false THEN",
        ),
        f"{BY_HAND}test_a_merge_that_was_withdrawn_or_proposed_by_nobody_is_none",
    ),
    Guard(
        "who signs may do it",
        engine_with("IF NOT ledger.may(actor, permission) THEN", "IF false THEN"),
        ASKED,
    ),
    Guard(
        "who signs is not the member",
        engine_with("IF actor = ANY (accounts) THEN", "IF false THEN"),
        ASKED,
    ),
    Guard(
        "who left may do nothing",
        engine_with("AND u.is_active AND (", "AND ("),
        SECOND,
    ),
    Guard(
        "CHECK: nobody gives to the own account",
        without("posting", "posting_not_to_oneself"),
        f"{BY_HAND}test_not_even_the_owner_gives_to_the_own_account",
    ),
    Guard(
        "blanks are no words",
        tables_with("regexp_replace(said,", "regexp_replace(said || '.',"),
        f"{BY_HAND}test_blanks_of_any_kind_are_no_reason",
    ),
    Guard(
        "CHECK: no rule for the past",
        without("rule", "rule_not_for_the_past"),
        f"{BY_HAND}test_a_rule_is_not_for_days_that_are_over",
    ),
    Guard(
        "a rule is published now",
        "DROP TRIGGER published_now ON loyalty_rule",
        f"{BY_HAND}test_a_rule_is_published_when_it_is_published",
    ),
    Guard(
        "the log knows no future",
        "DROP TRIGGER of_some_time ON audit_entry",
        f"{BY_HAND}test_the_log_takes_no_odd_entries",
    ),
    Guard(
        "the log is signed",
        "DROP TRIGGER signed ON audit_entry",
        f"{BY_HAND}test_the_log_takes_no_odd_entries",
    ),
    Guard(
        "a ceiling at once",
        engine_with("IF abs(points) > limits.ceiling THEN", "IF false THEN"),
        MANY_POINTS,
    ),
    Guard(
        "a budget a month",
        engine_with("IF points > budget_left THEN", "IF false THEN"),
        EARLY,
    ),
    Guard(
        "an early date opens no other budget",
        engine_with(
            "OR p.recorded_at >= date_trunc('month', ledger.clock(), 'UTC')", ""
        ),
        EARLY,
    ),
    Guard(
        "one budget for two who come at once",
        # Everybody reads before anybody writes.
        engine_with(
            "PERFORM pg_advisory_xact_lock(hashtextextended("
            "'ledger.given_alone', actor));",
            "",
        ).replace(
            "IF points > budget_left", "PERFORM pg_sleep(0.3);IF points > budget_left"
        ),
        f"{RACES}test_adjustments_at_once_do_not_spend_the_same_budget",
    ),
    Guard(
        "nobody raises the own limit",
        "GRANT INSERT, UPDATE, DELETE ON loyalty_limit TO fairpoints_app",
        f"{BY_HAND}test_nobody_raises_the_own_limit",
    ),
    Guard(
        "many points need two people",
        engine_with("IF said.proposed_by_id = approver THEN", "IF false THEN"),
        MANY_POINTS,
    ),
    Guard(
        "many points need one who may approve",
        engine_with(
            "ledger._kept_from(approver, 'adjust_points', ARRAY[said.account_id])",
            "NULL",
        ),
        MANY_POINTS,
    ),
    Guard(
        "many points need one who may propose",
        engine_with(
            "said.proposed_by_id, 'adjust_points'", "approver, 'adjust_points'"
        ),
        f"{BY_HAND}test_what_was_withdrawn_or_proposed_by_nobody_adjusts_nothing",
    ),
    Guard(
        "a withdrawn proposal adjusts nothing",
        engine_with("IF said.withdrawn_at IS NOT NULL THEN", "IF false THEN"),
        f"{BY_HAND}test_what_was_withdrawn_or_proposed_by_nobody_adjusts_nothing",
    ),
    Guard(
        "who gives to many may",
        engine_with("IF NOT ledger.may(actor, 'adjust_points') THEN", "IF false THEN"),
        f"{WORDS}test_many_are_given_nothing_by_whoever_may_not",
    ),
    Guard(
        "who gives to one may",
        engine_with(
            "IF actor IS NOT NULL THEN -- somebody gives them", "IF false THEN"
        ),
        f"{BY_HAND}test_a_gift_is_signed_by_somebody_who_may",
    ),
    Guard(
        "every time is a day",
        tables_with("RETURN moment BETWEEN", "RETURN true OR moment BETWEEN"),
        f"{WORDS}test_no_door_takes_a_time_that_is_none",
    ),
    Guard(
        "a merge that was turned down stays so",
        "DROP TRIGGER stays_withdrawn ON loyalty_mergeproposal",
        f"{DECIDED}[merge]",
    ),
    Guard(
        "an adjustment that was turned down stays so",
        "DROP TRIGGER stays_withdrawn ON loyalty_proposedadjustment",
        f"{DECIDED}[adjustment]",
    ),
    Guard(
        "nobody says that two agreed",
        "DROP TRIGGER begins_open ON loyalty_proposedadjustment",
        ODD,
    ),
    Guard(
        "who proposes may",
        "DROP TRIGGER proposed_now ON loyalty_proposedadjustment",
        ODD,
    ),
    Guard(
        "CHECK: nobody proposes for the own account",
        without("proposedadjustment", "proposed_by_another"),
        ODD,
    ),
    Guard(
        "CHECK: a proposal says why",
        without("proposedadjustment", "proposed_says_why"),
        ODD,
    ),
    Guard(
        "CHECK: a proposal is of a day",
        without("proposedadjustment", "proposed_on_days"),
        ODD,
    ),
    Guard(
        "CHECK: a rule has its author",
        "DROP TRIGGER published_now ON loyalty_rule;"
        + without("rule", "rule_by_somebody"),
        f"{BY_HAND}test_a_rule_has_an_author_who_may",
    ),
    Guard(
        "a ladder rises",
        "DROP TRIGGER rises ON loyalty_tier",
        LADDERS,
    ),
    Guard(
        "nobody approves the own ladder",
        "DROP TRIGGER goes_on ON loyalty_ladderstep",
        LADDERS,
    ),
    Guard(
        "nobody edits a tier",
        "DROP TRIGGER append_only ON loyalty_tier",
        LADDERS,
    ),
    Guard(
        "points of a tier are what an approved tier gives",
        engine_with("PERFORM ledger._check_tier(shares, rule);", ""),
        "tests/loyalty/test_tiers.py::test_the_ledger_refuses_what_no_tier_gives",
    ),
    Guard(
        "a voucher is points of its member",
        "DROP TRIGGER of_points ON loyalty_voucher",
        f"{VOUCHERS}test_the_tables_refuse_their_owner_too",
    ),
    Guard(
        "a voucher stays what it is",
        "DROP TRIGGER stays_what_it_is ON loyalty_voucher",
        f"{VOUCHERS}test_the_tables_refuse_their_owner_too",
    ),
    Guard(
        "no order uses more of a voucher than is left",
        engine_with("IF points > mine.left OR", "IF"),
        f"{VOUCHERS}test_its_parts_are_used_once_and_given_back_once",
    ),
    Guard(
        "no order gives back more of a voucher than it used",
        engine_with(
            "IF points > rest THEN RETURN ledger._refused('more-than-used'",
            "IF false THEN RETURN ledger._refused('more-than-used'",
        ),
        f"{VOUCHERS}test_its_parts_are_used_once_and_given_back_once",
    ),
    Guard(
        "a voucher that is over is not used",
        engine_with(
            "IF NOT mine.open OR mine.expires_at <= at OR", "IF NOT mine.open OR"
        ),
        f"{VOUCHERS}test_a_voucher_ends_with_its_time_whether_that_was_booked_or_not",
    ),
    Guard(
        "a voucher that is over takes nothing back",
        engine_with("IF mine.open AND mine.expires_at > at AND", "IF mine.open AND"),
        f"{VOUCHERS}test_what_comes_back_after_its_time_is_points",
    ),
    Guard(
        "vouchers are proved",
        engine_with(
            "UNION ALL SELECT * FROM ledger.differing_vouchers(first, last)", ""
        ),
        f"{VOUCHERS}test_every_tampering_with_a_voucher_is_found",
    ),
    Guard(
        "the application writes no voucher",
        "GRANT INSERT, UPDATE, DELETE ON loyalty_voucher TO fairpoints_app",
        f"{VOUCHERS}test_the_application_writes_no_voucher"  # noqa: S608  a test's name
        "[UPDATE loyalty_voucher SET amount = 500]",
    ),
]
