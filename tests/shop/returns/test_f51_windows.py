"""F51: points are not spent before the goods they came from are there to stay."""

import pytest
from django.conf import settings
from django.urls import reverse

from loyalty import policy
from shop.returns import checks
from tests.factories import NOW, make_staff

pytestmark = pytest.mark.django_db


def warned():
    return [said.id for said in checks.points_wait_for_the_goods(["default"])]


@pytest.mark.parametrize(
    ("days", "is_warned"), [(14, True), (29, True), (30, False), (60, False)]
)
def test_f51_windows_that_contradict_each_other_are_told(client, days, is_warned):
    assert settings.RETURN_WINDOW_DAYS == 30
    clerk = make_staff("loyalty.publish_rule", "loyalty.view_rule")
    policy.publish_rule(actor=clerk, published_at=NOW, return_window_days=days)

    assert warned() == (["returns.W001"] if is_warned else [])
    client.force_login(clerk)
    page = client.get(reverse("staff:rule")).content.decode()
    assert ("Goods can come back for 30 days" in page) is is_warned
