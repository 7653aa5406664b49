"""The guards of shares, campaigns, budgets and referrals, and who must notice."""

from tests.mutations.guards import Guard, engine_with, tables_with, without

SHARES = "tests/loyalty/test_shares.py::test_"
CAMPAIGNS = "tests/loyalty/test_campaigns.py::test_"
BUDGETS = "tests/concurrency/test_budgets.py::test_"
REFERRALS = "tests/shop/referrals/test_guards.py::test_"
# All tables are looked at for moments that are of no day; this one has its own check.
NO_DAY = "; ALTER TABLE loyalty_campaignversion DROP CONSTRAINT ends_at_is_a_day"
TABLES = f"{CAMPAIGNS}the_tables_hold_the_same_rules"
ODD = f"{CAMPAIGNS}nobody_writes_an_odd_version"
SHRINKS = f"{CAMPAIGNS}the_tables_let_no_budget_shrink_below_what_was_given"
TAMPERED = f"{SHARES}every_tampering_with_shares_is_found"
SAYS = f"{SHARES}a_share_says_the_month_and_the_version_it_is_of"
ONCE = f"{SHARES}a_campaign_counts_once_in_an_accrual"
THOUSAND = f"{BUDGETS}a_thousand_orders_get_no_more_than_a_hundred_thousand_points"


