"""Vouchers from points at the desk: what is exchanged for what, and cancelling."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from loyalty import reading
from loyalty.models import VoucherChoice
from shop.audit.models import Entry
from shop.forks.basket.models import Basket
from shop.identity import roles
from shop.outbox.delivering import _mail
from shop.rewards import exchanging
from shop.staff.today.today_figures import days
from tests.factories import make_basket, make_member, make_product, place
from tests.hearing import outbox
from tests.shop.staff.conftest import make_staff_in
from tests.vouchers import a_choice, make_choice, make_own_voucher

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    client.force_login(make_staff_in(roles.MANAGER))
    return client


def text(page):
    return page.content.decode()


def test_a_choice_is_published_as_a_sentence(desk):
    page = desk.post(reverse("staff:new-voucher-choice"), a_choice(), follow=True)

    assert (
        "For 500 points a member gets €5.00 off on goods of €20.00 or more, "
        "to use within 90 days, at most 2 in 30 days."
    ) in text(page)
    assert Entry.objects.get(action="voucher.offer").after["points"] == 500


def test_the_sentence_is_chinese_where_the_page_is(desk):
    """A date is no price that goods start at."""
    with override("zh-hans"):
        page = text(desk.get(reverse("staff:new-voucher-choice")))

    assert "自" in page
    assert "返回" in page
    assert "起价" not in page
    assert "不调整" not in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"points": "0"},
        {"days": "0"},
        {"kind": "cash"},
        {"min_basket": "-1"},
        {"first": "2020-01-01"},
        {"last": "2020-01-01"},
        {"min_basket": "NaN"},
    ],
)
def test_what_makes_no_sense_is_told_and_not_published(desk, wrong):
    page = desk.post(reverse("staff:new-voucher-choice"), a_choice(**wrong))

    assert page.status_code == 422
    assert not VoucherChoice.objects.exists()


def test_another_version_takes_its_place_and_is_withdrawn(desk):
    choice = make_choice()
    address = reverse("staff:voucher-choice", args=[choice.pk])
    assert 'value="500"' in text(desk.get(address))

    desk.post(address, a_choice(points="600"))
    [newer] = reading.choices_at(at=timezone.now())
    assert (newer.series, newer.points) == (choice.series, 600)
    desk.post(reverse("staff:withdraw-voucher-choice", args=[newer.pk]))

    assert reading.choices_at(at=timezone.now()) == []


def test_vouchers_are_found_by_code_by_address_and_by_state(desk):
    voucher, other = make_own_voucher(), make_own_voucher()
    address = reverse("staff:vouchers")

    def found(**asked):
        rows = desk.get(address, asked).context["list"].page.object_list
        return {(row.account_id, row.version) for row in rows}

    one, two = (voucher.account_id, voucher.version), (other.account_id, other.version)
    assert found() == {one, two}
    assert found(text=voucher.shown_code.lower()) == {one}
    assert found(text=other.account.member.email[:12]) == {two}
    assert found(state="running") == {one, two}
    assert not found(state="used")


def test_the_desk_sees_no_whole_code(desk):
    """Whoever works here has no use for what only its member can use."""
    voucher = make_own_voucher()
    pages = [
        desk.get(reverse("staff:vouchers")),
        desk.get(reverse("staff:voucher", args=[voucher.account_id, voucher.version])),
        desk.get(reverse("staff:member", args=[voucher.account_id])),
    ]
    for page in pages:
        assert voucher.code not in text(page).replace("-", "")
    assert "€5.00 off" in text(pages[2])


def test_it_is_cancelled_with_a_reason_and_the_member_is_told(desk):
    voucher = make_own_voucher()
    member = voucher.account.member
    address = reverse("staff:voucher", args=[member.pk, voucher.version])
    assert desk.post(address, {"reason": " "}).status_code == 422

    page = desk.post(address, {"reason": "Lost phone"}, follow=True)

    assert "500 points are back with the member" in text(page)
    entry = Entry.objects.get(action="voucher.cancel")
    assert (entry.reason, entry.after["points"]) == ("Lost phone", 500)
    assert reading.balance(member=member, at=timezone.now()).spendable == 500
    assert "500 points" in _mail(outbox().get(kind="voucher-cancelled")).body
    assert desk.post(address, {"reason": "Again"}).status_code == 409
    assert Entry.objects.filter(action="voucher.cancel").count() == 1
    assert "Lost phone" in text(desk.get(address))


def test_an_order_says_what_a_voucher_took_off(desk):
    """As such and not as an offer; and Today counts its points."""
    now = timezone.now()
    member = make_member(500, at=now)
    basket = make_basket([(make_product("20.00"), 1)], owner=member)
    voucher = make_own_voucher(member)
    Basket.objects.filter(pk=basket.pk).update(voucher_requested=voucher.version)
    order = place(Basket.objects.get(pk=basket.pk), at=now)

    page = text(desk.get(reverse("staff:order", args=[order.number])))
    assert '<th scope="row">Voucher from points</th>' in page
    assert '−€5.00<br><span class="small">Voucher from points</span>' in page
    assert days(at=timezone.now())[-1].points == 500


def test_what_is_over_is_cancelled_no_more(desk):
    voucher = make_own_voucher(at=timezone.now() - timedelta(hours=1))
    exchanging.give_back(
        member=voucher.account.member, voucher=voucher, at=timezone.now()
    )
    address = reverse("staff:voucher", args=[voucher.account_id, voucher.version])

    assert desk.post(address, {"reason": "Late"}).status_code == 409
