"""Going through pages as those who may see them, and what that made PostgreSQL do."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice

from django.db import transaction
from django.test import Client
from django.utils import timezone

from shop.forks.catalogue.models import Product
from shop.identity import roles
from shop.users.models import User
from tests.factories import make_basket, make_member
from tests.plans.pages import BUYER, MEMBER, STAFF, VISITOR, Page
from tests.plans.reading import Statement, asked_in, explained
from tests.shop.staff.conftest import make_staff_in

LINES = 10
# A file is sent while it is read: what is sent first is asked for in the same way.
PIECES = 2


@dataclass(frozen=True)
class Visit:
    """What a page answered; `asked` counts what only writes or commits as well."""

    page: Page
    status: int
    size: int
    asked: int
    statements: list[Statement]

    @property
    def rows_read(self) -> int:
        return max((one.rows_read for one in self.statements), default=0)


class Visitors:
    """The browsers of a visitor, the busy member, a buyer with ten lines, and staff."""

    def __init__(self, busy: User):
        self.day = timezone.localdate() - timedelta(days=30)
        everybody = (VISITOR, MEMBER, BUYER, STAFF)
        # What fails says so, page by page.
        self.clients = {who: Client(raise_request_exception=False) for who in everybody}
        self.clients[MEMBER].force_login(busy)
        self.clients[STAFF].force_login(make_staff_in(roles.MANAGER))
        buyer = make_member(500, at=timezone.now())
        goods = Product.objects.filter(structure=Product.STANDALONE).order_by("-pk")
        goods = goods.filter(stockrecords__num_in_stock__gt=5)[:LINES]
        make_basket([(product, 1) for product in goods], owner=buyer)
        self.clients[BUYER].force_login(buyer)
        for who, client in self.clients.items():  # what a process reads once
            client.get("/en/staff/" if who == STAFF else "/en/")

    def visit(self, page: Page, *, timed: bool = False) -> Visit:
        path, client = page.path.replace("{day}", f"{self.day}"), self.clients[page.who]
        answer = client.get  # bound once: the wrapper sees nothing but the page
        got: list[tuple[int, int]] = []

        def ask() -> None:
            response = answer(path)
            if response.streaming:
                # Closed as it is, whatever it reads from is let go.
                pieces = response._iterator
                size = sum(map(len, islice(pieces, PIECES)))
                pieces.close()
            else:
                size = len(response.content)
            got.append((response.status_code, size))

        with _undone():
            asked, count = asked_in(ask)
        statements = [explained(sql, params, timed=timed) for sql, params in asked]
        [(status, size)] = got
        return Visit(page, status, size, count, statements)


@contextmanager
def _undone() -> Iterator[None]:
    """A page that writes down that it was seen leaves nothing for the next."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
