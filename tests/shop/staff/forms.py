"""For every address of the staff's pages: what it works on, and a valid form."""

from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from shop.audit.models import Entry
from shop.books import digesting
from shop.catalogue import changing, shelves
from shop.catalogue.changing import Change
from shop.catalogue.facts import facts_of
from shop.delivery import carriers, points
from shop.delivery.changing import fingerprint
from shop.delivery.models import Method, Pickup, Zone
from shop.forks.order.models import Order
from shop.identity import roles
from shop.missions import deciding
from shop.orders.fulfilling import collecting, shipping
from shop.orders.paying import confirming
from shop.orders.undoing import cancelling, returning
from shop.outbox.models import Message
from shop.payments.models import PaymentAttempt, Reconciliation, Refund
from shop.referrals import rewarding, terms
from shop.returns.seen import seen
from shop.rewards import freezing
from shop.rewards.desk import campaigning, laddering
from shop.rewards.desk.adjusting import propose_adjustment
from shop.search import missing, synonyms
from shop.staff.goods.seen import token
from tests.factories import (
    make_basket,
    make_carrier,
    make_category,
    make_country,
    make_mark,
    make_member,
    make_point,
    make_product,
    make_proposal,
    make_rate,
    make_staff,
    make_variant,
    place,
)
from tests.hearing import outbox
from tests.loyalty.tiers import USUAL
from tests.missions import LOOK_IN
from tests.referrals import bring, deliver_to, make_referrer, open_invitations
from tests.second_factors import with_an_app
from tests.shop.returns.conftest import ask
from tests.shop.staff.conftest import make_staff_in
from tests.shop.staff.filling import a_carrier, a_point, a_zone
from tests.vouchers import a_choice, make_own_voucher

COLOUR = ("Colour", "颜色"), ("Forest", "松绿")


def a_synonym(manager, word="bickies"):
    """One, and a search that found nothing besides."""
    missing.note(words="hovercraft", day=timezone.localdate())
    return synonyms.add(
        words=[word],
        means=["biscuits"],
        is_mutual=False,
        actor=manager,
        added_at=timezone.now(),
    )


