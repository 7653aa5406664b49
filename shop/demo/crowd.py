"""The demo's people: accounts to sign in with, and members in any number."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.db.models import QuerySet
from django.utils.text import slugify
from oscar.apps.address.models import Country, UserAddress

from loyalty import bulk, enrolment, expiry, why
from shop.demo.accounts import DOMAIN, NEWCOMER, PASSWORD, SHOPPER
from shop.identity import roles
from shop.orders.placing.purchase import Address
from shop.rewards.desk import giving
from shop.users.models import User

WELCOME, STAMP_CARD = "welcome", "MM-7731"
WELCOME_POINTS = 200
STAMP_CARD_POINTS = 1800
VALID_MONTHS = 12
FROM_CHINA = 0.25
CHUNK = 5000
COUNTRIES = {
    "AT": "Austria",
    "BE": "Belgium",
    "CN": "China",
    "DE": "Germany",
    "DK": "Denmark",
    "ES": "Spain",
    "FR": "France",
    "IT": "Italy",
    "LU": "Luxembourg",
    "NL": "Netherlands",
    "SE": "Sweden",
}
FIRST_NAMES = (
    "Anna", "Ben", "Clara", "David", "Emma", "Felix", "Greta", "Hugo", "Ida", "Jonas",
    "Katrin", "Leo", "Marie", "Nils", "Olga", "Paul", "Rosa", "Simon", "Tilda", "Yusuf",
)  # fmt: skip
LAST_NAMES = (
    "Bauer", "Berg", "Dietrich", "Engel", "Fischer", "Gruber", "Haas", "Jansen",
    "Keller", "Lang", "Moreau", "Novak", "Olsen", "Peters", "Rossi", "Schmitt",
    "Thaler", "Vogel", "Winter", "Ziegler",
)  # fmt: skip
CHINESE_NAMES = (
    ("王明", "ming"), ("李静", "jing"), ("张伟", "wei"), ("刘芳", "fang"),
    ("陈磊", "lei"), ("杨敏", "min"), ("赵洋", "yang"), ("黄婷", "ting"),
)  # fmt: skip
PLACES = (
    ("DE", "10115", "Berlin", "Ackerstraße"),
    ("DE", "20357", "Hamburg", "Marktstraße"),
    ("DE", "50672", "Köln", "Brüsseler Straße"),
    ("DE", "80469", "München", "Klenzestraße"),
    ("AT", "1070", "Wien", "Lindengasse"),
    ("AT", "8010", "Graz", "Sporgasse"),
    ("NL", "1015 CX", "Amsterdam", "Prinsengracht"),
    ("FR", "69001", "Lyon", "Rue Burdeau"),
)
CHINESE_PLACES = (
    ("CN", "200031", "上海", "武康路"),
    ("CN", "310007", "杭州", "曙光路"),
)
STAFF = {
    "manager": ("Maren", "Roth", roles.MANAGER),
    "deputy": ("Jonas", "Keller", roles.MANAGER),
    "orders": ("Okan", "Demir", roles.ORDER_DESK),
    "points": ("Lena", "Sommer", roles.LOYALTY_DESK),
    "accounts": ("Theo", "Brandt", roles.ACCOUNTANT),
}


@dataclass(frozen=True, kw_only=True)
class Somebody:
    """A made-up person."""

    first_name: str
    last_name: str
    email: str
    language: str
    address: Address


def make_countries() -> None:
    Country.objects.bulk_create(
        (
            Country(
                iso_3166_1_a2=code,
                printable_name=name,
                name=name.upper(),
                is_shipping_country=True,
            )
            for code, name in COUNTRIES.items()
        ),
        update_conflicts=True,
        unique_fields=["iso_3166_1_a2"],
        update_fields=["is_shipping_country"],
    )


def make_accounts(*, at: datetime) -> int:
    """Make the accounts that the README names; return how many were missing."""
    if User.objects.filter(email=SHOPPER).exists():
        _announce_welcome(at)
        return 0
    password = make_password(PASSWORD)
    for name, (first, last, role) in STAFF.items():
        person = _account(f"{name}@{DOMAIN}", first, last, password, at)
        roles.give_role(person=person, role=role)
    _announce_welcome(at)
    mei = _account(SHOPPER, "Mei", "Lin", password, at - timedelta(days=400))
    noah = _account(NEWCOMER, "Noah", "Weber", password, at - timedelta(days=1))
    _remember_address(mei)
    enrolment.enrol(member=noah, enrolled_at=noah.date_joined)
    giving.announce_import(
        actor=giver(), source=STAMP_CARD, points=STAMP_CARD_POINTS, announced_at=at
    )
    by = giver().pk
    bulk.import_history(
        [*_first_points(mei, by), _stamp_card(mei, at - timedelta(200), by)]
    )
    return 2 + len(STAFF)


def _announce_welcome(at: datetime) -> None:
    giving.announce_gift(
        actor=giver(),
        reference=WELCOME,
        points=WELCOME_POINTS,
        announced_at=at,
        reason="",
    )


def giver() -> User:
    """Who welcomes members with points: nobody's points come from nobody."""
    return User.objects.get(email=f"points@{DOMAIN}")


