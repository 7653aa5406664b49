"""Returns that shoppers asked for: find, open, settle or refuse, close."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from shop.orders.status import ImpossibleStep
from shop.orders.undoing import returning
from shop.returns import ending, foreseeing, receiving, sending
from shop.returns.models import ReturnRequest
from shop.returns.seen import SettlementChanged, seen
from shop.staff.returns.desk import RETURNS
from shop.staff.returns.return_finding import (
    receipts_of,
    return_by_code,
    return_of,
)
from shop.staff.returns.return_forms import (
    ReceiveForm,
    SettleForm,
    WordsForm,
)
from shop.staff.returns.return_list import ReturnList
from shop.staff.shell import finding
from shop.staff.shell.access import actor, staff_page
from shop.staff.shell.forms import CHANGE

RECEIVE = "returns.receive_return"
CHANGED_MEANWHILE = (
    SettlementChanged,
    ending.NotOpen,
    receiving.MoreThanAwaited,
    receiving.TurnTaken,
    returning.NoPieces,
)


@staff_page(*RETURNS.permissions)
@require_safe
def returns(request: HttpRequest) -> HttpResponse:
    """The list; a number or a code that was typed or scanned leads to its return."""
    listed = ReturnList(request)
    text = listed.asked.get("text", "")
    if text and (found := return_by_code(text)):
        return redirect("staff:return", number=found.number)
    return listed.answer()


@staff_page(*RETURNS.permissions)
@require_safe
def show(request: HttpRequest, number: str) -> HttpResponse:
    return _page(request, _find(number))


@staff_page(*RETURNS.permissions)
@require_http_methods(["GET", "HEAD", "POST"])
def receive(request: HttpRequest, number: str) -> HttpResponse:
    """Say what was in the parcel, look at what goes back, settle it."""
    if not actor(request).has_perm(RECEIVE):
        raise PermissionDenied
    found = _find(number)
    if request.method == "POST":
        return _settled(request, found)
    lines = list(found.lines.all())
    is_asked = any(name.startswith("received-") for name in request.GET)
    form = ReceiveForm(request.GET if is_asked else None, lines=lines)
    if not form.is_bound:
        return _receive_page(request, found, {"form": form})
    if not form.is_valid():
        return _receive_page(request, found, {"form": form}, status=422)
    if CHANGE in request.GET:
        return _receive_page(request, found, {"form": form})
    return _looked_at(request, found, form)


@staff_page(*RETURNS.permissions)
@require_POST
def hand_in(request: HttpRequest, number: str) -> HttpResponse:
    found = _find(number)
    try:
        sending.hand_in(number=found.number, actor=actor(request), at=timezone.now())
    except ending.NotOpen:
        return _changed(request, number)
    messages.success(request, _("The parcel is taken in. It still has to be opened."))
    return redirect("staff:return", number=found.number)


@staff_page(*RETURNS.permissions)
@require_POST
def close(request: HttpRequest, number: str) -> HttpResponse:
    found = _find(number)
    form = WordsForm(request.POST)
    if not form.is_valid():
        return _page(request, found, {"form": form}, status=422)
    try:
        ending.close(
            number=found.number,
            actor=actor(request),
            words=form.cleaned_data["words"],
            at=timezone.now(),
        )
    except ending.NotOpen:
        return _changed(request, number)
    messages.success(request, _("The return is closed: no more pieces are awaited."))
    return redirect("staff:return", number=found.number)


def _looked_at(
    request: HttpRequest,
    found: ReturnRequest,
    form: ReceiveForm,
    *,
    settle: SettleForm | None = None,
) -> HttpResponse:
    """What would go back, beside the button that settles it; or what is amiss."""
    try:
        settlement = receiving.foresee(request=found, verdicts=form.verdicts())
    except (ImpossibleStep, *CHANGED_MEANWHILE):
        return _receive_page(request, found, {"form": form}, status=409)
    status = 422 if settle else 200
    if settle is None:
        settle = SettleForm(
            lines=form.lines,
            initial=form.cleaned_data
            | {"turn": found.receipts.count() + 1, "seen": seen(settlement)},
        )
    context = {"form": form, "settle": settle, "settlement": settlement}
    return _receive_page(request, found, context, status=status)


def _settled(request: HttpRequest, found: ReturnRequest) -> HttpResponse:
    form = SettleForm(request.POST, lines=list(found.lines.all()))
    if not form.is_valid():
        if not found.is_open:
            return _changed(request, found.number)
        if set(form.errors) <= set(WordsForm.base_fields):
            return _looked_at(request, found, form, settle=form)
        return _receive_page(request, found, {"form": form}, status=422)
    try:
        receiving.receive(
            number=found.number,
            actor=actor(request),
            verdicts=form.verdicts(),
            words=form.cleaned_data["words"],
            turn=form.cleaned_data["turn"],
            received_at=timezone.now(),
            previewed=form.cleaned_data["seen"],
        )
    except (ImpossibleStep, *CHANGED_MEANWHILE):
        return _changed(request, found.number)
    messages.success(request, _("The parcel is settled."))
    return redirect("staff:return", number=found.number)


def _changed(request: HttpRequest, number: str) -> HttpResponse:
    """The return as it stands now, saying that nothing was done."""
    messages.error(
        request, _("Nothing was done: the return has changed meanwhile. Look again.")
    )
    return _page(request, _find(number), status=409)


def _find(number: str) -> ReturnRequest:
    found = return_of(number)
    if found is None:
        raise Http404
    return found


def _page(
    request: HttpRequest,
    found: ReturnRequest,
    context: dict[str, Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    person = actor(request)
    shown = {
        "found": found,
        "order": found.order,
        "foreseen": foreseeing.foresee_request(found, at=timezone.now()),
        "receipts": receipts_of(found),
        "form": WordsForm(),
        "may_receive": person.has_perm(RECEIVE),
        **(context or {}),
    }
    if person.has_perm("audit.view_entry"):
        shown["log"] = finding.log_of(f"return:{found.number}")
    return render(request, "staff/returns/return.html", shown, status=status)


def _receive_page(
    request: HttpRequest,
    found: ReturnRequest,
    context: dict[str, Any],
    *,
    status: int = 200,
) -> HttpResponse:
    return render(
        request,
        "staff/returns/receive_return.html",
        {"found": found, "order": found.order, **context},
        status=status,
    )
