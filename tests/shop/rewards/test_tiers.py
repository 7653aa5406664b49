"""L19, L35: what orders do to a member's tier, and a tier to their orders."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone, translation

from loyalty import merging as loyalty_merging
from loyalty import reading, reconciliation
from loyalty.tiers.reading import TierStanding, today
from shop.audit.models import Entry
from shop.books import orders as books
from shop.delivery.models import Band, Pickup
from shop.freshness.epochs import forget
from shop.identity import roles
from shop.orders.fulfilling import collecting, shipping
from shop.orders.paying import confirming
from shop.orders.placing.quotes import QuoteChanged
from shop.orders.undoing import cancelling
from shop.returns import taking_back
from shop.rewards import awarding, exchanging, perks, settlement, standing, tier_notices
from shop.rewards.desk import merging
from shop.rewards.models import PerkGiven
from tests.factories import (
    BERLIN,
    NOW,
    make_basket,
    make_colleague,
    make_country,
    make_member,
    make_order_desk,
    make_product,
    make_proposal,
    make_purchase,
    make_staff,
    make_zone,
    place,
)
from tests.hearing import let_all_hear, outbox
from tests.loyalty.tiers import ladder
from tests.servers import clock
from tests.shop.test_basket_queries import CONTACT
from tests.vouchers import make_choice

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
LATER = NOW + 2 * HOUR


@pytest.fixture(autouse=True)
def usual():
    forget("ladders")
    yield ladder(at=NOW - 800 * DAY)
    forget("ladders")


@pytest.fixture
def member():
    return make_member(confirmed_at=NOW)


def ordered(member, price, *, at=NOW, pieces=1, **said):
    goods = [(make_product(price), pieces)]
    return place(make_basket(goods, owner=member), at=at, **said)


def pay(order, *, at):
    confirming.mark_paid(number=order.number, actor=make_order_desk(), at=at)


def bought(member, price, *, at=NOW, pieces=1):
    order = ordered(member, price, at=at, pieces=pieces)
    pay(order, at=at + HOUR)
    let_all_hear()
    order.refresh_from_db()
    return order


def holds(member):
    found = TierStanding.objects.filter(pk=member.pk).first()
    return found and found.code


def in_order(at=LATER):
    return [
        *reconciliation.differences(),
        *books.differences(at=at),
        *standing.differences(at=at),
    ]


def refused(sql, error, match, keys=()):
    with (
        connection.cursor() as cursor,
        pytest.raises(error, match=match),
        transaction.atomic(),
    ):
        cursor.execute(sql, keys)


def test_up_at_once_when_it_is_paid(member):
    order = ordered(member, "120.00")
    let_all_hear()
    assert holds(member) is None

    pay(order, at=NOW + HOUR)
    let_all_hear()

    found = TierStanding.objects.get(pk=member.pk)
    assert (found.code, found.after) == ("blossom", "leaf")
    assert found.since == today(NOW)
    assert in_order() == []


def test_what_does_not_count(member):
    """L35: neither delivery nor what earns nothing; nor what others buy."""
    make_zone(["DE"], postcodes=["10115"], standard="50.00")
    bought(member, "99.99")
    bought(make_member(), "500.00")

    assert holds(member) == "leaf"
    assert in_order() == []


def test_a_return_takes_it_back(member):
    order = bought(member, "60.00", pieces=2)
    assert holds(member) == "blossom"
    desk = make_order_desk()
    shipping.mark_shipped(number=order.number, actor=desk, at=LATER)
    shipping.mark_delivered(number=order.number, actor=desk, at=LATER)

    taking_back.take_back(
        number=order.number,
        actor=desk,
        quantities={order.lines.get().pk: 1},
        reason="",
        restock=True,
        reference="one",
        received_at=NOW + 3 * HOUR,
    )
    let_all_hear()

    assert holds(member) == "leaf"
    assert in_order(NOW + 4 * HOUR) == []


def test_a_cancelled_order_was_never_bought(member):
    order = bought(member, "120.00")
    cancelling.cancel(
        number=order.number, actor=make_order_desk(), reason="Gone", cancelled_at=LATER
    )
    let_all_hear()

    assert holds(member) == "leaf"
    assert in_order(NOW + 3 * HOUR) == []


def test_down_at_night_when_its_year_is_over(member):
    bought(member, "120.00")
    last = TierStanding.objects.get(pk=member.pk).through

    standing.reckon_due(at=NOW + 365 * DAY)
    assert holds(member) == "blossom"
    # Time decides before the night does.
    after = NOW + 366 * DAY
    assert today(after) > last
    assert reading.balance(member=member, at=after).tier.code_on(today(after)) == "leaf"
    assert list(standing.differences(at=after)) == []

    standing.reckon_due(at=after)
    assert holds(member) == "leaf"
    assert list(standing.differences(at=after)) == []


def test_a_new_ladder_is_looked_at_by_all_on_its_first_day(member):
    """What is kept is reckoned anew when the ladder begins, not by orders alone."""
    bought(member, "80.00")
    before = ladder(
        [
            {"code": "leaf", "name_en": "Leaf", "name_zh_hans": "新叶", "threshold": 0},
            {"code": "blossom", "name_en": "B", "name_zh_hans": "花", "threshold": 50},
        ],
        at=NOW + 5 * DAY,
    )
    forget("ladders")
    assert before.number == 2
    standing.reckon_due(at=NOW + 5 * DAY)
    assert holds(member) == "leaf"

    standing.reckon_due(at=NOW + 6 * DAY)

    assert holds(member) == "blossom"
    assert list(standing.differences(at=NOW + 6 * DAY)) == []


def test_the_books_find_a_tier_that_orders_do_not_justify(member):
    """Sabotage: what somebody wrote past the use case, and could not take away."""
    bought(member, "320.00")
    assert holds(member) == "grove"
    TierStanding.objects.update(code="blossom")
    through = TierStanding.objects.get().through

    assert in_order() == [
        f"account {member.pk}: holds blossom since {today(NOW)} through {through}, "
        f"not grove since {today(NOW)} through {through}"
    ]
    refused("DELETE FROM loyalty_tierstanding", DatabaseError, "permission denied")


def test_the_tables_refuse_a_tier_that_nobody_paid_for(member):
    """Raw SQL as the application's role."""
    bought(member, "120.00")
    for code in ("grove", "nonsense"):
        refused(
            "UPDATE loyalty_tierstanding SET code = %s",
            IntegrityError,
            "has not bought",
            [code],
        )
    refused(
        "INSERT INTO loyalty_tierstanding VALUES (%s, 'blossom', '2026-01-01',"
        " '2027-01-01', 'leaf')",
        IntegrityError,
        "has not bought",
        [make_member().pk],
    )


