"""One order from the basket to its end, as its people see it: over HTTP.

A member with 5,000 points orders two of ten pieces and uses 1,000 points.
"""

import json
import re
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import requests
from django.contrib import auth
from django.db.models import QuerySet
from django.utils import timezone
from django_otp import DEVICE_ID_SESSION_KEY

from loyalty import reading
from shop.forks.order.models import Order
from shop.forks.partner.models import StockRecord
from shop.happenings.models import Happening
from shop.orders.fulfilling import shipping
from shop.orders.paying import arriving, online
from shop.orders.paying.online import Ways
from shop.outbox.models import Message
from shop.payments import providers
from shop.payments.models import PaymentAttempt, Refund, WebhookEvent
from shop.users.models import User
from shop.users.session_store import SessionStore
from tests.factories import (
    make_basket,
    make_country,
    make_member,
    make_order_desk,
    make_product,
    place,
)
from tests.faults.town import Town
from tests.second_factors import make_app
from tests.shop.payments.conftest import Page, pay_with_card, session_of

TOKEN = "a" * 32
PATIENCE = 60


@dataclass(frozen=True, kw_only=True)
class Facts:
    """All that must agree about one order: its state, goods, points, and money.

    What was paid and what went back is what the payment service says.
    """

    status: str = ""
    in_stock: int = 10
    promised: int = 0
    available: int = 5000
    held: int = 0
    pending: int = 0
    paid: Decimal = Decimal(0)
    paid_back: Decimal = Decimal(0)


