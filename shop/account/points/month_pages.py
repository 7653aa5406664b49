"""A member's points on paper: a month from opening to close, and all as a file."""

from datetime import date
from itertools import chain
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from loyalty import reading
from shop.account.card import member_number
from shop.account.members_only import members_only
from shop.account.points.day_form import FIRST_DAY
from shop.account.requests import MemberRequest
from shop.csv_files import csv_pieces
from shop.rewards.month import month


@members_only
@require_safe
def show(request: MemberRequest, year: int, number: int) -> HttpResponse:
    """One month; there is none before the programme, and none to come."""
    now = timezone.now()
    try:
        first = date(year, number, 1)
    except (OverflowError, ValueError) as error:
        raise Http404 from error
    if not FIRST_DAY <= first <= timezone.localdate(now):
        raise Http404
    return render(
        request,
        "points/month.html",
        {
            "month": month(member=request.user, first=first, now=now),
            "number": member_number(request.user),
            "now": now,
        },
    )


@members_only
@require_safe
def as_file(request: MemberRequest) -> HttpResponse:
    """Every posting, the oldest first, for a spreadsheet."""
    postings = reading.statement(member=request.user).order_by("version")
    heading: list[Any] = [
        _("Day"),
        _("What"),
        _("Why"),
        _("Order"),
        _("Points"),
        _("Balance"),
    ]
    rows = (
        [
            timezone.localdate(posting.occurred_at),
            str(posting.get_kind_display()),
            posting.explanation,
            posting.why["params"].get("order", ""),
            posting.points_change,  # type: ignore[attr-defined]  # annotated
            posting.points_balance,  # type: ignore[attr-defined]  # annotated
        ]
        for posting in postings.iterator(chunk_size=500)
    )
    return HttpResponse(
        csv_pieces(chain([heading], rows)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="points.csv"'},
    )
