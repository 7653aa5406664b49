"""Campaigns at the staff's desk: written, tried, decided on, by people who read."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from loyalty.campaigns.reading import (
    CampaignVersion,
    budget_if_approved,
    standing_of,
    stands,
)
from shop.freshness.epochs import forget
from shop.identity import roles
from shop.rewards.desk import campaigning, meeting, trying
from shop.staff.campaigns.goods_finding import Goods
from shop.staff.campaigns.sentence_words import sentence
from shop.staff.shell.approving import campaigns_for
from tests.factories import (
    make_basket,
    make_category,
    make_colleague,
    make_member,
    make_product,
    make_staff,
    place,
)
from tests.loyalty.tiers import ladder
from tests.shop.staff.filling import errors
from tests.shop.staff.forms import a_campaign, says

NEW = "staff:new-campaign"


@pytest.fixture
def desk(client, staff_with):
    """A browser in which somebody of the loyalty desk is signed in."""
    client.person = staff_with(roles.LOYALTY_DESK)
    client.force_login(client.person)
    return client


@pytest.fixture
def tea(db):
    return make_product("10.00", categories=("tea",), title="Sencha")


def drafted(person=None, **fields):
    now = timezone.now()
    return campaigning.draft_campaign(
        actor=person or make_staff("loyalty.draft_campaign"),
        drafted_at=now,
        **says(starts_at=now - timedelta(days=1)) | fields,
    )


def approved(**fields):
    version, now = drafted(**fields), timezone.now()
    campaigning.submit_campaign(version=version, actor=version.author, submitted_at=now)
    campaigning.approve_campaign(
        version=version, actor=make_staff("loyalty.approve_campaign"), approved_at=now
    )
    return version


def newest(version):
    return standing_of(campaign_id=version.campaign_id, at=timezone.now())[0]


def url(name, version):
    return reverse(f"staff:{name}", args=[version.campaign_id])


def test_a_campaign_goes_from_a_sentence_to_running(desk, staff_with, client):
    sent = desk.post(reverse(NEW), a_campaign(starts_at="2026-01-01T00:00"))
    (stand,) = stands(at=timezone.now())
    assert sent.url == url("campaign", stand.version)
    assert stand.version.labels == []
    assert stand.version.budget == 10_000

    seen = {"version": "1"}
    assert desk.post(url("submit-campaign", stand.version), seen).status_code == 302
    page = desk.get(sent.url)
    assert "In review" in page.text
    assert "Approve</button>" not in page.text

    client.force_login(staff_with(roles.MANAGER))
    page = client.get(sent.url)
    assert "Approve</button>" in page.text
    assert client.post(url("approve-campaign", stand.version), seen).status_code == 302
    page = client.get(sent.url)
    assert "Running" in page.text
    assert "10,000 of 10,000 left" in page.text

    reason = seen | {"end-reason": "Sold out"}
    assert client.post(url("end-campaign", stand.version), reason).status_code == 302
    assert "Sold out" in client.get(sent.url).text


def test_whoever_wrote_it_is_told_that_somebody_else_decides(client, manager):
    client.force_login(manager)
    version = drafted(manager)
    seen = {"version": "1"}
    assert "Nobody else may approve it" in client.get(url("campaign", version)).text
    client.post(url("submit-campaign", version), seen)
    other = make_colleague(roles.MANAGER)
    shown = client.get(url("campaign", version)).text
    assert f"Who may approve it: {other.email}." in shown
    assert (campaigns_for(other), campaigns_for(manager)) == (1, 0)

    refused = client.post(url("approve-campaign", version), seen)
    assert refused.status_code == 409
    assert "somebody else has to approve it" in refused.text
    nothing = client.post(url("turn-campaign-down", version), seen)
    assert nothing.status_code == 422
    assert newest(version).state == "in-review"


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("rate", "0", "must be more than 0"),
        ("ends_at", "2029-01-01T00:00", "over before it begins"),
        ("until_hour", "0", "not one of the available choices"),
        ("budget", "0", "greater than or equal to 1"),
        ("name_zh_hans", " ", "required"),
        ("products", "NO-SUCH-THING", "NO-SUCH-THING"),
    ],
)
def test_what_is_wrong_stands_next_to_its_field_and_nothing_is_lost(
    desk, field, typed, said
):
    page = desk.post(reverse(NEW), a_campaign(group="mine") | {field: typed})
    assert page.status_code == 422
    (text,) = errors(page)[field]
    assert said in text
    assert page.context["form"]["group"].value() == "mine"
    assert not CampaignVersion.objects.exists()


def test_all_that_is_wrong_is_said_at_once(desk):
    wrong = {"rate": "1", "amount": "multiplier", "name_en": "", "max_per_member": "5"}
    page = desk.post(reverse(NEW), a_campaign(**wrong))
    assert set(errors(page)) == {"rate", "name_en", "max_per_month"}
    assert "what everybody has anyway" in errors(page)["rate"][0]


def test_a_stale_form_says_what_the_other_changed_and_keeps_what_was_typed(desk):
    version = drafted()
    campaigning.revise_campaign(
        based_on=version,
        actor=version.author,
        drafted_at=timezone.now(),
        rate=Decimal(5),
    )
    mine = a_campaign(based_on="1", rate="3")
    page = desk.post(url("change-campaign", version), mine)

    assert page.status_code == 409
    assert version.author.email in page.text
    (rate,) = [one for one in page.context["meanwhile"] if one.label == "How much"]
    assert (rate.before, rate.after) == ("2", "5")
    form = page.context["form"]
    assert form["rate"].value() == "3"

    again = mine | {"based_on": form["based_on"].value()}
    assert desk.post(url("change-campaign", version), again).status_code == 302
    assert (newest(version).version.number, newest(version).version.rate) == (3, 3)


def test_a_version_that_was_not_seen_is_not_decided_on(desk):
    version = drafted(desk.person)
    campaigning.revise_campaign(
        based_on=version, actor=desk.person, drafted_at=timezone.now(), rate=Decimal(9)
    )
    refused = desk.post(url("submit-campaign", version), {"version": "1"})
    assert refused.status_code == 409
    assert "another version meanwhile" in refused.text


def test_it_is_tried_on_a_basket_and_nothing_is_written(desk, tea):
    number = tea.stockrecords.get().partner_sku
    tried = {"try": "1", "labels": ["tea"], "basket-product-1": number}
    page = desk.post(reverse(NEW), a_campaign(**tried, **{"basket-pieces-1": "3"}))
    assert page.status_code == 200
    trial = page.context["on_basket"].trial
    assert (trial.without.points, trial.together.points) == (30, 90)
    assert set(page.context["on_basket"].why_then) == {"en", "zh-hans"}
    assert "“Tea week” adds 60 points" in page.text
    assert "“茶周”" in page.text
    assert not CampaignVersion.objects.exists()


def test_the_latest_orders_are_looked_at_with_few_questions(
    shopper, tea, django_assert_max_num_queries
):
    """What a member gets at most counts over these orders together."""
    now = timezone.now()
    other = make_product("7.00", categories=("coffee",))
    for product in (tea, other, tea):
        place(make_basket([(product, 1)], owner=shopper), at=now)
    version = drafted(labels=["tea"], max_per_month=30)

    with django_assert_max_num_queries(3):
        found = trying.on_latest_orders(version=version, now=now)
    assert (found.looked_at, found.hit, found.points, found.most) == (3, 2, 30, 20)
    assert found.by_rule == 27


def test_only_a_first_order_gets_a_welcome(tea):
    now = timezone.now()
    for orders in (2, 1):
        member = make_member(0, at=now)
        for _order in range(orders):
            place(make_basket([(tea, 1)], owner=member), at=timezone.now())
    version = drafted(first_order_only=True, amount="fixed", rate=Decimal(50))
    found = trying.on_latest_orders(version=version, now=now)
    assert (found.looked_at, found.hit, found.points) == (3, 2, 100)


def test_campaigns_that_meet_are_named(db):
    drinks = make_category("drinks")
    make_category("green-tea", parent=drinks)
    make_category("books")
    above = approved(labels=["drinks"])
    approved(labels=["books"])
    same_group = approved(labels=["books"], group="one")
    approved(labels=["drinks"], starts_at=timezone.now() + timedelta(days=90))
    tried = drafted(
        labels=["green-tea"], group="one", ends_at=timezone.now() + timedelta(days=9)
    )
    found = meeting.beside(version=tried, now=timezone.now())
    assert [(one.campaign.campaign, one.is_of_group) for one in found] == [
        (same_group.campaign_id, True),
        (above.campaign_id, False),
    ]


def test_goods_are_named_by_number_or_title_and_variants_come_along(desk, tea):
    number = tea.stockrecords.get().partner_sku
    for typed in (number.lower(), "sencha"):
        desk.post(reverse(NEW), a_campaign(products=typed))
        assert CampaignVersion.objects.latest("pk").products == [tea.pk]


def test_a_sentence_is_read_out_in_both_languages(tea):
    version = drafted(labels=["tea"], max_per_month=500, budget=9000)
    said = sentence(version, goods=Goods())
    assert said.startswith(
        "When an order is paid, and it contains something of Tea, "
        "give 2 points for each €1.00 of it, at most 500 points per member and month"
    )
    with translation.override("zh-hans"):
        said = sentence(version, goods=Goods())
    assert said.startswith("订单付款后，")
    assert said.endswith("。")


def test_200_campaigns_are_listed_with_as_many_questions_as_two(
    desk, django_assert_max_num_queries
):
    author = make_staff("loyalty.draft_campaign")
    for number in range(200):
        drafted(author, name_en=f"Week {number}", budget=100)
    with django_assert_max_num_queries(9):
        page = desk.get(reverse("staff:campaigns"))
    assert "Week 199" in page.text
    assert 'class="chip-count">200<' in page.text


def test_an_empty_list_says_what_a_campaign_is(desk):
    page = desk.get(reverse("staff:campaigns"))
    assert "You write one sentence" in page.text
    assert reverse(NEW) in page.text
    for start in desk.get(reverse(NEW)).context["starts"]:
        form = desk.get(reverse(NEW), {"start": start.code}).context["form"]
        assert form.initial["from_hour"] == 0


def test_the_bonus_on_slow_goods_names_what_nobody_bought(desk, shopper, tea):
    lying = make_product("5.00", title="Vase")
    place(make_basket([(tea, 1)], owner=shopper), at=timezone.now())
    form = desk.get(reverse(NEW), {"start": "slow-stock"}).context["form"]
    assert form.initial["products"] == lying.stockrecords.get().partner_sku


def test_an_ended_campaign_is_only_duplicated(client, manager):
    """Whatever was drafted beside the version that ran."""
    client.force_login(manager)
    version = approved()
    campaigning.revise_campaign(
        based_on=version, actor=manager, drafted_at=timezone.now(), rate=Decimal(5)
    )
    ending = {"version": "2", "end-reason": "Sold out"}
    assert client.post(url("end-campaign", version), ending).status_code == 302

    page = client.get(url("campaign", version))
    assert page.context["stand"].state == "ended"
    assert "Sold out" in page.text
    assert "Duplicate</button>" in page.text
    assert url("change-campaign", version) not in page.text
    assert "Ask for its review" not in page.text
    listed = client.get(reverse("staff:campaigns"), {"state": "ended"})
    assert url("campaign", version) in listed.text
    assert "without end" not in listed.text

    typed = a_campaign(based_on="2", rate="3")
    for refused in (
        client.get(url("change-campaign", version)),
        client.post(url("change-campaign", version), typed),
        client.post(url("submit-campaign", version), {"version": "2"}),
    ):
        assert refused.status_code == 409
        assert "cannot be begun again" in refused.text
    assert newest(version).version.number == 2


def typed_in(form):
    """What a browser sends of a form that nobody touched."""
    sent = {}
    for field in form:
        value = field.value()
        if field.name in ("starts_at", "ends_at") and value:
            value = value.strftime("%Y-%m-%dT%H:%M")
        if value is not None and value is not False:
            sent[field.name] = value
    return sent


def test_a_form_that_nobody_touched_writes_no_version(desk, tea):
    """Seconds stay where the minute does, and goods in any order are the same."""
    make_category("books")
    begins = timezone.now().replace(second=37, microsecond=5)
    version = drafted(
        starts_at=begins,
        ends_at=begins + timedelta(days=3),
        labels=["tea", "books"],
        min_basket=Decimal(10),
    )
    page = desk.get(url("change-campaign", version))
    sent = typed_in(page.context["form"])

    same = desk.post(url("change-campaign", version), sent, follow=True)
    assert "Nothing was changed" in same.text
    assert newest(version).version.number == 1

    desk.post(url("change-campaign", version), sent | {"rate": "3"})
    later = newest(version).version
    assert (later.number, later.rate) == (2, 3)
    assert (later.starts_at, later.ends_at) == (version.starts_at, version.ends_at)


def test_a_trial_gives_no_more_than_the_budget_has_left(desk, shopper, tea):
    for _order in range(3):
        place(make_basket([(tea, 1)], owner=shopper), at=timezone.now())
    version = approved(labels=["tea"], budget=50)
    found = trying.on_latest_orders(version=version, now=timezone.now())
    assert (found.hit, found.points) == (2, 40)

    basket = {"basket-product-1": tea.stockrecords.get().partner_sku}
    page = desk.get(url("campaign", version), basket | {"basket-pieces-1": "3"})
    trial = page.context["on_basket"].trial
    assert (trial.without.points, trial.together.points) == (30, 30)
    assert trial.is_spent
    assert "Its budget has 50 points left" in page.text
    page = desk.get(url("campaign", version), basket | {"basket-pieces-1": "2"})
    assert page.context["on_basket"].trial.together.points == 60


def test_a_later_version_is_tried_on_what_the_budget_would_have(tea):
    version = approved(labels=["tea"], budget=50)
    more = campaigning.revise_campaign(
        based_on=version, actor=version.author, drafted_at=timezone.now(), budget=80
    )
    assert budget_if_approved(version=more) == 80
    assert budget_if_approved(version=drafted(budget=7)) == 7
    assert budget_if_approved(version=drafted()) is None


def test_one_group_is_one_group_however_it_is_typed(desk):
    """Compared, kept and offered by its folded word."""
    desk.post(reverse(NEW), a_campaign(group="Tea  WEEKS"))
    assert CampaignVersion.objects.get().group == "tea weeks"
    page = desk.get(reverse(NEW), {"start": "empty"})
    assert page.context["groups"] == ["tea weeks"]
    assert '<option value="tea weeks">' in page.text
    assert 'list="groups"' in page.text

    other = approved(group="Ｗeeks", labels=["nowhere"])
    tried = drafted(group="weeks")
    # As it was kept before groups were folded.
    tried.group = "WEEKS"
    (found,) = meeting.beside(version=tried, now=timezone.now())
    assert (found.campaign.campaign, found.is_of_group) == (other.campaign_id, True)


@pytest.mark.parametrize("length", [8, 80])
def test_nobody_reviews_what_is_still_named_as_a_copy(desk, length):
    version = drafted(name_en="T" * length, name_zh_hans="茶" * length)
    desk.post(url("duplicate-campaign", version), {"version": "1"})
    copy = CampaignVersion.objects.latest("pk")
    assert copy.name_en.endswith("T (copy)")
    assert copy.name_zh_hans.endswith("茶（副本）")

    refused = desk.post(url("submit-campaign", copy), {"version": "1"})
    assert refused.status_code == 409
    assert "names of its own" in refused.text
    half = campaigning.revise_campaign(
        based_on=copy, actor=desk.person, drafted_at=timezone.now(), name_en="Tea"
    )
    refused = desk.post(url("submit-campaign", half), {"version": "2"})
    assert refused.status_code == 409
    named = campaigning.revise_campaign(
        based_on=half, actor=desk.person, drafted_at=timezone.now(), name_zh_hans="茶"
    )
    sent = desk.post(url("submit-campaign", named), {"version": "3"})
    assert sent.status_code == 302


def test_a_campaign_for_members_of_a_tier(desk, tea):
    """In the editor, its sentence, its trial, and what has changed."""
    forget("ladders")
    ladder(at=timezone.now() - timedelta(days=3))
    sent = desk.post(
        reverse(NEW), a_campaign(starts_at="2026-01-01T00:00", tiers=["grove"])
    )
    (stand,) = stands(at=timezone.now())
    assert stand.version.tiers == ["grove"]
    page = desk.get(sent.url).content.decode()
    assert "and its buyer is a member of Grove" in page

    asked = {"basket-product-1": "Sencha", "basket-pieces-1": "1"}
    for tier, points in (("grove", "35"), ("blossom", "12"), ("", "10")):
        tried = desk.get(sent.url, asked | {"basket-tier": tier}).content.decode()
        assert f"<dt>Points with the campaign</dt><dd>{points}</dd>" in tried
    with translation.override("zh-hans"):
        assert "购买者是林木会员" in sentence(stand.version, goods=Goods(()))
    forget("ladders")
