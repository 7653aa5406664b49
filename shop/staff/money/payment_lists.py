"""Attempts to pay online, and what of them and the orders does not agree."""

from collections.abc import Sequence
from operator import itemgetter
from typing import Any

from django.db.models import QuerySet
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from shop.components.numbers import money
from shop.payments import settling
from shop.payments.models import PaymentAttempt, Reconciliation
from shop.staff.money.desk import PAYMENTS
from shop.staff.shell import cells
from shop.staff.shell.columns import Action, Column, Money
from shop.staff.shell.filters import Choice, Words
from shop.staff.shell.lists import WHOLE, Nothing, StaffList
from shop.staff.shell.wording import difference

SEE_ORDERS = "order.view_order"
SEND_BACK = "payments.pay_out_refund"
State = PaymentAttempt.State
BADGES = {
    State.OPEN: "caution",
    State.PAID: "success",
    State.LATE: "danger",
    State.WRONG: "danger",
}


def state(attempt: PaymentAttempt) -> SafeString:
    kind = BADGES.get(State(attempt.state), "plain")
    ended = cells.quiet(cells.moment(attempt.ended_at)) if attempt.ended_at else ""
    return cells.below(cells.badge(attempt.get_state_display(), kind), ended)


def session(attempt: PaymentAttempt) -> SafeString:
    known_as = Truncator(attempt.session_id or cells.NOTHING).chars(24)
    return cells.beside(attempt.provider.capitalize(), cells.code(known_as))


def amount(attempt: PaymentAttempt) -> SafeString:
    came: Any = ""
    if attempt.state == State.WRONG and attempt.received:
        received = money(attempt.received, attempt.currency_in)
        came = cells.small(_now("%(amount)s came") % {"amount": received})
    return cells.below(money(attempt.amount, attempt.currency), came)


ORDER = Column(
    _("Order"),
    "order.number",
    to=("staff:order", "order.number"),
    opens=SEE_ORDERS,
    heads=True,
)
BEGUN = Column(_("Begun"), "created_at", sorts="created_at")
STATE = Column(
    _("State"),
    "state",
    shown=state,
    filed=lambda attempt: attempt.get_state_display(),
)
SESSION = Column(_("Session"), "session_id", shown=session, css="breaks")
AMOUNT = Money(_("Amount"), "amount", shown=amount, sorts="amount")
GONE_BACK = Money(
    _("Gone back"), "refunded", currency="currency_in", zero=cells.NOTHING
)


class AttemptList(StaffList):
    name = "payments"
    title = _("Attempts to pay")
    permissions = PAYMENTS.permissions
    columns = (
        ORDER,
        BEGUN,
        STATE,
        SESSION,
        AMOUNT,
        GONE_BACK,
        Action(template="staff/money/_send_back.html"),
    )
    file_columns = (
        ORDER,
        Column(_("Payment service"), "provider"),
        BEGUN,
        STATE,
        Column(_("Ended"), "ended_at"),
        SESSION,
        AMOUNT,
        Column(_("Currency"), "currency"),
        Column(_("Received"), "received"),
        GONE_BACK,
        Column(_("Currency received"), "currency_in"),
    )
    filters = (
        Words(
            _("Order number or session"),
            ("session_id",),
            numbers=("order__number",),
            whole=True,
        ),
        Choice("state", _("State"), State.choices, path="state"),
    )
    empty = Nothing(title=_("No payment here"))

    def rows(self) -> QuerySet[PaymentAttempt]:
        return PaymentAttempt.objects.select_related("order").order_by("-pk")


def what_differs(found: dict[str, str]) -> SafeString:
    label = difference(found["what"])
    return cells.below(cells.badge(label, "danger"), cells.code(found["subject"]))


class DifferenceList(StaffList):
    """Those that nobody has settled; `about` may know the last comparisons."""

    name = "differences"
    title = _("Orders and money")
    permissions = PAYMENTS.permissions
    per_page = WHOLE
    columns = (
        Column(_("What differs"), itemgetter("what"), shown=what_differs, heads=True),
        Column(
            _("Order"),
            itemgetter("order"),
            template="staff/money/_difference_order.html",
        ),
        Column(_("Amount"), itemgetter("amount"), css="end"),
        Action(template="staff/money/_settle.html"),
    )
    file_columns = (
        Column(_("What differs"), itemgetter("what")),
        Column(_("Payment service"), itemgetter("provider")),
        Column(_("Session or order"), itemgetter("subject")),
        Column(_("Order"), itemgetter("order")),
        Column(_("Amount"), itemgetter("amount")),
    )

    def rows(self) -> Sequence[dict[str, str]]:
        known = self.about.get("comparisons")
        comparisons = Reconciliation.objects.order_by("provider")
        return settling.open_differences(comparisons if known is None else known)
