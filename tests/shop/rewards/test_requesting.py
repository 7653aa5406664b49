"""A member says how many points to use; a wrong number changes nothing."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone, translation

from loyalty.points import InvalidPoints
from shop.forks.basket.models import Basket
from shop.orders.placing import pricing
from shop.rewards.requesting import (
    BasketClosed,
    TooFewPoints,
    TooManyPoints,
    points_option,
    request_points,
)
from tests.factories import NOW, make_basket, make_member, make_product, make_user

pytestmark = pytest.mark.django_db
WRONG = ["", " ", "-5", "1.5", "1,000", "1e3", "many", "0x10", "²", "9" * 11, None]


@pytest.fixture
def member():
    return make_member(1240)


@pytest.fixture
def basket(member):
    return make_basket([(make_product("10.00"), 1)], owner=member)


def read(basket):
    return pricing.read_basket(basket_id=basket.pk, shopper=basket.owner, at=NOW)


def request(basket, points, member=None):
    return request_points(
        basket=read(basket), member=member or basket.owner, points=points, at=NOW
    )


def requested(basket):
    return Basket.objects.get(pk=basket.pk).points_requested


def test_an_option_says_what_points_can_do(basket, member):
    option = points_option(basket=read(basket), member=member, at=NOW)

    assert option.is_available
    assert (option.balance, option.minimum, option.maximum) == (1240, 100, 999)
    assert (option.requested, option.discount) == (0, 0)
    assert option.remaining_balance == 1240


def test_a_request_is_kept_and_nothing_is_spent(basket, member):
    option = request(basket, " 500 ")

    assert requested(basket) == 500
    assert (option.requested, option.discount) == (500, Decimal("5.00"))
    assert option.remaining_balance == 740
    assert points_option(basket=read(basket), member=member, at=NOW) == option


def test_full_width_digits_are_digits(basket):
    request(basket, "５００")

    assert requested(basket) == 500


def test_zero_takes_a_request_back(basket):
    request(basket, 500)
    option = request(basket, "0")

    assert (requested(basket), option.requested) == (0, 0)


@pytest.mark.parametrize("points", WRONG)
def test_what_is_no_number_of_points_is_refused(basket, points):
    """L37: checked on the server, with words in the shopper's language."""
    request(basket, 200)
    with pytest.raises(InvalidPoints, match="whole number"):
        request(basket, points)

    assert requested(basket) == 200


@pytest.mark.parametrize(
    ("points", "error", "message"),
    [
        ("1000", TooManyPoints, "At most 999 points"),
        ("9999999999", TooManyPoints, "At most 999 points"),
        ("99", TooFewPoints, "at least 100 points"),
    ],
)
def test_a_number_outside_the_bounds_is_refused(basket, points, error, message):
    with pytest.raises(error, match=message):
        request(basket, points)

    assert requested(basket) == 0


def test_more_than_the_balance_is_refused(member):
    basket = make_basket([(make_product("99.00"), 1)], owner=member)

    with pytest.raises(TooManyPoints, match="You have 1,240 points"):
        request(basket, 1241)


@pytest.mark.parametrize(
    ("points", "price", "reason"),
    [(0, "10.00", "once you have 100 points"), (500, "0.50", "too small")],
)
def test_the_reason_is_named_where_no_points_can_be_used(points, price, reason):
    basket = make_basket([(make_product(price), 1)], owner=make_member(points))

    option = points_option(basket=read(basket), member=basket.owner, at=NOW)

    assert not option.is_available
    assert reason in option.reason_if_unavailable
    with pytest.raises(TooManyPoints, match=reason):
        request(basket, 100)


def test_another_members_basket_is_not_touched(basket):
    """L37: the basket's owner and who asks are compared, not assumed."""
    with pytest.raises(BasketClosed):
        request(basket, 500, member=make_member(1000))

    assert requested(basket) == 0


def test_a_basket_that_was_ordered_is_not_touched(basket):
    opened = read(basket)
    Basket.objects.filter(pk=basket.pk).update(status=Basket.SUBMITTED)

    with pytest.raises(BasketClosed):
        request_points(basket=opened, member=basket.owner, points=500, at=NOW)

    assert requested(basket) == 0


def test_guests_and_empty_baskets_have_no_option():
    assert points_option(basket=make_basket(), member=None, at=NOW) is None
    assert points_option(basket=Basket(), member=make_user(), at=NOW) is None


class TestForm:
    """The form works without a script; with one it answers with fragments."""

    @pytest.fixture
    def shopper(self, client):
        shopper = make_member(1240, at=timezone.now() - timedelta(days=1))
        client.force_login(shopper)
        return shopper

    @pytest.fixture
    def open_basket(self, shopper):
        return make_basket([(make_product("10.00"), 1)], owner=shopper)

    def post(self, client, points, language="en", **headers):
        return client.post(
            f"/{language}/points/use/",
            {"points": points, "next": f"/{language}/checkout/"},
            headers=headers,
        )

    def test_a_good_number_leads_back_to_the_page(self, client, open_basket):
        response = self.post(client, "500")

        assert (response.status_code, response.url) == (302, "/en/checkout/")
        assert requested(open_basket) == 500

    def test_a_strange_way_back_is_not_followed(self, client, open_basket):
        response = client.post(
            "/en/points/use/", {"points": "500", "next": "https://evil.example/"}
        )

        assert response.url == "/en/basket/"

    @pytest.mark.parametrize("points", ["-5", "1.5", "", "9999999", "2000"])
    def test_a_wrong_number_gets_a_page_that_says_so(self, client, open_basket, points):
        response = self.post(client, points)

        assert response.status_code == 422
        assert requested(open_basket) == 0
        assert 'role="alert"' in response.content.decode()

    def test_with_a_script_only_the_message_comes(self, client, open_basket):
        response = self.post(client, "-5", **{"HX-Request": "true"})

        assert response.status_code == 422
        assert response["HX-Reswap"] == "none"
        assert 'id="points-refusal"' in response.content.decode()
        assert "<html" not in response.content.decode()

    def test_a_visitor_signs_in_first(self, client):
        response = self.post(client, "500")

        assert response.status_code == 302
        assert "next=/en/checkout/" in response.url

    def test_only_a_post_changes_anything(self, client, open_basket):
        assert client.get("/en/points/use/")["Location"] == "/en/points/"

    def test_the_message_is_in_the_shoppers_language(self, client, open_basket):
        with translation.override("zh-hans"):
            wanted = translation.gettext("Enter a whole number of points, such as 500.")
        assert wanted in self.post(client, "x", language="zh-hans").content.decode()
