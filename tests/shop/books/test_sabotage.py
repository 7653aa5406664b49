"""F33, F35, F37: what is corrupted is named, a sound shop is not.

Each row changes one thing as nobody may, with all triggers and keys disabled.
"""

from contextlib import contextmanager
from urllib.parse import unquote, urlsplit

import pytest
from django.db import connection, connections, transaction
from django.test import override_settings

from shop.books.examining import pieces
from shop.embedded.postgres import SUPERUSER
from shop.operations import health, standing
from tests.conftest import GROUND
from tests.factories import NOW
from tests.hearing import let_all_hear
from tests.payment_services import entry
from tests.servers import clock
from tests.servers.live import switched_to
from tests.shop.books.world import HOUR, make_world

DELIVERED = "(SELECT min(id) FROM order_order WHERE status = 'delivered')"
INVITED = "(SELECT order_id FROM referrals_reward WHERE state = 'given')"
# A posting that the ledger's own door would write, under whatever name.
ACCRUE = (
    "SELECT ledger.accrue({{member}}, 500, '{0}', now(), '{1}', NULL,"
    " now() + interval '1 year', false, NULL)"
)
# As who may announce a gift would, under whatever name.
ANNOUNCE = (
    "INSERT INTO audit_entry (actor_id, action, subject, before, after, reason,"
    " recorded_at, written_at) SELECT {0}, 'points.grant', 'gift:grant:s1', '{{{{}}}}',"
    ' \'{{{{"reference": "grant:s1", "points": 500}}}}\', \'\', now(), now()'
    " FROM audit_entry WHERE action = 'points.grant' LIMIT 1"
)
# The same as an order's: it names a rule.
EARN = ACCRUE.replace("false, NULL)", "false, 1)")
GIFT = '{{{{"code": "{0}", "params": {{{{"source": "x"}}}}}}}}'

