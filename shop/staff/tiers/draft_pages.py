"""A ladder is written: filled in on the newest one, saved as the next version."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from loyalty.tiers.drafting import (
    DRAFT,
    InvalidLadder,
    LadderChangedMeanwhile,
    NothingChanged,
    newest,
)
from loyalty.tiers.reading import today
from shop.rewards.desk.laddering import draft_ladder
from shop.staff.shell.access import actor, require_any, staff_page
from shop.staff.tiers.desk import LADDERS
from shop.staff.tiers.ladder_forms import (
    LadderForm,
    TierRows,
    initial,
    initial_rows,
)


@staff_page(*LADDERS.permissions)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    require_any(actor(request), DRAFT)
    if request.method == "POST":
        return _answer(request)
    ladder = newest()
    tiers = ladder.tiers.order_by("place") if ladder else ()
    return _page(
        request,
        LadderForm(initial=initial(ladder, today=today(timezone.now()))),
        TierRows(initial=initial_rows(tiers)),
    )


def _answer(request: HttpRequest) -> HttpResponse:
    form, rows = LadderForm(request.POST), TierRows(request.POST)
    if not (form.is_valid() and rows.is_valid()):
        return _page(request, form, rows, status=422)
    try:
        ladder = draft_ladder(
            actor=actor(request),
            drafted_at=timezone.now(),
            tiers=rows.said(),
            **form.cleaned_data,
        )
    except InvalidLadder as refusal:
        rows.refuse(refusal)
        return _page(request, form, rows, status=422)
    except NothingChanged as same:
        messages.info(request, _("Nothing was changed: no version was written."))
        return redirect("staff:ladder", number=same.args[0])
    except LadderChangedMeanwhile as meanwhile:
        return _changed_meanwhile(request, meanwhile.args[0])
    messages.success(
        request, _("Saved as a draft: nobody holds a tier by it until it is approved.")
    )
    return redirect("staff:ladder", number=ladder.number)


def _changed_meanwhile(request: HttpRequest, number: int) -> HttpResponse:
    """Keep what was typed; what is saved next is the version after the other's."""
    typed = request.POST.copy()
    typed["based_on"] = str(number)
    form = LadderForm(typed)
    form.add_error(
        None,
        _(
            "Somebody has written version %(number)s meanwhile. What you typed is "
            "still here; saving again writes yours as the next version."
        )
        % {"number": number},
    )
    rows = TierRows(request.POST)
    return _page(request, form, rows, status=409)


def _page(
    request: HttpRequest, form: LadderForm, rows: TierRows, *, status: int = 200
) -> HttpResponse:
    context = {"form": form, "rows": rows}
    return render(request, "staff/tiers/draft.html", context, status=status)
