"""Somebody for every page of a running shop, and something for each to show."""

from datetime import timedelta
from urllib.parse import urlencode, urlsplit

from django.contrib.auth.tokens import default_token_generator
from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from oscar.apps.address.models import UserAddress

from loyalty.models import Rule
from shop.forks.offer.models import Range
from shop.identity import confirming, roles
from shop.identity.changing import SALT as NEW_ADDRESS
from shop.missions import taking_part
from shop.notices import wishes
from shop.referrals.links import make_link
from shop.returns.models import ReturnRequest
from shop.rewards import freezing
from shop.users.models import User
from tests.factories import (
    PASSWORD,
    make_basket,
    make_colleague,
    make_country,
    make_member,
    make_product,
    make_user,
    place,
)
from tests.missions import CHECK_IN, QUIZ, STORY, running
from tests.second_factors import signed_in_with_it, with_an_app
from tests.shop.staff.conftest import deliver, order_of
from tests.shop.staff.forms import a_difference, forms_for
from tests.vouchers import make_own_voucher
from tests.walk.goods import on_oscars_pages
from tests.walk.stops import (
    GUEST,
    HALF_WAY,
    MANAGER,
    MEMBER,
    NEWCOMER,
    OFFERING,
    ROOT,
    SECURED,
    VISITOR,
    Stop,
)

CONTACT = {
    "delivery": "standard",
    "name": "Ada Fischer",
    "line1": "Marktstraße 1",
    "postcode": "10115",
    "city": "Berlin",
    "country": "DE",
}