def test_the_tables_refuse_to_lengthen_what_is_held(member):
    """Raw SQL as the application's role: the days and what comes after."""
    bought(member, "320.00")
    first_day = today(NOW - 800 * DAY)
    for said in (
        "through = '2099-01-01'",
        "through = through + 2",
        "after = 'grove'",
        "after = 'nonsense'",
        f"code = 'leaf', through = NULL, after = '', since = '{first_day}'::date - 2",
        "since = '2020-01-01'",
        "since = since - 2",
    ):
        refused(
            f"UPDATE loyalty_tierstanding SET {said}",  # noqa: S608  of this test
            IntegrityError,
            "cannot hold",
        )
    with connection.cursor() as cursor:
        cursor.execute("UPDATE loyalty_tierstanding SET after = 'blossom'")


@pytest.fixture
def tomorrow(owner_connection):
    """The clock of the tables shows the day after NOW."""
    owner_connection.execute(clock.shows(f"timestamptz '{NOW + DAY}'"))
    yield
    owner_connection.execute(clock.STOPPED)


def test_nothing_is_held_or_handed_out_from_a_day_to_come_on(member, tomorrow):
    bought(member, "320.00")
    desk = make_order_desk()

    refused(
        "UPDATE loyalty_tierstanding SET since = since + 5",
        IntegrityError,
        "cannot hold",
    )
    assert perks.due(member_id=member.pk, at=NOW + 2 * DAY)
    with pytest.raises(IntegrityError, match="is due"), transaction.atomic():
        PerkGiven.objects.create(
            member=member,
            tier="grove",
            begins=today(NOW),
            given_by=desk,
            given_at=NOW + 2 * DAY,
        )
    assert handed_out(member, at=NOW + DAY, desk=desk)