def forms_for(delivered, shopper, manager):
    """Something for every address to work on."""
    now = timezone.now()
    make_country("FR")
    product = make_product("9.90")

    def ordered(*steps, **purchase):
        basket = make_basket([(product, 1)], owner=shopper)
        order = place(basket, at=now, **purchase)
        for step in steps:
            step(number=order.number, actor=manager, at=now)
        return [order.number]

    counter = make_point()
    at_counter = {"delivery_code": "pickup", "pickup_point": counter.pk}
    (ready,) = ordered(confirming.mark_paid, collecting.mark_ready, **at_counter)
    shipped = ordered(confirming.mark_paid, shipping.mark_shipped)
    cancelled = ordered(confirming.mark_paid)
    cancelling.cancel(
        number=cancelled[0], actor=manager, reason="", cancelled_at=timezone.now()
    )
    failed = outbox().latest("pk")
    coming = make_rate("DE", 20, valid_from=timezone.localdate() + timedelta(days=60))
    Message.objects.filter(pk=failed.pk).update(state=Message.State.FAILED)
    line = delivered.lines.get()
    everywhere, standard = Zone.objects.first(), Method.objects.get(code="standard")
    asked = ask(delivered, 1, at=now)
    another, proposed = make_member(40, at=now), make_proposal(shopper, at=now)
    wished = propose_adjustment(
        member=shopper,
        points=5000,
        reason="A lost parcel",
        reference="wished",
        actor=make_staff("loyalty.adjust_points"),
        proposed_at=now,
    )
    waiting = ordered()
    voucher = make_own_voucher(at=now)
    to_pay = Order.objects.get(number=waiting[0]).total_incl_tax
    return {
        "order": (cancelled, {}),
        "document": ([delivered.number, delivered.documents.get().name], {}),
        "mark-paid": (waiting, {"amount": str(to_pay), "reference": "Statement 12"}),
        "mark-shipped": (ordered(confirming.mark_paid), {}),
        "parcel": (
            shipped,
            {"carrier": make_carrier().pk, "tracking_number": "RR123456785DE"},
        ),
        "mark-ready": (ordered(confirming.mark_paid, **at_counter), {}),
        "hand-over": ([], {"code": Pickup.objects.get(order__number=ready).code}),
        "mark-delivered": (shipped, {}),
        "cancel": (ordered(), {"reason": "Ordered twice"}),
        "delivery-note": ([delivered.number], {}),
        "goodwill": (
            [delivered.number],
            {"money": "0.50", "reason": "A dent", "reference": "G1"},
        ),
        "take-back": (
            [delivered.number],
            {
                f"line-{line.pk}": "1",
                "reason": "Chipped",
                "reference": "r1",
                "seen": seen_settlement(delivered, line),
            },
        ),
        "return": ([asked.number], {}),
        "receive-return": (
            [asked.number],
            {
                f"received-{asked.lines.get().pk}": "1",
                "turn": "1",
                "seen": seen_settlement(delivered, line),
            },
        ),
        "hand-in-return": ([asked.number], {}),
        "close-return": ([asked.number], {"words": "Nothing came"}),
        "correct-stock": (
            [product.stockrecords.get().pk],
            {"counted": "7777", "seen": f"{in_stock(product)}", "reason": "Counted"},
        ),
        **goods_forms(manager, now),
        "new-synonym": ([], {"words": "cookies", "means": "biscuits"}),
        "synonym": ([a_synonym(manager).pk], {"words": "bikkies", "means": "饼干"}),
        "remove-synonym": ([a_synonym(manager, "sweeties").pk], {}),
        "settle-difference": ([], a_difference(now)),
        "send-back": ([wrong_money(ordered).pk], {}),
        "pay-out": ([], {"reference": f"cancel:{cancelled[0]}"}),
        "send-again": ([], {"reference": refused_refund(ordered, manager)}),
        "member": ([shopper.pk], {}),
        "reset-second-factor": (
            [with_an_app(make_staff_in(roles.ACCOUNTANT)).pk],
            {"reason": "A new phone, seen at the counter"},
        ),
        "postings-file": ([shopper.pk], {}),
        "adjust": (
            [shopper.pk],
            {"direction": "add", "points": "5", "reason": "Thanks", "reference": "r"},
        ),
        "extend": (
            [shopper.pk],
            {
                "lots": "1",
                "until": timezone.localdate() + timedelta(days=500),
                "reason": "Illness",
                "reference": "r",
            },
        ),
        "lift-freeze": ([frozen(now).pk], {"reason": "Spoke to them on the phone"}),
        "propose-merge": (
            [another.pk],
            {"email": shopper.email, "reason": "One person"},
        ),
        "adjustments": ([], {}),
        "adjustments-file": ([], {}),
        "approve-adjustment": ([wished.pk], {}),
        "decline-adjustment": ([wished.pk], {}),
        "merge": ([proposed.pk], {}),
        "approve-merge": ([proposed.pk], {}),
        "withdraw-merge": ([proposed.pk], {}),
        "publish-rule": ([], a_rule()),
        "referral": (
            [waiting_referral(manager, at=now).pk],
            {"reason": "Sisters", "decision": "approve"},
        ),
        "referral-terms": ([], some_terms()),
        "new-voucher-choice": ([], a_choice()),
        "voucher-choice": ([voucher.choice_id], a_choice(points="600")),
        "withdraw-voucher-choice": ([voucher.choice_id], {}),
        "voucher": (
            [voucher.account_id, voucher.version],
            {"reason": "Lost phone"},
        ),
        "new-zone": ([], a_zone(name_en="France", countries=["FR"], seen="new")),
        "zone": ([everywhere.pk], a_zone(seen=fingerprint(everywhere))),
        "remove-zone": ([everywhere.pk], {"seen": fingerprint(everywhere)}),
        "new-point": ([], a_point(seen="new")),
        "point": ([counter.pk], a_point(seen=points.fingerprint(counter))),
        "new-method": ([], a_method(seen="new")),
        "method": ([standard.pk], a_method(seen=fingerprint(standard))),
        "new-carrier": ([], a_carrier(name="Sparrow", seen="new")),
        "carrier": (
            [make_carrier().pk],
            a_carrier(seen=carriers.fingerprint(make_carrier())),
        ),
        "new-rate": (
            [],
            {
                "country": "DE",
                "category": "reduced",
                "percent": "8",
                "valid_from": timezone.localdate() + timedelta(days=90),
            },
        ),
        "remove-rate": ([coming.pk], {}),
        "new-tax-category": ([], {"name_en": "Books", "percent": "5"}),
        "net-content": (
            [],
            {
                "sku": product.stockrecords.get().partner_sku,
                "quantity": "50",
                "unit": "g",
            },
        ),
        "text": (["imprint"], {"body_en": "# Who we are", "body_zh-hans": "我们"}),
        **of_campaigns(at=now),
        **of_missions(at=now),
        **of_ladders(at=now),
        "retry": ([failed.pk], {}),
        "digest": ([digesting.write(at=now).name], {}),
    }