SABOTAGE = {
    # Stock
    "a record forgets what it promised": (
        "UPDATE partner_stockrecord SET num_allocated = 0 WHERE num_allocated > 0",
        "promised 0, orders wait for 2",
    ),
    "nothing is promised any more": (
        "UPDATE partner_stockrecord SET num_allocated = 0;"
        "UPDATE order_line SET num_allocated = 0 WHERE num_allocated > 0",
        "0 of 2 pieces promised",
    ),
    "a sent line waits for pieces": (
        "UPDATE order_line SET num_allocated = 1 WHERE order_id = {delivered}",
        "1 of 2 pieces promised",
    ),
    # Money in
    "a payment is gone": (
        "DELETE FROM payments_payment WHERE order_id = {delivered}",
        "no payment says what it owes",
    ),
    "a payment owes less than its order": (
        "UPDATE payments_payment SET amount = 1, captured = 1, refunded = 0"
        " WHERE order_id = {delivered}",
        "its payment says 1.00",
    ),
    "a paid order has no money": (
        "UPDATE payments_payment SET captured = 0, refunded = 0"
        " WHERE order_id = {delivered}",
        "paid, but 0.00 captured",
    ),
    "an order that waits has money": (
        "UPDATE payments_payment SET captured = amount, captured_at = now()"
        " WHERE captured = 0",
        "not paid, but",
    ),
    "the attempt that paid is gone": (
        "DELETE FROM payments_paymentattempt WHERE state = 'paid'",
        "captured, nobody says from where",
    ),
    "the attempt that paid never did": (
        "UPDATE payments_paymentattempt SET state = 'expired' WHERE state = 'paid'",
        "captured, nobody says from where",
    ),
    "less came than is captured": (
        "UPDATE payments_paymentattempt SET received = 1 WHERE state = 'paid'",
        "1.00 came with",
    ),
    "nobody marked it paid": (
        "DELETE FROM audit_entry WHERE action = 'order.mark-paid'"
        " AND subject = 'order:' ||"
        " (SELECT number FROM order_order WHERE id = {delivered})",
        "captured, nobody says from where",
    ),
    "wrong money is gone": (
        "DELETE FROM payments_paymentattempt WHERE state = 'wrong'",
        "pi_wrong is in the log, but did not come",
    ),
    # Money out
    "a refund is gone, and nobody counts it": (
        "DELETE FROM payments_refund WHERE reference = 'return:R1';"
        "UPDATE payments_payment SET refunded = 2 WHERE refunded > 2"
        " AND order_id = {delivered}",
        "for return:R1, refunded not",
    ),
    "the refund of a cancelled order is gone": (
        "DELETE FROM payments_refund WHERE reference LIKE 'cancel:%'",
        "refunded not",
    ),
    "late money does not go back": (
        "DELETE FROM payments_refund WHERE reference LIKE 'late:%';"
        "UPDATE payments_paymentattempt SET refunded = 0 WHERE state = 'late'",
        "refunded not",
    ),
    "more goes back than was promised": (
        "UPDATE payments_payment SET refunded = refunded + 1 WHERE captured > refunded",
        "refunds come to",
    ),
    "a refund is smaller": (
        "UPDATE payments_refund SET amount = 1 WHERE reference = 'goodwill:G1'",
        "2.00 for goodwill:G1, refunded 1.00",
    ),
    "a refund for nothing": (
        "UPDATE payments_refund SET reference = 'return:R9'"
        " WHERE reference = 'return:R1'",
        "goes back for nothing",
    ),
    "a refund was paid out by nobody": (
        "UPDATE payments_refund SET state = 'succeeded', paid_out_at = now()"
        " WHERE reference = 'return:R1'",
        "paid out, nobody says how",
    ),
    "a refund can be paid out again": (
        "UPDATE payments_refund SET state = 'promised', paid_out_at = NULL"
        " WHERE state = 'succeeded'",
        "was paid out, says the log",
    ),
    "what the service sent waits to be sent": (
        "INSERT INTO audit_entry (action, subject, before, after, reason, recorded_at)"
        " SELECT 'refund.sent', subject, '{{}}',"
        ' \'{{"reference": "return:R1", "sent_as": "re_1"}}\', \'\', now()'
        " FROM audit_entry WHERE action = 'order.take-back'",
        "return:R1 was sent as re_1, says the log",
    ),
    "a credit note without its refund's return": (
        "DELETE FROM orders_returnedline; DELETE FROM orders_return",
        "order.take-back R1 is in the log, but was not done",
    ),
    "less is sent than is owed": (
        "UPDATE payments_refund SET elsewhere = 1"
        " WHERE reference = (SELECT min(reference) FROM payments_refund"
        " WHERE attempt_id IS NOT NULL)",
        "is said to have gone before, the service says 0",
    ),
    # Points
    "points from nowhere": (
        ACCRUE.format("gift", GIFT.format("welcome")),
        "accrual gift of 500 points comes from nothing",
    ),
    "more points than the occasion gave": (
        ACCRUE.format("grant:anniversary-2", GIFT.format("granted")),
        "accrual grant:anniversary-2 of 500 points comes from nothing",
    ),
    "a gift that names no giver": (
        ANNOUNCE.format("actor_id")
        + ";"
        + ACCRUE.format("grant:s1", GIFT.format("granted")),
        "accrual grant:s1 of 500 points comes from nothing",
    ),
    "a gift that nobody announced by name": (
        ANNOUNCE.format("NULL")
        + "; SELECT pg_sleep(0.001);"
        + ACCRUE.format("grant:s1", GIFT.format("granted")),
        "accrual grant:s1 of 500 points comes from nothing",
    ),
    "a gift that another announced": (
        "UPDATE audit_entry SET actor_id = {member}"
        " WHERE subject = 'gift:grant:anniversary'",
        "accrual grant:anniversary of 25 points comes from nothing",
    ),
    "points of an unknown scheme": (
        ACCRUE.format("import:abc:1", GIFT.format("balance-imported")),
        "accrual import:abc:1 of 500 points comes from nothing",
    ),
    "points of an order without a rule": (
        ACCRUE.format("X-1", GIFT.format("order-earned")),
        "accrual X-1 of 500 points comes from nothing",
    ),
    "points that say nothing": (
        EARN.format("gift", GIFT.format("welcome")),
        "accrual gift of 500 points comes from nothing",
    ),
    "points of an order that there is not": (
        EARN.format("X-2", GIFT.format("order-earned")),
        "order X-2, an accrual on account",
    ),
    "a gift taken back like goods": (
        "SELECT ledger.revoke(account_id, reference, 5, 'back', now(),"
        ' \'{{"code": "welcome", "params": {{}}}}\')'
        " FROM loyalty_posting WHERE reference = 'grant:anniversary' LIMIT 1",
        "order grant:anniversary, a revocation on account",
    ),
    "points for an invitation that was none": (
        ACCRUE.format("referral:99999", GIFT.format("referrer")),
        "accrual referral:99999 of 500 points comes from nothing",
    ),
    "a second level of an invitation": (
        "SELECT ledger.accrue({member}, 300, 'referral:' || referral_id, now(),"
        ' \'{{"code": "referrer", "params": {{}}}}\', NULL,'
        " now() + interval '1 year', false, NULL)"
        " FROM referrals_reward WHERE state = 'given'",
        "of 300 points comes from nothing",
    ),
    "the reward of an invitation is gone": (
        "DELETE FROM referrals_reward WHERE state = 'given'",
        "of 200 points comes from nothing",
    ),
    "points for a mission that nobody was in": (
        ACCRUE.format("mission:99:1:1", GIFT.format("mission")),
        "accrual mission:99:1:1 of 500 points comes from nothing",
    ),
    "the reward of a mission is gone": (
        "DELETE FROM loyalty_missionreward WHERE points = 15",
        "of 15 points comes from nothing",
    ),
    "more for a mission than it gives": (
        "UPDATE loyalty_missionreward SET points = 900 WHERE points = 15",
        "stored 900, rebuilt 15",
    ),
    "a mission that gives more than it said": (
        "UPDATE loyalty_missionstep SET points = 900 WHERE points = 15",
        "stored 15, rebuilt 900",
    ),
    "a mission with more to give than it has": (
        "UPDATE loyalty_missionbudget SET points = 1000",
        "stored 1000, rebuilt 980",
    ),
    "more promised by a mission": (
        "UPDATE loyalty_missionpart SET promised = 21",
        "stored 21, rebuilt 20",
    ),
    "days that were no row": (
        "UPDATE loyalty_missiondeed SET day = day - 2, happened_at = happened_at"
        " - interval '2 days' WHERE reference = (SELECT min(reference)"
        " FROM loyalty_missiondeed WHERE kind = 'check-in')",
        ":1:1 was not due",
    ),
    "a check-in on another day": (
        "UPDATE loyalty_missiondeed SET day = day + 1 WHERE kind = 'check-in'",
        "check-in:2025-03-09 is of 2025-03-10",
    ),
    "an order of a mission that was somebody else's": (
        "UPDATE order_order SET user_id = {member} WHERE number IN (SELECT"
        " split_part(reference, ':', 2) FROM loyalty_missiondeed)",
        "is no kept order of theirs",
    ),
    "a mission that nobody approved": (
        "DELETE FROM audit_entry WHERE action = 'mission.approve'",
        "mission.approve of version 1 is not in the log",
    ),
    "more for an invitation than was posted": (
        "UPDATE referrals_reward SET referrer_points = 900 WHERE state = 'given'",
        "of 900 points was not posted",
    ),
    "an invitation beyond its terms": (
        "UPDATE referrals_reward SET friend_points = 900 WHERE state = 'given'",
        "is not by its terms",
    ),
    "an invitation for somebody else's order": (
        "UPDATE order_order SET user_id = {member}"
        " WHERE id IN (SELECT order_id FROM referrals_reward)",
        "is not by its terms",
    ),
    "an invitation rewarded before its order was kept": (
        "UPDATE referrals_reward SET found_at = found_at - interval '20 days'"
        " WHERE state = 'given'",
        "was given before its order was kept",
    ),
    "an invitation for too small an order": (
        "UPDATE order_line SET line_price_incl_tax = 5 WHERE order_id IN {invited}",
        "is for an order of 5.00",
    ),
    "an invitation for an order that had gone back": (
        "UPDATE orders_returnedline SET quantity = 1,"
        " line_id = (SELECT min(id) FROM order_line WHERE order_id IN {invited})"
        " WHERE id = (SELECT min(id) FROM orders_returnedline)",
        "is for an order that went back",
    ),
    "an invitation for an order from before it": (
        "UPDATE order_order SET date_placed = date_placed - interval '1 day'"
        " WHERE id IN {invited}",
        "is for an order from before it",
    ),
    "more invitations rewarded than a year allows": (
        "UPDATE referrals_terms SET most_per_year = 0",
        "1 referrals rewarded in 2025",
    ),
    "an invitation by terms of later": (
        "UPDATE referrals_terms SET published_at = now() WHERE version > 1",
        "is by terms of later",
    ),
    "nobody declined an invitation": (
        "DELETE FROM audit_entry WHERE action = 'referral.decline'",
        "was decided by nobody in the log",
    ),
    "an invitation that was declined waits": (
        "UPDATE referrals_reward SET state = 'waiting', decided_by_id = NULL,"
        " decided_at = NULL, reason = '' WHERE state = 'declined'",
        "referral.decline is in the log, but was not done",
    ),
    "terms of invitations that nobody published": (
        "DELETE FROM audit_entry WHERE action = 'referral.publish-terms'",
        "terms of invitations 2: are not in the log",
    ),
    "a correction that nobody logged": (
        "DELETE FROM audit_entry WHERE action = 'points.adjust'",
        "adjustment staff:A1 of 70 points is not in the log",
    ),
    "a correction under another's name": (
        "UPDATE audit_entry SET actor_id = actor_id + 1 WHERE action = 'points.adjust'",
        "adjustment staff:A1 of 70 points is not in the log",
    ),
    "a proposed correction that nobody logged": (
        "DELETE FROM audit_entry WHERE action = 'points.propose'",
        "proposed adjustment 1 is not in the log",
    ),
    "a refusal that nobody logged": (
        "DELETE FROM audit_entry WHERE action = 'points.decline'",
        "proposed adjustment 1 is not in the log",
    ),
    "a correction of more than was proposed": (
        "UPDATE loyalty_proposedadjustment SET points = 20",
        "is not what was posted",
    ),
    "a correction that its proposer approved": (
        "UPDATE loyalty_proposedadjustment SET proposed_by_id = p.actor_id"
        " FROM loyalty_posting p WHERE p.reference = 'staff:W2'",
        "is not what was posted",
    ),
    "a correction that two people are said to have agreed to": (
        "UPDATE loyalty_proposedadjustment SET posting_version = NULL",
        "points.adjust is in the log, but was not done",
    ),
    "a date that nobody moved": (
        "DELETE FROM audit_entry WHERE action = 'points.extend'",
        "extension staff:X1:1 of 0 points is not in the log",
    ),
    "a gift that nobody announced": (
        "DELETE FROM audit_entry WHERE subject = 'gift:grant:anniversary'",
        "accrual grant:anniversary of 25 points comes from nothing",
    ),
    "a logged correction that was not made": (
        "INSERT INTO audit_entry (actor_id, action, subject, before, after, reason,"
        " recorded_at) SELECT actor_id, action, subject, before,"
        ' after || \'{{"reference": "A7"}}\', reason, recorded_at FROM audit_entry'
        " WHERE after ->> 'reference' = 'A1'",
        "points.adjust A7 is in the log, but was not posted",
    ),
    "a merge without its proposal": (
        "DELETE FROM loyalty_mergeproposal WHERE withdrawn_at IS NULL",
        "without a proposal",
    ),
    "a merge that nobody approved": (
        "DELETE FROM audit_entry WHERE action = 'merge.approve'",
        "without a proposal",
    ),
    "a proposal that nobody made": (
        "DELETE FROM audit_entry WHERE action = 'merge.propose'",
        "is not in the log",
    ),
    "a rule that nobody published": (
        "DELETE FROM audit_entry WHERE action = 'points.publish-rule'",
        "rule 2: is not in the log",
    ),
    "a rule for days that are over": (
        "ALTER TABLE loyalty_rule DROP CONSTRAINT loyalty_rule_not_for_the_past;"
        "UPDATE loyalty_rule SET starts_at = published_at - interval '400 days'"
        " WHERE version = 2",
        "rule 2: published on",
    ),
    "a posting recorded before it happened": (
        "UPDATE loyalty_posting SET occurred_at = recorded_at + interval '10 years'"
        " WHERE account_id = {member} AND version = 1; {running}",
        "time (version 1)",
    ),
    "a posting at no time": (
        "ALTER TABLE loyalty_posting DROP CONSTRAINT occurred_at_is_a_day;"
        "UPDATE loyalty_posting SET occurred_at = 'infinity'"
        " WHERE account_id = {member} AND version = 1",
        "time (version 1)",
    ),
    # What was done and told
    "a step that nobody logged": (
        "DELETE FROM audit_entry WHERE action = 'order.mark-shipped'",
        "order.mark-shipped is not in the log",
    ),
    "a logged step that was not taken": (
        "UPDATE order_order SET delivered_at = NULL WHERE id = {delivered}",
        "order.mark-delivered is in the log, but was not done",
    ),
    "a mail that was never sent": (
        "DELETE FROM outbox_message WHERE kind = 'order-paid'",
        "the mail order-paid:",
    ),
    "nobody was told of what came back": (
        "DELETE FROM outbox_message WHERE kind = 'pieces-taken-back'",
        "the mail pieces-taken-back:R1 is gone",
    ),
}

