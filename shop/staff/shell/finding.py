"""What staff look for: orders, refunds, mail, the log. Every list is bounded."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from loyalty.typed import address
from shop.audit.models import Entry
from shop.forks.order.models import Order, OrderStatus
from shop.outbox.models import Message
from shop.payments.models import PaymentAttempt, Refund
from shop.returns.models import Receipt, ReturnRequest
from shop.typed.numbers import pattern, read_number

PER_PAGE = 25
# More than this the database cannot even compare.
BIGGEST_KEY = 2**63 - 1


@dataclass(frozen=True, kw_only=True)
class Days:
    """A span of days of the shop, both included; open where None."""

    first: date | None = None
    last: date | None = None

    def limits(self, field: str) -> Q:
        limits = Q()
        if self.first:
            limits &= Q(**{f"{field}__gte": _midnight(self.first)})
        if self.last:
            limits &= Q(**{f"{field}__lt": _midnight(self.last + timedelta(days=1))})
        return limits


def orders(*, status: str = "", text: str = "", days: Days | None = None) -> QuerySet:
    """Orders, the newest first, whose number, e-mail or name contains the text."""
    found = Order.objects.select_related("user", "shipping_address").order_by(
        "-date_placed", "-id"
    )
    if status in OrderStatus.values:
        found = found.filter(status=status)
    if days:
        found = found.filter(days.limits("date_placed"))
    named = Q()
    for word in _words(text):
        named &= (
            _part_of("number", word)
            | Q(guest_email__icontains=address(word))
            | Q(user__email__icontains=address(word))
            | Q(user__first_name__icontains=word)
            | Q(user__last_name__icontains=word)
            | Q(shipping_address__first_name__icontains=word)
            | Q(shipping_address__last_name__icontains=word)
        )
    return found.filter(named | Q(number=read_number(text))) if text else found


def order_counts() -> dict[str, int]:
    """How many orders stand at each status."""
    counted = Order.objects.order_by().values_list("status").annotate(Count("id"))
    return dict(counted)


def payments(*, state: str = "", text: str = "") -> QuerySet:
    """Attempts to pay online, the newest first."""
    found = PaymentAttempt.objects.select_related("order").order_by("-pk")
    if state in PaymentAttempt.State.values:
        found = found.filter(state=state)
    if text:
        found = found.filter(
            _part_of("order__number", text) | Q(session_id__icontains=text)
        )
    return found


def payment_counts() -> dict[str, int]:
    counted = PaymentAttempt.objects.order_by().values_list("state")
    return dict(counted.annotate(Count("id")))


def refunds(*, paid_out: bool = False) -> QuerySet:
    """Refunds: those still due, the oldest first, or those paid out, the newest."""
    found = Refund.objects.select_related("attempt", "payment__order__user")
    found = found.filter(paid_out_at__isnull=not paid_out)
    return found.order_by("-paid_out_at" if paid_out else "created_at", "id")


def returns(*, state: str = "", text: str = "") -> QuerySet:
    """Return requests: what waits first, the oldest of it on top."""
    found = ReturnRequest.objects.select_related("order__user").prefetch_related(
        "lines"
    )
    if state in ReturnRequest.State.values:
        found = found.filter(state=state)
    if text:
        found = found.filter(
            _part_of("number", text)
            | _part_of("order__number", text)
            | Q(order__guest_email__icontains=address(text))
            | Q(order__user__email__icontains=address(text))
        )
    return found.order_by(F("ended_at").desc(nulls_first=True), "requested_at", "id")


def return_counts() -> dict[str, int]:
    counted = ReturnRequest.objects.order_by().values_list("state")
    return dict(counted.annotate(Count("id")))


def return_of(number: str) -> ReturnRequest | None:
    """A return request with everything its page shows."""
    return (
        ReturnRequest.objects.filter(number=read_number(number))
        .select_related(
            "order__user", "order__shipping_address", "order__payment", "withdrawal"
        )
        .prefetch_related("lines__line", "order__lines")
        .first()
    )


def receipts_of(request: ReturnRequest) -> QuerySet[Receipt]:
    found = request.receipts.select_related("returned", "actor")
    return found.prefetch_related("lines__line__line")


def messages(*, state: str = "", text: str = "") -> QuerySet:
    """Mail, the newest first."""
    found = Message.objects.order_by("-created_at", "-id")
    if state in Message.State.values:
        found = found.filter(state=state)
    if text:
        found = found.filter(
            Q(recipient__icontains=address(text))
            | Q(reference__icontains=text)
            | _part_of("reference", text)
        )
    return found


def message_counts() -> dict[str, int]:
    counted = Message.objects.order_by().values_list("state").annotate(Count("id"))
    return dict(counted)


def log_entries(
    *, subject: str = "", person: str = "", days: Days | None = None
) -> QuerySet:
    """Entries of the log, the newest first."""
    found = Entry.objects.select_related("actor").order_by("-id")
    if subject:
        found = found.filter(
            Q(subject__icontains=subject) | _part_of("subject", subject)
        )
    if person:
        found = found.filter(actor__email__icontains=address(person))
    if days:
        found = found.filter(days.limits("recorded_at"))
    return found


def log_of(subject: str) -> QuerySet:
    """What was done to one thing, the latest first."""
    return Entry.objects.select_related("actor").filter(subject=subject)[:PER_PAGE]


def mail_about(number: str) -> QuerySet:
    """The mail about one order, in the order it was written."""
    found = Message.objects.filter(context__number=number)
    return found.order_by("created_at", "id")[:PER_PAGE]


def page_of(found: QuerySet, number: str | None) -> Page:
    """One page; a page that does not exist is the nearest that does."""
    return Paginator(found, PER_PAGE).get_page(number)


def _words(text: str) -> list[str]:
    """The words of a search; a dash or a `#` alone is none."""
    return [word for word in text.split() if any(map(str.isalnum, word))]


def _part_of(field: str, text: str) -> Q:
    """Whether a number has these figures in a row, however they were typed."""
    figures = pattern(text)
    return Q(**{f"{field}__regex": figures}) if figures else Q(pk__in=[])


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def kept_or_404(model: Any, pk: int | None) -> Any:
    """What a page is about; None for the page of something new."""
    if pk is None:
        return None
    if pk > BIGGEST_KEY:
        raise Http404
    return get_object_or_404(model, pk=pk)