class Story:
    def __init__(self, town: Town):
        self.town = town
        self.began = now = timezone.now()
        make_country("DE")
        self.product = make_product("20.00", stock=10)
        self.member = make_member(5000, at=now)
        self.desk = make_order_desk()
        self.basket = make_basket([(self.product, 2)], owner=self.member, points=1000)
        self.shopper = self._sign_in(self.member)
        self.staff = self._sign_in(self.desk)

    # -- Up to the step that is looked at ---------------------------------------

    def review(self) -> None:
        """Get to the checkout's last page."""
        self.shopper.post(
            self._url("checkout/"),
            {
                "email": self.member.email,
                "delivery": "standard",
                "name": "Ada Fischer",
                "line1": "Marktstraße 1",
                "postcode": "10115",
                "city": "Berlin",
                "country": "DE",
            },
        )
        self._read_quote()

    def order(self) -> None:
        placed = place(self.basket, at=timezone.now(), payment_method="online")
        self.number = placed.number

    def open_page(self) -> None:
        self.order()
        here = self.town.url
        self.page = online.begin(
            number=self.number,
            ways=Ways(success_url=here, cancel_url=here),
            at=timezone.now(),
        )

    def be_paid(self) -> None:
        self.open_page()
        self.pay()
        attempt = PaymentAttempt.objects.get(order__number=self.number)
        session = providers.named(attempt.provider).read_session(attempt.session_id)
        arriving.book(attempt_id=attempt.pk, session=session, at=timezone.now())

    def be_shipped(self) -> None:
        self.be_paid()
        shipping.mark_shipped(number=self.number, actor=self.desk, at=timezone.now())

    # -- The steps ---------------------------------------------------------------

    def press_order(self) -> requests.Response:
        return self.shopper.post(
            self._url("checkout/place/"), {"payment": "online", "quote": self.quote}
        )

    def press_pay(self) -> requests.Response:
        return self.shopper.post(self._url(f"checkout/pay/{self.number}/"))

    def pay(self) -> Page:
        return pay_with_card(self.page)

    def press_ship(self) -> requests.Response:
        return self._press("shipped")

    def press_deliver(self) -> requests.Response:
        return self._press("delivered")

    def press_cancel(self) -> requests.Response:
        return self._press("cancel", reason="The shopper called.")

    # -- Once more, when all is well again ---------------------------------------

    def order_again_and_pay(self) -> None:
        if not Order.objects.filter(user=self.member).exists():
            self._read_quote()
        assert self.press_order().status_code == 302
        self.number = Order.objects.get(user=self.member).number
        self.pay_again()

    def pay_again(self) -> None:
        """Be led to the page of the service, and pay there."""
        answer = self.press_pay()
        assert "/pay/cs_test_" in answer.headers["Location"], answer.headers
        self.page = answer.headers["Location"]
        self.pay()

    def look_again(self) -> None:
        """Come back to the page that waits: it leads to the thanks."""
        answer = self.shopper.get(self._url(f"checkout/pay/{self.number}/return/"))
        assert "thank-you" in answer.headers["Location"]

    # -- What there is to see ------------------------------------------------------

    def facts(self) -> Facts:
        now = timezone.now()
        stock = StockRecord.objects.get(product=self.product)
        balance = reading.balance(member=self.member, at=now)
        order = Order.objects.filter(user=self.member).first()
        paid, paid_back = self._money(order)
        return Facts(
            status=order.status if order else "",
            in_stock=stock.num_in_stock,
            promised=stock.num_allocated or 0,
            available=balance.available,
            held=balance.held,
            pending=balance.pending,
            paid=paid,
            paid_back=paid_back,
        )

    def news_came(self) -> bool:
        return self._news().exists()

    def news_was_tried(self) -> bool:
        return self._news().filter(attempts__gt=0).exists()

    def refund_was_tried(self) -> bool:
        return Refund.objects.filter(
            payment__order__user=self.member, tries__gt=0
        ).exists()

    def a_mail_was_refused(self) -> bool:
        return Message.objects.filter(
            recipient=self.member.email, attempts__gt=0, state=Message.State.DUE
        ).exists()

    def _news(self) -> QuerySet[WebhookEvent]:
        return WebhookEvent.objects.filter(about=session_of(self.page))

    def mails(self) -> set[str]:
        """The mails that are to be sent, as the mail server knows them."""
        messages = Message.objects.filter(recipient=self.member.email)
        return {f"<outbox.{message.pk}@127.0.0.1>" for message in messages}

    def mails_are_sent(self) -> bool:
        """One for all that happened to the order, and each has arrived."""
        happened = Happening.objects.filter(subject=f"order:{self.number}")
        unsent = Message.objects.filter(recipient=self.member.email).exclude(
            state=Message.State.SENT
        )
        mails = self.mails()
        return (
            len(mails) == happened.count()
            and not unsent.exists()
            and mails <= set(self.town.mailbox.message_ids)
        )

    def _money(self, order: Order | None) -> tuple[Decimal, Decimal]:
        """What came and went for the order in the books of the payment service."""
        if order is None:
            return Decimal(0), Decimal(0)
        things = _things(self.town.folder / "payments.sqlite")
        intents = {
            thing["payment_intent"]
            for thing in things
            if thing.get("title") == order.number and thing["payment_intent"]
        }
        came = sum(
            thing["amount_received"] for thing in things if thing["id"] in intents
        )
        went = sum(
            thing["amount"]
            for thing in things
            if thing.get("object") == "refund"
            and thing["payment_intent"] in intents
            and thing["status"] == "succeeded"
        )
        return Decimal(came) / 100, Decimal(went) / 100

    def _read_quote(self) -> None:
        page = self.shopper.get(self._url("checkout/review/")).text
        found = re.search(r'name="quote" value="([^"]+)"', page)
        assert found, page[:2000]
        self.quote = found[1]

    def _press(self, step: str, **form: str) -> requests.Response:
        return self.staff.post(self._url(f"staff/orders/{self.number}/{step}/"), form)

    def _url(self, path: str) -> str:
        return f"{self.town.url}/en/{path}"

    def _sign_in(self, person: User) -> requests.Session:
        session = SessionStore()
        session[auth.SESSION_KEY] = str(person.pk)
        session[auth.BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        session[auth.HASH_SESSION_KEY] = person.get_session_auth_hash()
        if person.is_staff:
            session[DEVICE_ID_SESSION_KEY] = make_app(person).persistent_id
        session.save()
        return Browser(session.session_key)


class Browser(requests.Session):
    """Signed in; follows nothing, and waits no longer than anybody would."""

    def __init__(self, session_key: str | None):
        super().__init__()
        self.trust_env = False
        self.cookies.update({"sessionid": session_key or "", "csrftoken": TOKEN})
        self.headers["X-CSRFToken"] = TOKEN

    def request(self, *args, **options) -> requests.Response:
        options |= {"allow_redirects": False, "timeout": PATIENCE}
        return super().request(*args, **options)


def _things(path: Path) -> list[dict]:
    with sqlite3.connect(path) as books:
        rows = books.execute("SELECT body FROM thing WHERE kind <> 'idempotency'")
        found = [json.loads(body) for (body,) in rows]
    books.close()
    return found


Deed = Callable[[Story], object]
