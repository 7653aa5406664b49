"""Points outstanding, month by month: a page and a file."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from shop.reports import outstanding as reports
from shop.staff.shell import navigation
from shop.staff.shell.access import staff_page
from shop.staff.shell.charts import chart
from shop.staff.shell.downloads import csv_file


@staff_page(*navigation.MEMBERS)
@require_safe
def outstanding(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    years = _years(request)
    rows = reports.month_ends(at=now, years=years)
    return render(
        request,
        "staff/points/outstanding.html",
        {
            "today": reports.today(at=now),
            "rows": rows,
            "chart": chart([(row.on, row.totals.outstanding) for row in rows[::-1]]),
            "years": years,
            "chips": [
                {
                    "label": ngettext("%(count)s year", "%(count)s years", count)
                    % {"count": count},
                    "url": f"?years={count}",
                    "active": count == years,
                }
                for count in reports.YEARS
            ],
        },
    )


@staff_page(*navigation.MEMBERS)
@require_safe
def outstanding_file(request: HttpRequest) -> HttpResponse:
    rows = reports.month_ends(at=timezone.now(), years=_years(request))
    return csv_file("points-outstanding.csv", reports.table(rows))


def _years(request: HttpRequest) -> int:
    """How far back was asked for; nonsense asks for one year."""
    asked = {str(years): years for years in reports.YEARS}
    return asked.get(request.GET.get("years", ""), reports.YEARS[0])