APP = "fairpoints_app"
GUARDS = {
    "a right too many": (
        f"GRANT DELETE ON audit_entry TO {APP}",
        "table audit_entry: DELETE, INSERT, SELECT allowed instead of",
    ),
    "a right for everybody": (
        "GRANT UPDATE ON loyalty_posting TO PUBLIC",
        "table loyalty_posting: SELECT, UPDATE allowed",
    ),
    "a right to a column": (
        f"GRANT UPDATE (available) ON loyalty_account TO {APP}",
        "table loyalty_account: available can be changed",
    ),
    "a right to add a column": (
        f"GRANT INSERT (reason) ON loyalty_merge TO {APP}",
        "table loyalty_merge: reason can be added",
    ),
    "a right by way of another role": (
        f"CREATE ROLE clerk; GRANT DELETE ON audit_entry TO clerk;GRANT clerk TO {APP}",
        f"role {APP}: may act as clerk",
    ),
    "a right for another role": (
        "CREATE ROLE other; GRANT UPDATE ON loyalty_lot TO other",
        "table loyalty_lot: UPDATE given to other",
    ),
    "a right that is missing": (
        f"REVOKE INSERT ON order_order FROM {APP}",
        "table order_order: DELETE, SELECT, UPDATE allowed instead of",
    ),
    "the owner's own place": (
        f"GRANT fairpoints_owner TO {APP} WITH INHERIT FALSE",
        f"role {APP}: may act as fairpoints_owner",
    ),
    "a superuser": (f"ALTER ROLE {APP} SUPERUSER", f"role {APP}: may superuser"),
    "a place to make things": (
        f"GRANT CREATE ON SCHEMA public TO {APP}",
        "may create in public",
    ),
    "a search path of the role": (
        f"ALTER ROLE {APP} SET search_path = evil, public",
        "may begin with search_path=evil, public",
    ),
    "a table of somebody else": (
        "CREATE ROLE someone; ALTER TABLE audit_entry OWNER TO someone",
        "table audit_entry: belongs to someone",
    ),
    "a trigger that is gone": (
        "DROP TRIGGER append_only ON loyalty_posting",
        "trigger append_only of loyalty_posting: is missing",
    ),
    "a trigger that sleeps": (
        "ALTER TABLE audit_entry DISABLE TRIGGER append_only",
        "trigger append_only of audit_entry: is disabled",
    ),
    "a trigger that never fires": (
        "CREATE OR REPLACE TRIGGER never_shorter BEFORE UPDATE OF expires_at"
        " ON loyalty_lot FOR EACH ROW"
        " EXECUTE FUNCTION suppress_redundant_updates_trigger()",
        "trigger never_shorter of loyalty_lot: is another one",
    ),
    "a trigger too many": (
        "CREATE TRIGGER mine BEFORE INSERT ON payments_refund FOR EACH ROW"
        " EXECUTE FUNCTION suppress_redundant_updates_trigger()",
        "trigger mine of payments_refund: is of nobody's making",
    ),
    "a rule that does nothing instead": (
        "CREATE RULE quiet AS ON DELETE TO audit_entry DO INSTEAD NOTHING",
        "table audit_entry: rule quiet acts on it",
    ),
    "a trigger's function that lets pass": (
        "CREATE OR REPLACE FUNCTION loyalty_is_append_only() RETURNS trigger"
        " LANGUAGE plpgsql SET search_path = public, pg_temp"
        " AS 'BEGIN RETURN NULL; END'",
        "function loyalty_is_append_only(): does not do what the code says",
    ),
    "a guard that goes by the writer's names": (
        "ALTER FUNCTION shop_entry_is_signed() RESET search_path",
        "function shop_entry_is_signed(): runs as anybody with",
    ),
    "a guard of the ledger that goes by the writer's names": (
        "ALTER FUNCTION loyalty_may_write(bigint, text, timestamptz)"
        " SET search_path = pg_temp, public",
        "runs as anybody with search_path=pg_temp, public",
    ),
    "a door that runs as its caller": (
        "ALTER FUNCTION ledger.freeze SECURITY INVOKER",
        "runs as anybody",
    ),
    "a door that reads other names": (
        "ALTER FUNCTION ledger.freeze SET search_path = evil, public",
        "runs as its owner with search_path=evil, public",
    ),
    "a door of somebody else": (
        "CREATE ROLE another; ALTER FUNCTION ledger.freeze OWNER TO another",
        "belongs to another",
    ),
    "a step that is open": (
        f"GRANT EXECUTE ON FUNCTION ledger._lock TO {APP}",
        "open to the shop",
    ),
    "a door that is gone": ("DROP FUNCTION ledger.freeze", "ledger.freeze: is missing"),
    "a door too many": (
        "CREATE FUNCTION public.give() RETURNS void LANGUAGE sql SECURITY DEFINER"
        " AS 'UPDATE loyalty_account SET available = 9'",
        "function give(): runs as its owner",
    ),
    "a word that takes anything": (
        "ALTER DOMAIN ledger.moment_or_none DROP CONSTRAINT not_in_the_future",
        "word ledger.moment_or_none: refuses something else",
    ),
    "a check that is gone": (
        "ALTER TABLE loyalty_movement DROP CONSTRAINT loyalty_movement_allowed",
        "constraint loyalty_movement_allowed of loyalty_movement: is missing",
    ),
    "a check of the shop that is gone": (
        "ALTER TABLE payments_payment"
        " DROP CONSTRAINT payment_refunded_at_most_captured",
        "constraint payment_refunded_at_most_captured of payments_payment: is missing",
    ),
}


