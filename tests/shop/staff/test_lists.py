"""Every declared list of the staff pages: who may see it, what it finds, its file."""

import csv
import io
import itertools
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.signals import post_init
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from loyalty.policy import Rule
from shop.audit.models import Entry
from shop.audit.record import record
from shop.books import checking
from shop.forks.order.models import Order, OrderStatus, PaymentMethod
from shop.identity import roles
from shop.kinds import actions
from shop.outbox.models import Message
from shop.payments.models import PaymentAttempt, Refund
from shop.returns.models import ReturnRequest
from shop.staff.goods.product_list import ProductList
from shop.staff.operations.log_list import EntryList
from shop.staff.operations.mail_list import MessageList
from shop.staff.orders.order_list import OrderList
from shop.staff.people.member_list import MemberList
from shop.staff.people.posting_list import PostingList
from shop.staff.points.rule_list import RuleList
from shop.staff.shell.files import ROWS_AT_ONCE
from shop.staff.shell.filters import Choice, Days, Words
from shop.staff.shell.lists import StaffList
from shop.staff.urls import urlpatterns
from shop.users.models import User
from tests.factories import make_member, make_staff, make_user
from tests.hearing import outbox
from tests.loyalty.deeds import earn
from tests.shop.staff.conftest import deliver, order_of
from tests.shop.staff.forms import forms_for


def every(declared=StaffList):
    """The lists that are declared, wherever they are."""
    for each in declared.__subclasses__():
        if "name" in vars(each):
            yield each
        yield from every(each)


LISTS = sorted(every(), key=lambda listed: listed.name)
# Where a list is shown that has no page by itself.
PAGES = {
    "carriers": "delivery",
    "coming-rates": "vat",
    "differences": "payments",
    "digests": "books",
    "methods": "delivery",
    "points": "delivery",
    "postings": "member",
    "prices": "delivery",
    "rates": "vat",
}
STAFF = (roles.ACCOUNTANT, roles.ORDER_DESK, roles.LOYALTY_DESK, roles.MANAGER)


@pytest.fixture
def shop_with_rows(shopper, manager, settings, tmp_path):
    """Something in every list."""
    settings.DATA_DIR = tmp_path
    forms_for(deliver(order_of(shopper)), shopper, manager)
    now = timezone.now()
    make_member(100, at=now - timedelta(days=70))
    checking.check_nightly(now=timezone.now)
    giver = make_staff("loyalty.adjust_points")
    earn(shopper, 5, "gift", at=now, actor=giver)
    for refund in Refund.objects.exclude(state="failed"):
        refund.pk, refund.reference = None, f"again {refund.pk}"
        refund.paid_out_at, refund.state = now, "succeeded"
        refund.save()


def addresses(listed, shopper):
    """Where the list is shown, and its file."""
    args = [shopper.pk] if listed is PostingList else []
    names = (PAGES.get(listed.name, listed.name), f"{listed.name}-file")
    return [reverse(f"staff:{name}", args=args) for name in names]


def columns_of_file(listed):
    columns = listed.file_columns or listed.columns
    return [column for column in columns if not column.is_action]


def about(listed, shopper):
    return {"member": shopper} if listed is PostingList else {}


def asked(listed, person, shopper, /, **query):
    """A list as somebody asks for it."""
    request = RequestFactory().get("/", query)
    request.user = person
    return listed(request, **about(listed, shopper))


def read(response):
    """The rows of a file under their headings."""
    text = response.getvalue().decode("utf-8-sig")
    headings, *rows = csv.reader(io.StringIO(text))
    return headings, rows


@pytest.mark.parametrize("role", STAFF)
def test_who_may_see_a_list_may_take_its_file(
    role, shop_with_rows, staff_with, shopper, client
):
    person = staff_with(role)
    client.force_login(person)
    expected, found = {}, {}

    for listed, language in itertools.product(LISTS, dict(settings.LANGUAGES)):
        may = any(map(person.has_perm, listed.permissions))
        expected[listed.name, language] = (200, 200) if may else (403, 403)
        with translation.override(language):
            page, file = addresses(listed, shopper)
            headings = [str(column.label) for column in columns_of_file(listed)]
        shown, taken = client.get(f"{page}?level=all"), client.get(file)
        found[listed.name, language] = (shown.status_code, taken.status_code)
        if may:
            assert f'href="{file}' in shown.text, listed.name
            assert read(taken)[0] == headings, listed.name
            assert "no-store" in taken["Cache-Control"]

    assert found == expected


def filters(kind):
    """Each filter of that kind, with its list."""
    return [
        (listed, narrowing)
        for listed in LISTS
        for narrowing in listed.filters
        if isinstance(narrowing, kind)
    ]


def test_a_choice_leaves_what_was_chosen(shop_with_rows, manager, shopper):
    tried = 0
    for listed, narrowing in filters(Choice):
        name = narrowing.name
        for code, _label in narrowing.choices:
            listing = asked(listed, manager, shopper, **{name: code})
            assert listing.asked.get(name, "") == code, listed.name
            if narrowing.path:
                chosen = listing.rows().filter(**{narrowing.path: code})
                assert set(listing.found()) == set(chosen), (listed.name, code)
                tried += chosen.exists()
        nonsense = asked(listed, manager, shopper, **{name: "\0"})
        assert nonsense.asked.get(name, "") == narrowing.default, listed.name
    assert tried > 5