def goods_forms(manager, now):
    """A product of each kind of page, with what its page showed."""
    alone, pot, lonely = make_product(), make_product(), make_product()
    variant, option = make_variant(pot), make_mark(lonely, *COLOUR).value_option
    changing.change(
        changes=[
            Change(product_id=alone.pk, seen={"sku": number}, wanted={"sku": "A-1"})
            for number in alone.stockrecords.values_list("partner_sku", flat=True)
        ],
        actor=manager,
        changed_at=now,
    )
    done = Entry.objects.get(subject=f"product:{alone.pk}")
    facts, few = facts_of(alone), facts_of(variant, ("price", "in_stock", "sku"))
    texts = {name: said for name, said in facts.items() if isinstance(said, str)}
    tea, cups = make_category("tea"), make_category("cups")
    shelf = shelves.facts_of(tea)
    words = {name: said for name, said in shelf.items() if isinstance(said, str)}
    numbers = {name: facts[name] for name in ("weight_g", "max_points_share")}
    row = {f"{variant.pk}-{name}": said for name, said in few.items()}
    return {
        "new-product": (
            [],
            {"kind": alone.product_class_id, "title_en": "Teapot"},
        ),
        "product": (
            [alone.pk],
            texts | numbers | {"seen": token({alone.pk: facts}), "title_en": "Mug"},
        ),
        "product-variants": (
            [pot.pk],
            row | {"seen": token({variant.pk: few}), f"{variant.pk}-price": "7"},
        ),
        "add-variants": ([lonely.pk], {"colour": [option.pk]}),
        "preview-product": ([alone.pk], {}),
        "duplicate-product": ([alone.pk], {}),
        "undo-product": ([alone.pk, done.pk], {}),
        "remove-product": ([lonely.pk], {}),
        "new-category": (
            [],
            {
                "name_en": "Jam",
                "tint": "oat",
                "seen": token({0: shelves.facts_of(None)}),
            },
        ),
        "category": (
            [tea.pk],
            words | {"seen": token({tea.pk: shelf}), "name_en": "A"},
        ),
        "move-category": ([cups.pk], {"step": "up"}),
        "remove-category": ([cups.pk], {}),
    }


def of_campaigns(*, at):
    """One for each address, written by somebody who is in no role of the table."""
    desk = make_staff("loyalty.draft_campaign", "loyalty.approve_campaign")
    seen = {"version": "1"}

    def written(*steps):
        version = campaigning.draft_campaign(
            actor=desk, drafted_at=at, **says(starts_at=at)
        )
        for step in steps:
            step(version)
        return [version.campaign_id]

    def submitted(version):
        campaigning.submit_campaign(version=version, actor=desk, submitted_at=at)

    def approved(version):
        campaigning.approve_campaign(
            version=version,
            actor=make_staff("loyalty.approve_campaign"),
            approved_at=at,
        )

    in_review = written(submitted)
    return {
        "new-campaign": ([], a_campaign()),
        "campaign": (written(submitted, approved), {}),
        "change-campaign": (written(), a_campaign(based_on="1", rate="3")),
        "submit-campaign": (written(), seen),
        "approve-campaign": (in_review, seen),
        "turn-campaign-down": (in_review, seen | {"down-reason": "Too much"}),
        "end-campaign": (written(submitted, approved), seen | {"end-reason": "Over"}),
        "duplicate-campaign": (in_review, seen),
    }


def of_missions(*, at):
    """One for each address, written by somebody who is in no role of the table."""
    desk = make_staff("loyalty.draft_mission", "loyalty.approve_mission")
    seen = {"version": "1"}

    def written(*steps):
        version = deciding.draft_mission(
            actor=desk, drafted_at=at, **LOOK_IN | {"starts_at": at}
        )
        for step in steps:
            step(version)
        return [version.mission_id]

    def submitted(version):
        deciding.submit_mission(version=version, actor=desk, submitted_at=at)

    def approved(version):
        deciding.approve_mission(
            version=version,
            actor=make_staff("loyalty.approve_mission"),
            approved_at=at,
        )

    in_review = written(submitted)
    return {
        "new-mission": ([], a_mission()),
        "mission": (written(submitted, approved), {}),
        "change-mission": (written(), a_mission(based_on="1", budget="900")),
        "submit-mission": (written(), seen),
        "approve-mission": (in_review, seen),
        "turn-mission-down": (in_review, seen | {"down-reason": "Too much"}),
        "end-mission": (written(submitted, approved), seen | {"end-reason": "Over"}),
    }


def a_mission(**changes):
    """A mission as the form sends it."""
    return {
        "name_en": "Look in",
        "name_zh_hans": "常来看看",
        "audience": "everybody",
        "starts_at": "2026-01-01T10:00",
        "bonus": "0",
        "budget": "1000",
        "looks_back": "0",
        "step1-kind": "check-in",
        "step1-goal": "1",
        "step1-times": "3",
        "step1-points": "5",
        "step1-opens_after": "0",
        "step1-answer": "0",
    } | changes


