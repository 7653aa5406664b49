"""What happened today and what waits."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from shop.payments.waiting import waiting_refunds
from shop.staff.shell.access import actor, staff_page
from shop.staff.shell.charts import chart
from shop.staff.today import today_figures as figures
from shop.staff.today.desk import TODAY


@staff_page(*TODAY.permissions)
@require_safe
def today(request: HttpRequest) -> HttpResponse:
    person = actor(request)
    now = timezone.now()
    context: dict[str, object] = {"now": now}
    if person.has_perm("order.view_order"):
        days = figures.days(at=now)
        context |= {
            "today": days[-1],
            "days": days,
            "money_chart": chart([(day.on, day.money) for day in days]),
            "order_chart": chart([(day.on, day.orders) for day in days]),
            "waiting": figures.waiting_orders(),
            "overdue": figures.waiting_overdue(at=now),
        }
    if person.has_perm("loyalty.view_account"):
        context["points"] = figures.points_today(at=now)
    if person.has_perm("returns.view_returnrequest"):
        context["returns"] = figures.waiting_returns()
    if person.has_perm("payments.view_refund"):
        context["refunds"] = waiting_refunds()
    if person.has_perm("partner.view_stockrecord"):
        context["stock"] = figures.low_stock()
    if person.has_perm("outbox.view_message"):
        context["mail"] = figures.waiting_mail()
    context["approvals"] = figures.waiting_approvals(person)
    return render(request, "staff/today/today.html", context)