def test_a_word_finds_what_has_it(shop_with_rows, manager, shopper):
    for listed, narrowing in filters(Words):

        def found(text, listed=listed, name=narrowing.name):
            query = {name: text, "level": "all"}
            return asked(listed, manager, shopper, **query).found()

        for path in narrowing.paths + narrowing.numbers + narrowing.addresses:
            rows = found("").exclude(**{path: ""}).exclude(**{path: None})
            for word in rows.values_list(path, flat=True)[:1]:
                assert found(word.upper()).filter(**{path: word}).exists(), path
        assert found(""), listed.name
        assert not found("no such"), listed.name


def test_days_are_those_of_the_shop(shop_with_rows, manager, shopper):
    today = timezone.localdate()
    for listed, narrowing in filters(Days):
        rows, on = asked(listed, manager, shopper).rows(), f"{narrowing.path}__date"
        for days, expected in (
            ({"first": today}, rows.filter(**{f"{on}__gte": today})),
            ({"last": today}, rows.filter(**{f"{on}__lte": today})),
            ({"last": "2020-01-01"}, rows.none()),
            ({"first": "soon", "last": "9999-12-31"}, rows),
            ({"first": "0001-01-01"}, rows),
        ):
            found = asked(listed, manager, shopper, **days).found()
            assert set(found) == set(expected), (listed.name, days)


def test_every_order_can_be_asked_for_and_turned_round(
    shop_with_rows, manager, shopper
):
    for listed in LISTS:

        def found(order, listed=listed):
            query = {"order": order, "paid_out": "1", "level": "all"}
            rows = asked(listed, manager, shopper, **query).found()
            return [row.pk for row in rows]

        for path in (column.sorts for column in listed.columns if column.sorts):
            assert found(path) == found(f"-{path}")[::-1], (listed.name, path)
            assert sorted(found(path)) == sorted(found(""))
            assert found("-password") == found("")


def test_each_file_has_the_rows_of_its_list(shop_with_rows, manager, shopper):
    for listed in LISTS:
        listing = asked(listed, manager, shopper, level="all")
        columns = listing.columns_of_file()
        headings, rows = read(listing.file())
        assert headings == [str(column.label) for column in columns]
        assert len(rows) == listing.page.paginator.count, listed.name
        assert rows, f"{listed.name} is empty"
        assert {len(row) for row in rows} <= {len(columns)}
    mail = Message.objects.filter(state="due").count()
    _headings, rows = read(asked(MessageList, manager, shopper, state="due").file())
    assert 0 < len(rows) == mail < Message.objects.count()


def test_a_file_is_written_with_one_statement_however_many_rows(
    shop_with_rows, manager, shopper
):
    """N+1 shows with the first row; what is read for many at once is one more.

    What ways are called is read under the epoch, which is asked once; what is told
    of goods lies in four tables.
    """
    more = {MemberList: 1, OrderList: 2, ProductList: 4}
    for listed in LISTS:
        listing = asked(listed, manager, shopper, level="all")
        response = listing.file()
        with CaptureQueriesContext(connection) as captured:
            _headings, rows = read(response)
        assert rows, listed.name
        at_once = int(isinstance(listing.rows(), QuerySet))
        assert len(captured) == at_once + more.get(listed, 0), listed.name


@contextmanager
def listening(signal, receiver, sender):
    signal.connect(receiver, sender=sender)
    yield
    signal.disconnect(receiver, sender=sender)


def many_messages(number):
    now = timezone.now()
    Message.objects.bulk_create(
        Message(
            kind="welcome",
            reference=f"m{count}",
            recipient="mei@example.com",
            created_at=now,
            due_at=now,
        )
        for count in range(number)
    )


def test_five_thousand_rows_are_read_piece_by_piece(manager, shopper):
    many_messages(5_000)
    whole = Message.objects.count()
    response = asked(MessageList, manager, shopper).file()
    assert response.streaming
    made = []
    with (
        CaptureQueriesContext(connection) as captured,
        listening(post_init, lambda **message: made.append(1), Message),
    ):
        pieces = iter(response.streaming_content)
        first = [next(pieces), next(pieces)]
        assert len(made) <= ROWS_AT_ONCE
        rest = list(pieces)
    assert len(made) == whole
    assert len(captured) == 1
    assert b"".join(first + rest).count(b"\r\n") == 1 + whole
    assert max(map(len, rest)) < 100_000


def test_many_members_take_a_statement_for_each_two_thousand(manager, shopper):
    for _number in range(3):
        make_member()
    response = asked(MemberList, manager, shopper).file()
    with CaptureQueriesContext(connection) as captured:
        _headings, rows = read(response)
    assert len(rows) == 4
    assert len(captured) == 2