class World:
    """People by what the walk calls them, each with a browser of Django's own.

    `keys` are the arguments of addresses, by what the walk calls those.
    """

    def __init__(self, home: str) -> None:
        self._home = home
        now = timezone.now()
        self.mei = make_member(5000, at=now, first_name="Mei")
        self.manager = make_colleague(roles.MANAGER)
        self.newcomer = make_member(at=now, first_name="Noah")
        delivered = deliver(order_of(self.mei))
        self.forms = forms_for(delivered, self.mei, self.manager)
        self.keys: dict[str, object] = {"stale": "no-such-link", **on_oscars_pages()}
        self._orders(delivered)
        self._links()
        self._missions(now)
        self._people()

    def address(self, stop: Stop, language: str) -> str:
        args, fields = [], {}
        if stop.name == "staff:settle-difference":
            # The shop compares itself with the payment service every few minutes.
            a_difference(timezone.now())
        if stop.name.startswith("staff:") and not stop.keys:
            args, fields = self.forms.get(stop.name.removeprefix("staff:"), ([], {}))
        query = urlencode(fields) if stop.asked else stop.query.format(**self.keys)
        with translation.override(language):
            found = {name: self.keys[key] for name, key in stop.keys.items()}
            kwargs = {
                name: key() if callable(key) else key for name, key in found.items()
            }
            path = reverse(stop.name, args=args, kwargs=kwargs)
        return f"{path}?{query}" if query else path

    def cookies(self, who: str) -> list[dict[str, str]]:
        """What a browser of theirs holds; a password given counts ten minutes."""
        if who == HALF_WAY:
            said = {"username": self._half_way, "password": PASSWORD}
            self._post(who, "customer:login", **said)
        if who == SECURED:
            self._post(who, "customer:ask-again", password=PASSWORD)
        held = self._clients[who].cookies if who != VISITOR else {}
        return [
            {"name": name, "value": morsel.value, "url": self._home}
            for name, morsel in held.items()
        ]

    def _orders(self, delivered) -> None:
        def bought(**purchase):
            basket = make_basket([(make_product("24.00"), 2)], owner=self.mei)
            return place(basket, at=timezone.now(), **purchase).number

        self.keys |= {
            "delivered": delivered.number,
            "document": delivered.documents.get().name,
            "return": ReturnRequest.objects.filter(order=delivered).get().number,
            "waiting": bought(),
            "online": bought(payment_method="online"),
            "shipped": self.forms["mark-delivered"][0][0],
            "ready": self._ready().number,
            "cancelled": self.forms["order"][0][0],
        }

    def _ready(self):
        return self.mei.orders.filter(status="ready").latest("pk")

    def _links(self) -> None:
        """What stands in mails."""
        newcomer = self.newcomer
        wished = [newcomer.pk, newcomer.email, "elsewhere@example.com"]
        address = UserAddress.objects.create(
            user=self.mei,
            first_name="Ada",
            last_name="Fischer",
            line1="Marktstraße 1",
            line4="Berlin",
            postcode="10115",
            country=make_country("DE"),
        )
        voucher = make_own_voucher(self.mei)
        self.keys |= {
            "confirmation": confirming.token_for(newcomer),
            "new address": signing.dumps(wished, salt=NEW_ADDRESS),
            "person": urlsafe_base64_encode(force_bytes(self.mei.pk)),
            "forgotten": default_token_generator.make_token(self.mei),
            "address": address.pk,
            "loyalty": "loyalty",
            "account": self.mei.pk,
            "rule": Rule.objects.latest("pk").pk,
            "this year": timezone.localdate().year,
            "this month": timezone.localdate().month,
            "voucher choice": voucher.choice_id,
            "voucher": voucher.version,
            "off": wishes.token_for(person=self.mei.pk, topic="expiring"),
            "invitation": make_link(member=self.mei, made_at=timezone.now()).code,
        }

    def _missions(self, now) -> None:
        """Some that she is in, and one that she could begin."""
        since = now - timedelta(hours=1)
        version = running(since=since, steps=[STORY, QUIZ, CHECK_IN], bonus=10)
        running(since=since, name_en="Another")
        taking_part.begin(member=self.mei, mission_id=version.mission_id, at=now)
        self.keys |= {"mission": version.pk, "story": 1, "quiz": 2}

    def _people(self) -> None:
        secured, half_way = with_an_app(make_user()), with_an_app(make_user())
        self._clients = {
            GUEST: self._client(),
            MEMBER: self._client(self.mei),
            NEWCOMER: self._client(self.newcomer),
            MANAGER: self._client(self.manager),
            OFFERING: self._client(self.manager),
            SECURED: signed_in_with_it(self._client(), secured),
            HALF_WAY: self._client(),
            ROOT: self._client(_root()),
        }
        self._order_as_guest()
        for who in (MEMBER, NEWCOMER):
            self._fill(who)
        self._post(MEMBER, "checkout:index", **CONTACT)
        self._half_way = half_way.email
        self._begin_an_offer()
        self._begin_a_change_of_many()
        freezing.lock_points(member=self.newcomer, locked_at=timezone.now())

    def _client(self, person: User | None = None) -> Client:
        client = Client(HTTP_HOST=urlsplit(self._home).netloc)
        if person:
            client.force_login(person)
        return client

    def _post(self, who: str, name: str, /, **data: object):
        with translation.override("en"):
            answer = self._clients[who].post(reverse(name), data)
        assert answer.status_code in (200, 302), (name, answer.status_code)
        return answer

    def _fill(self, who: str) -> None:
        for pk, quantity in ((self.keys["product"], 2), (self.keys["child"], 1)):
            self._post(who, "basket:add", product_id=pk, quantity=quantity)

    def _order_as_guest(self) -> None:
        """Order once, and be about to order again."""
        for _time in range(2):
            self._fill(GUEST)
            self._post(GUEST, "checkout:index", email="guest@example.com", **CONTACT)
            if "guests" not in self.keys:
                self.keys["guests"] = self._place()

    def _place(self) -> str:
        with translation.override("en"):
            page = self._clients[GUEST].get(reverse("checkout:review"))
        quote = page.text.split('name="quote" value="')[1].split('"')[0]
        said = {"payment": "bank-transfer", "quote": quote}
        placed = self._post(GUEST, "checkout:place", **said)
        return placed["Location"].rstrip("/").rpartition("/")[2]

    def _begin_an_offer(self) -> None:
        goods = Range.objects.get(pk=self.keys["range"]).pk
        for step, data in (
            ("metadata", {"name_en": "Spring", "offer_type": "Site"}),
            ("benefit", {"type": "Absolute", "value": "5"}),
            ("condition", {"type": "Value", "value": "20"}),
        ):
            sent = data | {"range": goods, "max_basket_applications": "1"}
            self._post(OFFERING, f"dashboard:offer-{step}", **sent)

    def _begin_a_change_of_many(self) -> None:
        many = {"action": "set_product_price", "selected_product": self.keys["product"]}
        answer = self._post(OFFERING, "dashboard:catalogue-product-list", **many)
        self.keys["bulk"] = answer["Location"].rpartition("=")[2]


def _root() -> User:
    root = User.objects.create_superuser("root@demo.example", PASSWORD)
    root.is_staff = True
    root.save()
    return root