def of_ladders(*, at):
    """One that is a draft, and one that waits, by somebody who is in no role."""
    desk = make_staff("loyalty.draft_ladder", "loyalty.approve_ladder")
    starts_on = at.date() + timedelta(days=9)
    first = laddering.draft_ladder(
        actor=desk, drafted_at=at, starts_on=starts_on, tiers=USUAL
    )
    laddering.submit_ladder(ladder=first, actor=desk, submitted_at=at)
    laddering.draft_ladder(
        actor=desk, drafted_at=at, starts_on=starts_on, tiers=USUAL[:2], based_on=1
    )
    return {
        "new-ladder": ([], a_ladder(based_on="2")),
        "ladder": ([1], {}),
        "submit-ladder": ([2], {}),
        "approve-ladder": ([1], {}),
        "turn-ladder-down": ([1], {"down-reason": "Too steep"}),
    }


def a_ladder(**changes):
    """Its steps, as they are typed in."""
    return {
        "starts_on": "2030-01-07",
        "based_on": "0",
        "form-TOTAL_FORMS": "2",
        "form-INITIAL_FORMS": "0",
        "form-0-name_en": "Leaf",
        "form-0-name_zh_hans": "新叶",
        "form-0-threshold": "0",
        "form-0-mark": "green",
        "form-1-name_en": "Grove",
        "form-1-name_zh_hans": "林木",
        "form-1-threshold": "250",
        "form-1-multiplier": "1.5",
        "form-1-mark": "gold",
    } | changes


def says(**changes):
    """What a campaign says, as the domain takes it."""
    return {
        "name_en": "Tea week",
        "name_zh_hans": "茶周",
        "amount": "per-unit",
        "rate": Decimal(2),
    } | changes


def a_campaign(**changes):
    """The sentence of one, as it is typed in."""
    return {
        "name_en": "Tea week",
        "name_zh_hans": "茶周",
        "rate": "2",
        "amount": "per-unit",
        "starts_at": "2030-01-07T00:00",
        "ends_at": "2030-01-14T00:00",
        "max_per_month": "500",
        "budget": "10000",
        "from_hour": "0",
        "until_hour": "24",
        "based_on": "",
    } | changes


def waiting_referral(desk, *, at):
    """The friend of a referral that looks like one person behind two accounts."""
    long_ago = at - timedelta(days=60)
    open_invitations(at=long_ago)
    referrer = make_referrer(at=long_ago)
    friend = bring(referrer, at=long_ago, known=[referrer.pk])
    deliver_to(friend, at=long_ago, desk=desk)
    rewarding.reward_due(at=at)
    return friend


def some_terms(**changes):
    return {
        "is_open": "on",
        "referrer_points": "250",
        "friend_points": "250",
        "most_per_year": "5",
        "smallest_order": "15.00",
        "based_on": str(terms.current().version),
    } | changes


def frozen(now):
    """A member who cannot use the points."""
    member = make_member(at=now)
    freezing.lock_points(member=member, locked_at=now)
    return member


def a_difference(now):
    """Something that a payment service knows and no order does."""
    named = {
        "provider": "stripe",
        "what": "money-without-order",
        "subject": "cs_test_1",
    }
    found = named | {"order": "", "amount": "1.00 EUR"}
    Reconciliation.objects.update_or_create(
        provider="stripe", defaults={"checked_at": now, "differences": [found]}
    )
    return named | {"reason": "Sent back on the page of the service"}


def wrong_money(ordered):
    """An attempt with which other money came than was agreed."""
    (number,) = ordered()
    order = Order.objects.get(number=number)
    return PaymentAttempt.objects.create(
        order=order,
        provider="stripe",
        key="wrong",
        currency="EUR",
        amount=order.total_incl_tax,
        received=1,
        state="wrong",
        created_at=order.date_placed,
        expires_at=order.date_placed,
    )


def refused_refund(ordered, manager):
    """The reference of a refund that the payment service has refused."""
    (number,) = ordered(confirming.mark_paid)
    cancelling.cancel(
        number=number, actor=manager, reason="", cancelled_at=timezone.now()
    )
    refund = Refund.objects.get(reference=f"cancel:{number}")
    refund.state = Refund.State.FAILED
    refund.save()
    return refund.reference


def in_stock(product):
    return product.stockrecords.get().num_in_stock


def seen_settlement(order, line):
    return seen(returning.preview(order=order, quantities={line.pk: 1}))


def a_rule(**changes):
    return {
        "points_per_unit": "2.00",
        "rounding": "down",
        "return_window_days": "14",
        "expiry_profile": "rolling",
        "expiry_months": "12",
        "law": "",
        "grace_days": "30",
        "points_per_unit_of_discount": "100",
        "min_points_per_order": "100",
        "max_points_per_order": "",
        "max_share_percent": "100",
        "based_on": "1",
    } | changes


def a_method(**fields):
    return {"name_en": "By bicycle", "description_en": "", "position": "3"} | fields