@contextmanager
def as_superuser():
    """Let Django work as one whom no trigger stops."""
    default = connections.settings["default"]
    usual = {name: default[name] for name in ("USER", "PASSWORD")}
    known = urlsplit(GROUND.urls[SUPERUSER])
    connections.close_all()
    default |= {"USER": known.username, "PASSWORD": unquote(known.password)}
    try:
        yield
    finally:
        connections.close_all()
        default |= usual


@pytest.fixture(scope="module")
def world(django_db_blocker):
    name = f"{GROUND.database}_sabotage"
    GROUND.create(name)
    try:
        with django_db_blocker.unblock():
            with (
                switched_to(NAME=name),
                override_settings(PAYMENT_PROVIDERS={"stripe": entry()}),
            ):
                made = make_world()
                let_all_hear()
            with switched_to(NAME=name), as_superuser():
                yield made
    finally:
        GROUND.drop(name)


def found() -> list[str]:
    return [said for piece in pieces(at=NOW + HOUR) for said in piece.differences]


def test_a_sound_shop_is_named_by_nothing(world):
    assert "\n".join(found()) == ""


@pytest.mark.parametrize("what", SABOTAGE)
def test_each_corruption_is_named(world, what):
    sql, named = SABOTAGE[what]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            sql.format(
                member=world.member,
                delivered=DELIVERED,
                invited=INVITED,
                running=clock.RUNNING,
            )
        )
        assert cursor.rowcount  # of the first statement, -1 for a change of a table
        said = found()
        transaction.set_rollback(True)

    assert [each for each in said if named in each]


@pytest.mark.parametrize("what", GUARDS)
def test_each_guard_that_is_gone_is_named(world, what):
    """F32: whatever a restore, or a careless hand, has left."""
    sql, named = GUARDS[what]
    with transaction.atomic():
        connection.cursor().execute(sql)
        said = standing.differences()
        told = health._ask_guards()
        transaction.set_rollback(True)

    assert [each for each in said if named in each], said
    assert told == health.OK if "does not do" in named else health.DIFFER
