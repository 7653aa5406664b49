"""Before the crowd comes: members who can sign in, and goods that will run out."""

import random
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.db.models import F, Q

from loyalty import bulk, expiry, why
from shop.forks.catalogue.models import Product
from shop.forks.partner.models import StockRecord
from shop.identity import roles
from shop.rewards.desk import giving
from shop.users.models import User
from tests.factories import PASSWORD
from tests.load.visitor import Town

POINTS = 3000
SCARCE = 8
# Of each scarce product so many pieces for so many shoppers.
SHOPPERS_A_PIECE = 4


def make_members(count: int, *, at: datetime) -> list[tuple[str, str]]:
    """Make members with points; return what they sign in with."""
    password = make_password(PASSWORD)
    members = User.objects.bulk_create(
        User(
            email=f"crowd-{at:%H%M%S}-{number}@example.com",
            first_name="Crowd",
            last_name=str(number),
            password=password,
            date_joined=at - timedelta(days=2),
        )
        for number in range(count)
    )
    joined_at = at - timedelta(days=1)
    giver = User.objects.create(email=f"giver-{at:%H%M%S}@example.com", password="!")
    roles.give_role(person=giver, role=roles.LOYALTY_DESK)
    giving.announce_gift(
        actor=giver, reference="load", points=POINTS, announced_at=at, reason=""
    )
    bulk.import_history(
        request
        for member in members
        for request in (
            bulk.enrol(member_id=member.pk, enrolled_at=joined_at),
            bulk.accrue(
                member_id=member.pk,
                points=POINTS,
                reference="load",
                accrued_at=joined_at,
                expires_at=expiry.expires_at(joined_at, 12),
                pending=False,
                why=why.welcome(),
                actor_id=giver.pk,
            ),
        )
    )
    return [(member.email, PASSWORD) for member in members]


def make_clerks(count: int, *, at: datetime) -> list[tuple[str, str]]:
    """Make people of the order desk; return what they sign in with."""
    clerks = [
        User.objects.create(
            email=f"clerk-{at:%H%M%S}-{number}@example.com",
            password=make_password(PASSWORD),
        )
        for number in range(count)
    ]
    for clerk in clerks:
        roles.give_role(person=clerk, role=roles.ORDER_DESK)
    return [(clerk.email, PASSWORD) for clerk in clerks]


def make_town(*, home: str, shoppers: int, pause: float, seed: int) -> Town:
    """Look what is on sale, and leave few pieces of some of it."""
    sold = Product.objects.filter(is_public=True).exclude(structure=Product.CHILD)
    alone = sold.filter(structure=Product.STANDALONE, stockrecords__num_in_stock__gt=0)
    chance = random.Random(seed)  # noqa: S311  no secret
    scarce = chance.sample(sorted(alone.values_list("pk", flat=True)), SCARCE)
    StockRecord.objects.filter(product__in=scarce).update(
        num_in_stock=F("num_allocated") + max(1, shoppers // SHOPPERS_A_PIECE)
    )
    others = sold.filter(~Q(pk__in=scarce)).order_by("pk")
    return Town(
        home=home,
        products=tuple(others.values_list("pk", flat=True)),
        scarce=tuple(scarce),
        pause=pause,
    )
