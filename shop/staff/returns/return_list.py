"""The list of returns: what waits first, the oldest of it on top."""

from django.db.models import F, OuterRef, QuerySet, Subquery, Sum
from django.utils.translation import gettext_lazy as _

from shop.returns.models import RequestedLine, ReturnRequest
from shop.staff.returns.desk import RETURNS
from shop.staff.shell.columns import Column, Figure
from shop.staff.shell.filters import Choice, Words
from shop.staff.shell.lists import Nothing, StaffList

PIECES = (
    RequestedLine.objects.filter(request=OuterRef("pk"))
    .order_by()
    .values("request")
    .values_list(Sum("quantity"))
)


class ReturnList(StaffList):
    name = "returns"
    title = _("Returns")
    permissions = RETURNS.permissions
    columns = (
        Column(_("Return"), "number", to=("staff:return", "number"), heads=True),
        Column(_("Requested"), "requested_at", sorts="requested_at"),
        Column(_("Order"), "order.number", to=("staff:order", "order.number")),
        Column(_("Shopper"), "order.email", css="breaks"),
        Figure(_("Pieces"), "pieces"),
        Column(
            _("State"),
            "state",
            template="staff/returns/_state.html",
            filed=lambda request: request.get_state_display(),
        ),
    )
    filters = (
        Words(
            _("Return number, drop-off code, order or e-mail"),
            numbers=("number", "order__number"),
            addresses=("order__guest_email", "order__user__email"),
            whole=True,
        ),
        Choice("state", _("State"), ReturnRequest.State.choices, path="state"),
    )

    def nothing(self) -> Nothing:
        if self.asked:
            return Nothing(
                title=_("No such return"),
                text=_("Try another number or another state."),
            )
        return Nothing(
            title=_("Nobody has sent anything back"),
            text=_("When a shopper asks for a return, it stands here."),
            drawing="orders",
        )

    def rows(self) -> QuerySet[ReturnRequest]:
        found = ReturnRequest.objects.select_related("order__user")
        return found.annotate(pieces=Subquery(PIECES)).order_by(
            F("ended_at").desc(nulls_first=True), "requested_at", "id"
        )