def test_an_order_earns_by_the_tier_it_was_placed_with(member):
    """L35: paid late, it earns by what its pages promised."""
    early = ordered(member, "40.00")
    bought(member, "120.00")
    late = ordered(member, "40.00", at=LATER)
    for order in (early, late):
        pay(order, at=NOW + 3 * HOUR)

    assert early.tier.code == "leaf"
    assert late.tier.code == "blossom"
    assert reading.accrued(member=member, reference=early.number).granted == 40
    assert reading.accrued(member=member, reference=late.number).granted == 50
    let_all_hear()
    assert in_order(NOW + 4 * HOUR) == []


def test_an_order_keeps_its_tier(member):
    order = bought(member, "120.00")
    same = type(order).objects.filter(pk=order.pk)
    with pytest.raises(IntegrityError, match="not placed with"), transaction.atomic():
        same.update(tier=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        same.update(tier_saved=5)


def test_points_of_another_tier_are_refused(member, usual):
    bought(member, "120.00")
    late = ordered(member, "40.00", at=LATER)
    grove = usual.tiers.get(code="grove").deciding()
    due = awarding.award_of(late)
    purchase, share = due.shares
    wrong = share._replace(version=grove.version, points=20, tier=grove)

    with pytest.raises(IntegrityError, match="another tier"), transaction.atomic():
        settlement._accrue(
            late,
            due._replace(shares=(purchase, wrong)),
            awarding.rule_of(late),
            NOW + 3 * HOUR,
        )


@pytest.fixture
def parcels():
    make_zone(["DE"], postcodes=["10115"], standard="4.90", express="9.90")


def by_parcel(member, price, *, at=LATER, code="standard", **said):
    return ordered(member, price, at=at, address=BERLIN, delivery_code=code, **said)


def test_free_delivery_is_in_total_and_order(member, parcels):
    bought(member, "120.00")

    order = by_parcel(member, "60.00")

    assert (order.shipping_incl_tax, order.shipping_excl_tax) == (0, 0)
    assert order.tier_saved == Decimal("4.90")
    assert order.total_incl_tax == Decimal("60.00")
    assert order.shipping_method.endswith(" (Blossom saves €4.90)")
    assert order.ordinary_delivery == 0
    below = by_parcel(member, "49.99")
    assert below.shipping_incl_tax == Decimal("4.90")
    assert below.tier_saved == 0


def test_whoever_chooses_a_dearer_way_pays_the_difference(member, parcels):
    bought(member, "120.00")

    order = by_parcel(member, "60.00", code="express")

    assert order.tier_saved == Decimal("4.90")
    assert order.shipping_incl_tax == Decimal("5.00")
    assert sum(one.gross for one in order.shipping_portions) == Decimal("5.00")
    assert sum(one.net + one.vat for one in order.shipping_portions) == Decimal("5.00")
    assert order.total_incl_tax == Decimal("65.00")
    assert order.ordinary_delivery == 0


def test_what_the_tier_gives_is_no_voucher_to_choose(member, parcels):
    make_choice(300, kind="delivery", at=NOW, min_basket=50)
    make_choice(300, at=NOW)

    def given():
        choices = exchanging.choices(member=member, at=LATER)
        return {each.choice.kind for each in choices if each.is_given_by_tier}

    assert given() == set()
    bought(member, "120.00")
    assert given() == {"delivery"}


def test_a_tier_lost_between_quote_and_order_asks_again(member, parcels):
    """Nothing is charged that nobody saw."""
    first = bought(member, "120.00")
    basket = make_basket([(make_product("60.00"), 1)], owner=member)
    seen = make_purchase(basket, at=LATER).quote
    cancelling.cancel(
        number=first.number, actor=make_order_desk(), reason="Gone", cancelled_at=LATER
    )
    let_all_hear()

    with pytest.raises(QuoteChanged) as asked:
        place(basket, at=LATER, quote=seen)

    assert [(one.what, one.after) for one in asked.value.changes] == [
        ("delivery", Decimal("4.90")),
        ("total", Decimal("64.90")),
    ]


def mails(kind):
    return [mail for mail in outbox() if mail.kind == kind]


def test_members_hear_of_their_tier_in_their_language(member):
    member.language = "zh-hans"
    member.save()
    bought(member, "320.00")

    (mail,) = mails("tier-reached")
    assert mail.language == "zh-hans"
    assert mail.context["tier"] == "林木"
    assert mail.context["perk"] == "一袋时令茶"


def test_a_notice_goes_out_before_a_tier_ends_and_once(member):
    bought(member, "120.00")
    through = TierStanding.objects.get(pk=member.pk).through
    ahead = NOW + 335 * DAY
    assert through - today(ahead) == 30 * DAY

    assert tier_notices.tell_what_ends(at=ahead - DAY) == 0
    tier_notices.tell_what_ends(at=ahead)
    tier_notices.tell_what_ends(at=ahead + DAY)

    (mail,) = mails("tier-ends")
    assert (mail.context["tier"], mail.context["after"]) == ("Blossom", "Leaf")
    assert mail.context["keeps"] == "100.00"


def test_who_buys_again_hears_of_no_end(member):
    bought(member, "120.00")
    bought(member, "150.00", at=NOW + 200 * DAY)

    assert tier_notices.tell_what_ends(at=NOW + 335 * DAY) == 0


@pytest.fixture
def blossom():
    """A member of Blossom, as pages ask by the clock."""
    somebody = make_member()
    bought(somebody, "120.00", at=timezone.now() - 3 * HOUR)
    return somebody


def test_pages_say_what_a_tier_adds(client, blossom):
    product = make_product("40.00")
    client.force_login(blossom)

    for language, said in (
        ("en", "10 points of them because you are Blossom"),
        ("zh-hans", "其中 10 积分因为您是花开"),
    ):
        with translation.override(language):
            shown = client.get(product.get_absolute_url(), follow=True)
        assert said in shown.content.decode()
        assert "+50" in shown.content.decode()
    client.post("/en/basket/add/", {"product_id": product.pk, "quantity": 1})
    basket = client.get("/en/basket/").content.decode()
    assert "10 points of them because you are Blossom" in basket
    client.logout()
    assert "+40" in client.get(product.get_absolute_url()).content.decode()


def test_lists_promise_what_the_page_promises(client, blossom):
    """In both languages, and for who comes after: cards are kept by their numbers."""
    make_product("40.00")
    for person, earned in ((blossom, "+50"), (make_member(), "+40"), (blossom, "+50")):
        client.force_login(person)
        for language in ("en", "zh-hans"):
            assert earned in client.get(f"/{language}/catalogue/").text
    client.logout()
    assert "+40" in client.get("/en/catalogue/").text


def test_the_basket_asks_for_no_more_than_the_tier_does(client, blossom):
    """Free from 200 for everybody, from 50 for Blossom."""
    make_zone(["DE"], postcodes=["10115"], standard="4.90")
    Band.objects.update(free_from="200.00")
    product = make_product("60.00")
    for person, said in (
        (make_member(), "€140.00 more, and this is free"),
        (blossom, "Free for this basket"),
    ):
        client.force_login(person)
        client.post("/en/basket/add/", {"product_id": product.pk, "quantity": 1})
        assert said in client.get("/en/basket/").text


def test_the_tiers_page_says_what_keeps_it_and_what_is_next(client, blossom):
    client.force_login(blossom)
    page = client.get("/en/points/tier/").content.decode()

    assert "€180.00 to Grove" in page
    assert "€120.00 of €300.00 within a year" in page
    assert "Goods for €100.00 more until then keep it for another year" in page
    assert "Blossom" in client.get("/en/account/").content.decode()
    for language in ("en", "zh-hans"):
        assert client.get(f"/{language}/points/tier/").status_code == 200


def test_a_newcomer_sees_the_first_tier(client, member):
    client.force_login(member)
    page = client.get("/en/points/tier/").content.decode()
    assert "€100.00 to Blossom" in page


def ready(order, desk, *, at):
    collecting.mark_ready(number=order.number, actor=desk, at=at)
    return Pickup.objects.get(order=order).code


def test_a_perk_is_handed_out_at_the_counter_once_a_year(member):
    desk = make_order_desk()
    bought(member, "320.00")

    for at, is_due in ((LATER, True), (LATER + DAY, False), (LATER + 370 * DAY, True)):
        order = ordered(member, "300.00", at=at, delivery_code="pickup")
        pay(order, at=at)
        let_all_hear()
        code = ready(order, desk, at=at)
        found = perks.due(member_id=member.pk, at=at)
        assert (found is not None) == is_due
        collecting.hand_over(
            code=code, money_taken=False, perk_given=True, actor=desk, at=at
        )

    assert PerkGiven.objects.filter(tier="grove").count() == 2
    assert Entry.objects.filter(action="tier.hand-out").count() == 2
    assert perks.due(member_id=make_member().pk, at=LATER) is None


def handed_out(somebody, *, at, desk):
    return perks.hand_out(member_id=somebody.pk, order="1", actor=desk, at=at)


def test_a_tier_that_begins_anew_brings_no_second_perk(member):
    """Returned and bought again: the year of the tier is another, the person is not."""
    desk, first = make_order_desk(), bought(member, "320.00")
    assert handed_out(member, at=LATER, desk=desk)
    cancelling.cancel(
        number=first.number, actor=desk, reason="Gone", cancelled_at=LATER + HOUR
    )
    let_all_hear()
    bought(member, "320.00", at=NOW + 3 * DAY)
    assert TierStanding.objects.get(pk=member.pk).since == today(NOW + 3 * DAY)

    assert perks.due(member_id=member.pk, at=NOW + 4 * DAY) is None
    assert handed_out(member, at=NOW + 363 * DAY, desk=desk) is None
    assert PerkGiven.objects.count() == 1


def merged_into(member, closing):
    """Close an account of the same person into this one."""
    proposal = loyalty_merging.propose_merge(
        closing=closing,
        surviving=member,
        reason="The same person",
        actor=make_staff("loyalty.merge_accounts"),
        proposed_at=LATER + HOUR,
    )
    merging.approve_merge(
        proposal_id=proposal.pk,
        actor=make_staff("loyalty.merge_accounts"),
        approved_at=LATER + HOUR,
    )


def test_what_a_merged_account_was_given_is_not_given_again(member):
    desk, other = make_order_desk(), make_member(at=NOW - 100 * DAY)
    order = bought(other, "320.00", at=NOW - 99 * DAY)
    for step in (shipping.mark_shipped, shipping.mark_delivered):
        step(number=order.number, actor=desk, at=NOW - 98 * DAY)
    assert handed_out(other, at=LATER, desk=desk)
    merged_into(member, other)
    assert holds(member) == "grove"

    for one in (member, other):
        assert perks.due(member_id=one.pk, at=LATER + 2 * HOUR) is None
    gives = (
        "INSERT INTO rewards_perkgiven (member_id, tier, begins, given_by_id, given_at)"
        " VALUES (%s, %s, %s, %s, %s)"
    )
    for row in (
        (member.pk, "grove", "2024-01-01", desk.pk, LATER + 2 * HOUR),
        (other.pk, "grove", "2024-01-02", desk.pk, LATER + 364 * DAY),
        (member.pk, "blossom", "2025-03-14", member.pk, LATER),
        (member.pk, "blossom", "2025-03-14", other.pk, LATER),
        (member.pk, "blossom", "2025-04-14", desk.pk, LATER),
        (member.pk, "nonsense", "2025-03-14", desk.pk, LATER),
        (make_member().pk, "blossom", "2025-03-14", desk.pk, LATER),
    ):
        refused(gives, IntegrityError, "nothing of .* is due", row)


def test_nobody_hands_out_to_themselves():
    desk = make_order_desk()
    assert handed_out(desk, at=LATER, desk=desk) is None
    enrolled = make_member()
    bought(enrolled, "320.00")
    assert handed_out(enrolled, at=LATER, desk=enrolled) is None
    assert handed_out(enrolled, at=LATER, desk=desk)


def test_staff_see_that_a_perk_is_due(client):
    now = timezone.now()
    somebody, desk = make_member(), make_order_desk()
    bought(somebody, "320.00", at=now - 3 * HOUR)
    order = ordered(somebody, "20.00", at=now, delivery_code="pickup")
    pay(order, at=now)
    code = ready(order, desk, at=now)
    client.force_login(make_colleague(roles.ORDER_DESK))

    page = client.get(f"/en/staff/pickup/?code={code}").content.decode()
    assert "For a member of Grove, handed out as well: A bag of tea" in page
    client.post("/en/staff/pickup/hand-over/", {"code": code, "perk_given": "on"})
    assert PerkGiven.objects.filter(member=somebody).exists()


def test_staff_see_a_members_tier_and_why(client, blossom):
    client.force_login(make_colleague(roles.LOYALTY_DESK))
    page = client.get(f"/en/staff/members/{blossom.pk}/").content.decode()
    assert 'data-mark="rose">Blossom' in page
    assert "Missing to Grove" in page
    assert "€180.00" in page


def at_the_review(client, product, *, delivery="standard"):
    """Go from the shelf to the page with the button; return both pages."""
    make_country("DE")
    client.post("/en/basket/add/", {"product_id": product.pk, "quantity": 1})
    ways = client.get("/en/checkout/")
    sent = CONTACT | {"delivery": delivery, "saved": "new"}
    return ways, client.get(client.post("/en/checkout/", sent).url)


def press(client, review):
    named = {
        name: re.search(rf'name="{name}" value="([^"]+)"', review.text)[1]
        for name in ("quote", "decided")
    }
    return client.post("/en/checkout/place/", {"payment": "bank-transfer", **named})


@pytest.mark.parametrize(
    ("delivery", "cost"), [("standard", "0.00"), ("express", "5.00")]
)
def test_pages_and_placing_agree_on_what_delivery_costs(
    client, blossom, parcels, delivery, cost
):
    client.force_login(blossom)
    _ways, review = at_the_review(client, make_product("60.00"), delivery=delivery)
    assert "Blossom saves €4.90" in review.text
    shown = review.context["totals"]

    press(client, review)

    order = blossom.orders.latest("pk")
    assert shown.delivery == order.shipping_incl_tax == Decimal(cost)
    assert shown.total == order.total_incl_tax == Decimal("60.00") + Decimal(cost)
    pay(order, at=timezone.now())
    (invoice,) = order.documents.all()
    assert invoice.total == order.total_incl_tax
    assert "Blossom saves" in client.get(f"/en/account/orders/{order.number}/").text


def test_the_ways_of_delivery_cost_what_the_tier_leaves(client, blossom, parcels):
    client.force_login(blossom)
    at_the_review(client, make_product("60.00"))
    ways = client.get("/en/checkout/")

    charges = {
        way.method.code: charge for way, charge in ways.context["choices"].charges
    }
    assert charges["standard"] == 0
    assert charges["express"] == Decimal("5.00")


def test_the_button_asks_again_when_the_tier_is_lost(client, blossom, parcels):
    client.force_login(blossom)
    _ways, review = at_the_review(client, make_product("60.00"))
    first = blossom.orders.get()
    cancelling.cancel(
        number=first.number,
        actor=make_order_desk(),
        reason="Gone",
        cancelled_at=timezone.now(),
    )
    let_all_hear()

    asked = press(client, review)

    assert asked.status_code == 409
    assert "Delivery now costs €4.90 instead of €0.00." in asked.text
    assert blossom.orders.count() == 1


def test_what_was_bought_by_an_account_that_was_merged_counts(member):
    proposal = make_proposal(member, at=NOW - 100 * DAY)
    other = proposal.closing.member
    order = bought(other, "120.00", at=NOW - 99 * DAY)
    desk = make_order_desk()
    for step in (shipping.mark_shipped, shipping.mark_delivered):
        step(number=order.number, actor=desk, at=NOW - 98 * DAY)
    merging.approve_merge(
        proposal_id=proposal.pk,
        actor=make_staff("loyalty.merge_accounts"),
        approved_at=NOW,
    )

    assert holds(member) == "blossom"
    assert in_order() == []