SIGNS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1")


@pytest.mark.parametrize("sign", SIGNS)
def test_no_cell_becomes_a_formula(sign, manager, shopper, order):
    """S17: what strangers type in is text, in whichever file it ends up."""
    order.shipping_address.first_name = sign
    order.shipping_address.save()
    User.objects.filter(pk=shopper.pk).update(first_name=sign, last_name="")
    outbox().update(last_error=sign)
    record(
        actor=manager,
        action="order.cancel",
        subject=f"order:{order.number}",
        reason=sign,
        recorded_at=timezone.now(),
    )
    for name in ("orders", "members", "outbox", "log"):
        listed = next(listed for listed in LISTS if listed.name == name)
        _headings, rows = read(asked(listed, manager, shopper).file())
        cells = list(itertools.chain(*rows))
        assert not any(cell.lstrip(" ").startswith(sign[0]) for cell in cells), name
        # A full name has no blanks before it.
        assert any(cell.startswith((f"'{sign}", f"'{sign.strip()}")) for cell in cells)


def test_a_file_is_named_marked_and_written_down(managing, manager, order):
    url = reverse("staff:orders-file")
    response = managing.get(url, {"text": "mei", "status": "awaiting-payment"})

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    today = timezone.localdate().isoformat()
    assert f'filename="orders-{today}.csv"' in response["Content-Disposition"]
    assert response.getvalue().startswith(b"\xef\xbb\xbf")
    entry = Entry.objects.get()
    assert (entry.actor, entry.action) == (manager, "list.download")
    assert entry.subject == "list:orders"
    assert entry.after == {
        "rows": 1,
        "filters": {"text": "mei", "status": "awaiting-payment"},
    }
    log = managing.get(reverse("staff:log")).text
    assert "List downloaded" in log
    assert "status: awaiting-payment" in log


def test_a_file_has_figures_to_reckon_with_and_words_for_codes(manager, shopper, order):
    when = timezone.make_aware(timezone.datetime(2026, 7, 1, 0, 30))
    Order.objects.update(date_placed=when)
    headings, rows = read(asked(OrderList, manager, shopper).file())
    row = dict(zip(headings, rows[0], strict=True))
    assert row["Placed"] == "2026-07-01 00:30:00"
    assert row["Status"] == "Awaiting payment"
    assert row["Payment"] == "Bank transfer"
    assert row["Delivery"] == order.shipping_method
    assert row["Country"] == order.shipping_address.country_id
    assert row["Delivery costs"] == f"{order.shipping_incl_tax:f}"
    assert row["VAT"] == f"{order.total_incl_tax - order.total_excl_tax:f}"
    assert row["Points"] == "500"
    assert row["In money"] == f"{order.total_incl_tax:f}"
    assert row["Currency"] == "EUR"
    assert row["Paid"] == ""


def test_no_file_says_a_code_that_its_page_says_in_words(
    shop_with_rows, manager, shopper
):
    """Status, method, kind of mail or posting: in the language of the reader."""
    codes = {
        *OrderStatus.values,
        *PaymentMethod.values,
        *Message.State.values,
        *ReturnRequest.State.values,
        *Refund.State.values,
        *PaymentAttempt.State.values,
        *Rule.Rounding.values,
        *(kind.code for kind in actions),
    }
    with translation.override("zh-hans"):
        for listed in LISTS:
            headings, rows = read(asked(listed, manager, shopper, level="all").file())
            said = {cell for row in rows for cell in row}
            assert not said & codes, (listed.name, headings)
    _headings, rows = read(asked(RuleList, manager, shopper).file())
    assert rows[-1][1] == "the beginning"
    _headings, rows = read(asked(EntryList, manager, shopper).file())
    assert not any("{" in cell for row in rows for cell in row)


def test_only_the_permission_of_a_list_opens_it(client, shop_with_rows, shopper):
    """Any other permission does not, and none without being on the staff."""
    for listed in LISTS:
        person = make_user()
        person.is_staff = True
        person.save()
        wanted = Q()
        for name in listed.permissions:
            label, codename = name.split(".")
            wanted |= Q(content_type__app_label=label, codename=codename)
        others = Permission.objects.exclude(wanted)
        person.user_permissions.set(others)
        client.force_login(person)
        _page, file = addresses(listed, shopper)
        assert client.get(file).status_code == 403, listed.name


def test_every_list_has_its_file_and_every_file_its_list():
    files = {
        pattern.name.removesuffix("-file")
        for pattern in urlpatterns
        if pattern.name.endswith("-file")
    }
    assert files == {listed.name for listed in LISTS}


def test_a_search_keeps_the_order_and_a_page_is_left_behind(managing, order):
    url = reverse("staff:orders")
    page = managing.get(url, {"order": "-total_incl_tax", "page": "7", "text": "mei"})

    assert '<input type="hidden" name="order" value="-total_incl_tax">' in page.text
    assert 'aria-sort="descending"' in page.text
    assert (
        f"{reverse('staff:orders-file')}?order=-total_incl_tax&amp;text=mei"
        in page.text
    )
