"""Points outstanding: now, and month by month."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from shop.reports import outstanding as reports
from shop.staff.points.desk import OUTSTANDING
from shop.staff.points.outstanding_list import OutstandingList
from shop.staff.shell.access import staff_page
from shop.staff.shell.charts import chart


@staff_page(*OUTSTANDING.permissions)
@require_safe
def outstanding(request: HttpRequest) -> HttpResponse:
    months = OutstandingList(request)
    bars = [(month.on, month.totals.outstanding) for month in months.rows()[::-1]]
    return render(
        request,
        "staff/points/outstanding.html",
        {
            "today": reports.today(at=timezone.now()),
            "list": months,
            "chart": chart(bars),
        },
    )
