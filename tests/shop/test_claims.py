"""Which offers may be on the same pieces: as Oscar says, without asking."""

import random
from types import SimpleNamespace

import pytest
from oscar.apps.basket.utils import LineDiscountRegistry

from shop.forks.basket.registry import Claims
from shop.forks.offer import candidates
from shop.forks.offer.models import ConditionalOffer
from tests.factories import make_offer

pytestmark = pytest.mark.django_db


@pytest.fixture
def offers() -> list[ConditionalOffer]:
    """Of three priorities, exclusive and not, some of which name each other."""
    made = [
        make_offer("Percentage", 1, exclusive=number % 2 == 1, priority=number // 3)
        for number in range(8)
    ]
    made[0].combinations.set([made[2], made[3]])
    made[4].combinations.set([made[0], made[6]])
    return made


def test_s14_claims_are_those_of_oscar_without_its_questions(
    offers, django_assert_num_queries
):
    """S14."""
    candidates._tell_combinations(offers)
    draw = random.Random(14)  # noqa: S311  no secret
    seen = set()
    for _time in range(200):
        line = SimpleNamespace(quantity=draw.randint(1, 4))
        ours, oscars = Claims(line), LineDiscountRegistry(line)
        for offer in draw.sample(offers, 3):
            with django_assert_num_queries(0):
                available = ours.available(offer)
            assert available == oscars.available(offer)
            seen.add(available)
            pieces = draw.randint(1, 2)
            if available:
                ours.consume(pieces, offer=offer)
                oscars.consume(pieces, offer=offer)
    assert seen >= {0, 1, 2, 3}