GUARDS = [
    Guard(
        "a share is one",
        engine_with(
            "WHERE ledger._is_a_share(s, is_taken) IS NOT TRUE LIMIT 1;", "LIMIT 0;"
        ),
        f"{SHARES}what_is_no_share_is_refused[of a source that nobody knows]",
    ),
    Guard(
        "a share says nothing that is the ledger's to say",
        engine_with("AND share - facts = '{}'", ""),
        f"{SHARES}what_is_no_share_is_refused[another's reason]",
    ),
    Guard(
        "shares add up to their posting",
        engine_with(
            "IF points IS DISTINCT FROM (\n        SELECT", "IF NULL = (SELECT"
        ),
        f"{SHARES}what_is_no_share_is_refused[none at all]",
    ),
    Guard(
        "a share counts once",
        engine_with("HAVING count(*) > 1 LIMIT 1;", "HAVING false LIMIT 1;"),
        ONCE,
    ),
    Guard(
        "a campaign gives by one of its versions",
        engine_with("IF asked.campaign_id = earlier THEN", "IF false THEN"),
        f"{SHARES}two_versions_of_one_campaign_do_not_give_twice",
    ),
    Guard(
        "what nobody approved gives nothing",
        engine_with("IF NOT asked.is_approved THEN", "IF false THEN"),
        f"{SHARES}what_nobody_approved_gives_nothing",
    ),
    Guard(
        "a share says what its version says",
        engine_with("ledger._is_of(asked.share, asked.id, at) IS NOT TRUE", "false"),
        SAYS,
    ),
    Guard(
        "a share is of the month of its posting",
        engine_with("SELECT ledger._is_month_of(at, share ->> 'month')", "SELECT true"),
        SAYS,
    ),
    Guard(
        "no more than an order gets",
        engine_with(
            "AND coalesce((share ->> 'points')::bigint <= v.max_per_order, true)", ""
        ),
        ONCE,
    ),
    Guard(
        "no more than a month allows",
        engine_with("IF asked.max_per_month IS NOT NULL THEN", "IF false THEN"),
        f"{SHARES}a_member_gets_no_more_than_a_month_allows",
    ),
    Guard(
        "no more than a member gets",
        engine_with("IF asked.max_per_member IS NOT NULL AND", "IF false AND"),
        f"{SHARES}what_was_taken_back_can_be_given_again",
    ),
    Guard(
        "what was taken back makes room",
        engine_with("CASE p.kind WHEN 'accrual' THEN 1 ELSE -1 END", "1"),
        f"{SHARES}what_was_taken_back_can_be_given_again",
    ),
    Guard(
        "what a budget gives is drawn from it",
        engine_with("IF asked.budget IS NOT NULL AND points > 0 THEN", "IF false THEN"),
        f"{SHARES}a_budget_gives_whole_grants_and_gets_them_back",
    ),
    Guard(
        "the lock of a budget's slot",
        engine_with(
            "ORDER BY (s.number + pg_backend_pid()) % 16 LIMIT 1"
            " FOR UPDATE SKIP LOCKED;",
            "ORDER BY s.number LIMIT 1; PERFORM pg_sleep(0.002);",
        ),
        THOUSAND,
    ),
    Guard(
        "finding no slot free is not finding none left",
        engine_with("IF left_over < wanted THEN RETURN NULL; END IF;", "RETURN NULL;"),
        f"{SHARES}a_grant_is_gathered_from_several_slots",
    ),
    Guard(
        "the locks of all slots of a budget",
        # Everybody reads before anybody writes.
        engine_with(
            "ORDER BY s.number FOR UPDATE\n    LOOP\n"
            "        left_over := left_over + slot.points;\n    END LOOP;",
            "ORDER BY s.number\n    LOOP\n"
            "        left_over := left_over + slot.points;\n    END LOOP;\n"
            "    PERFORM pg_sleep(0.1);",
        ),
        THOUSAND,
    ),
    Guard(
        "CHECK: a budget is not below zero",
        without("budgetslot", "budget_not_below_zero"),
        TAMPERED,
    ),
    Guard(
        "what is taken back goes into the budget",
        engine_with("SET points = s.points + part", "SET points = s.points"),
        f"{SHARES}a_budget_gives_whole_grants_and_gets_them_back",
    ),
    Guard(
        "no more of a share than is left of it",
        engine_with(
            "OR asked.points > (asked.given ->> 'points')::bigint - before.points", ""
        ),
        f"{SHARES}no_more_is_taken_of_a_share_than_is_left_of_it",
    ),
    Guard(
        "by shares earned, by shares taken back",
        engine_with(
            "IF (shares IS NULL) <> (SELECT p.shares", "IF NULL = (SELECT p.shares"
        ),
        f"{SHARES}shares_that_do_not_add_up_are_refused",
    ),
    Guard(
        "the chain knows the shares",
        engine_with("|| CASE WHEN p.shares IS NOT NULL", "|| CASE WHEN false"),
        TAMPERED,
    ),
    Guard(
        "the proof looks at shares",
        engine_with("UNION ALL SELECT * FROM ledger.differing_shares(first, last)", ""),
        TAMPERED,
    ),
    Guard(
        "the proof looks at budgets",
        engine_with(
            "UNION ALL SELECT * FROM ledger.differing_budgets() WHERE first = 0", ""
        ),
        TAMPERED,
    ),
    Guard(
        "who drafts a version may",
        "DROP TRIGGER drafted_now ON loyalty_campaignversion",
        f"{ODD}[by one who may not]",
    ),
    Guard(
        "steps of a campaign go on",
        "DROP TRIGGER goes_on ON loyalty_campaignstep",
        TABLES,
    ),
    Guard(
        "nobody approves what they wrote",
        tables_with("AND NEW.actor_id <> said.author_id", ""),
        f"{CAMPAIGNS}the_author_does_not_approve_whoever_asked_for_it",
    ),
    Guard(
        "nobody approves what they asked for",
        tables_with(
            "WHERE t.version_id = NEW.version_id AND t.actor_id = NEW.actor_id)",
            "WHERE false)",
        ),
        TABLES,
    ),
    Guard(
        "what was ended stays so",
        tables_with(
            "IF is_next AND NEW.kind IN ('submitted', 'approved') THEN", "IF false THEN"
        ),
        f"{CAMPAIGNS}the_tables_let_no_version_of_what_was_ended_go_on",
    ),
    Guard(
        "approving fills the budget",
        tables_with("IF NEW.kind = 'approved' THEN PERFORM", "IF false THEN PERFORM"),
        f"{CAMPAIGNS}a_later_version_has_what_its_budget_is_more",
    ),
    Guard(
        "what a budget gave stays given",
        tables_with("- coalesce(earlier.budget, 0)", "- 0"),
        f"{CAMPAIGNS}a_later_version_has_what_its_budget_is_more",
    ),
    Guard(
        "no budget is less than what was given",
        tables_with("IF left_over < 0 THEN", "IF false THEN")
        + without("budgetslot", "budget_not_below_zero"),
        f"{SHRINKS}[less than given]",
    ),
    Guard(
        "a budget does not come or go later",
        tables_with(
            "IF FOUND AND (earlier.budget IS NULL)",
            "IF false AND (earlier.budget IS NULL)",
        ),
        f"{SHRINKS}[none]",
    ),
    *(
        Guard(
            f"append-only: {table}",
            f"DROP TRIGGER {trigger} ON loyalty_{table}",
            TABLES,
        )
        for table, trigger in (
            ("campaign", "append_only"),
            ("campaignversion", "append_only"),
            ("campaignstep", "append_only"),
            ("budgetslot", "stays"),
        )
    ),
    *(
        Guard(
            f"CHECK: {name}",
            without("campaignversion", f"campaign_{constraint}") + also,
            f"{ODD}[{name}]",
        )
        for name, constraint, also in (
            ("without a name", "has_names", ""),
            ("of no day", "on_days", NO_DAY),
            ("of no known amount", "words", ""),
            ("that gives nothing", "gives_something", ""),
            ("of half a point", "gives_whole_points", ""),
            ("that never opens", "opens", ""),
            ("of less than no basket", "in_range", ""),
            ("with a ceiling of nothing", "ceilings", ""),
            ("with a number there is", "numbered", ""),
        )
    ),
    Guard(
        "one referrer for each friend",
        "ALTER TABLE referrals_referral"
        " DROP CONSTRAINT referrals_referral_pkey CASCADE;"
        "DROP TRIGGER of_a_new_member ON referrals_referral",
        f"{REFERRALS}nobody_has_two_referrers_or_another_one",
    ),
    *(
        Guard(
            f"append-only: {table}",
            f"DROP TRIGGER append_only ON referrals_{table}",
            f"{REFERRALS}the_owner_rewrites_no_invitation_either[referrals_{table}]",
        )
        for table in ("referral", "link", "terms")
    ),
    Guard(
        "only who is new was brought",
        "DROP TRIGGER of_a_new_member ON referrals_referral",
        f"{REFERRALS}nobody_brings_themselves_or_who_brought_them",
    ),
    Guard(
        "terms of invitations are written now, by who may",
        "DROP TRIGGER published_now ON referrals_terms",
        f"{REFERRALS}terms_are_published_by_who_may",
    ),
    Guard(
        "CHECK: the smallest order is a price",
        "ALTER TABLE referrals_terms DROP CONSTRAINT referral_terms_sane",
        f"{REFERRALS}the_smallest_order_is_a_price[-5]",
    ),
    Guard(
        "a reward is by its terms, decided once",
        "DROP TRIGGER by_its_terms ON referrals_reward",
        f"{REFERRALS}a_reward_is_by_its_terms_and_decided_once",
    ),
    Guard(
        "no second level of referral",
        "DROP TRIGGER pays_its_two ON loyalty_posting",
        f"{REFERRALS}no_second_level_can_be_posted",
    ),
]