def make_members(
    count: int, *, at: datetime, seed: int, advance: Callable[[int], None]
) -> int:
    """Make members, enrolled and welcomed, until there are `count`; return how many."""
    have = members().count()
    advance(min(have, count))
    for start in range(have, count, CHUNK):
        people = [
            (somebody(number, seed), joined(number, at=at, seed=seed))
            for number in range(start, min(start + CHUNK, count))
        ]
        users = User.objects.bulk_create(
            User(
                email=person.email,
                first_name=person.first_name,
                last_name=person.last_name,
                language=person.language,
                password="!",  # noqa: S106  nobody can sign in
                date_joined=joined_at,
            )
            for person, joined_at in people
        )
        by = giver().pk
        bulk.import_history(
            request for user in users for request in _first_points(user, by)
        )
        advance(len(users))
    return max(0, count - have)


def members() -> QuerySet[User]:
    """The members in number, without the accounts to sign in with."""
    return User.objects.filter(email__endswith=f"@members.{DOMAIN}").order_by("pk")


def somebody(number: int, seed: int) -> Somebody:
    """Return the person with this number: always the same."""
    chance = random.Random(f"{seed}:{number}")  # noqa: S311  no secret
    house = chance.randint(1, 120)
    if chance.random() < FROM_CHINA:
        # Kept as it is written, as the shop's own forms do: nothing turns it round.
        first, (last, latin) = "", chance.choice(CHINESE_NAMES)
        place, language = chance.choice(CHINESE_PLACES), "zh-hans"
        street = f"{place[3]} {house} 号"
    else:
        first, last = chance.choice(FIRST_NAMES), chance.choice(LAST_NAMES)
        latin = slugify(f"{first} {last}")
        place, language = chance.choice(PLACES), "en"
        street = f"{place[3]} {house}"
    return Somebody(
        first_name=first,
        last_name=last,
        email=f"{latin}.{_written(number)}@members.{DOMAIN}",
        language=language,
        address=Address(
            first_name=first,
            last_name=last,
            line1=street,
            city=place[2],
            postcode=place[1],
            country=place[0],
        ),
    )


def number_of(email: str) -> int:
    """The number of the person with this address."""
    written = email.partition("@")[0].rpartition(".")[2]
    return -int(written) if written.startswith("0") else int(written)


def _written(number: int) -> str:
    """A number as an address can have it: what is below zero begins with one."""
    return str(number) if number >= 0 else f"0{-number}"


def mei_herself() -> Somebody:
    """The demo's shopper, at the address that she keeps."""
    country, postcode, city, street = PLACES[0]
    return Somebody(
        first_name="Mei",
        last_name="Lin",
        email=SHOPPER,
        language="en",
        address=Address(
            first_name="Mei",
            last_name="Lin",
            line1=f"{street} 12",
            city=city,
            postcode=postcode,
            country=country,
        ),
    )


def joined(number: int, *, at: datetime, seed: int) -> datetime:
    """When that person enrolled: six to eleven months before `at`."""
    chance = random.Random(f"{seed}:joined:{number}")  # noqa: S311  no secret
    return at - timedelta(days=chance.uniform(190, 330))


def _account(
    email: str, first: str, last: str, password: str, joined_at: datetime
) -> User:
    return User.objects.create(
        email=email,
        first_name=first,
        last_name=last,
        password=password,
        date_joined=joined_at,
    )


def _remember_address(user: User) -> None:
    address = mei_herself().address
    UserAddress.objects.create(
        user=user,
        first_name=address.first_name,
        last_name=address.last_name,
        line1=address.line1,
        line4=address.city,
        postcode=address.postcode,
        country_id=address.country,
        is_default_for_shipping=True,
        is_default_for_billing=True,
    )


def _first_points(user: User, by: int) -> Iterator[bulk.Request]:
    """Enrolment and its welcome."""
    yield bulk.enrol(member_id=user.pk, enrolled_at=user.date_joined)
    yield _grant(user, WELCOME_POINTS, WELCOME, user.date_joined, why.welcome(), by)


def _stamp_card(user: User, at: datetime, by: int) -> bulk.Request:
    """Points that were brought over from an older programme."""
    source = why.imported(source=STAMP_CARD)
    return _grant(user, STAMP_CARD_POINTS, f"import:{STAMP_CARD}", at, source, by)


def _grant(
    user: User, points: int, reference: str, at: datetime, reason: why.Why, by: int
) -> bulk.Request:
    return bulk.accrue(
        member_id=user.pk,
        points=points,
        reference=reference,
        accrued_at=at,
        expires_at=expiry.expires_at(at, VALID_MONTHS),
        pending=False,
        why=reason,
        actor_id=by,
    )
