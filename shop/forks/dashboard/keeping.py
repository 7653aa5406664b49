"""Let a page of Oscar's write only what its reader changed (F18).

Its forms send all they show, and its views save whole rows. So the rows are locked, the
page is asked what it shows now, and what was sent is merged into that.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from copy import copy
from typing import Any

from django.db.models import Model
from django.forms import DateTimeField
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.utils.datastructures import MultiValueDict
from django.utils.safestring import mark_safe
from oscar.apps.voucher.models import VoucherSet

from shop.forks.dashboard import opened
from shop.forks.dashboard.merging import SETTLED, Merged, RowsChanged, merge

View = Callable[..., HttpResponse]
TEMPLATE = "dashboard/changed_meanwhile.html"
CSRF = "csrfmiddlewaretoken"
_BESIDE = f'<input type="hidden" name="{CSRF}"'.encode()


def carry(response: HttpResponse, *, page: str) -> HttpResponse:
    """Let every form of a page carry what it was opened with."""
    if not isinstance(response, TemplateResponse):
        return response
    fields = opened.fields_of(response.context_data or {})
    return _carrying(response, opened.values_of(fields), page=page)


def _carrying(
    response: HttpResponse, values: opened.Values, *, page: str
) -> HttpResponse:
    if values and isinstance(response, TemplateResponse):
        beside = opened.hidden(values, page=page).encode() + _BESIDE
        response.add_post_render_callback(
            lambda shown: setattr(
                shown, "content", shown.content.replace(_BESIDE, beside)
            )
        )
    return response


def take(
    view: View, request: HttpRequest, args: tuple[Any, ...], kwargs: Mapping[str, Any]
) -> tuple[HttpResponse, Merged | None]:
    """Answer a POST in the transaction that the caller has opened.

    Returns the answer, and what was merged where the page shows what is kept.
    """
    _lock(_shown(view, request, args, kwargs))
    context = _shown(view, request, args, kwargs)
    fields = opened.fields_of(context)
    if not fields:
        return view(request, *args, **kwargs), None
    was = opened.read(request.POST.get(opened.FIELD, ""), page=request.path)
    try:
        merged = merge(request.POST, was=was, fields=fields)
    except RowsChanged:
        return _asked(request, Merged(request.POST.copy()), {}), None
    now = opened.values_of(fields)
    if merged.clashes:
        return _asked(request, merged, now), None
    merged.forget(opened.new_fields_of(context))
    _put(request, merged.posted)
    moments = _moments(context)
    # A form that is refused shows what was sent: it goes on from what there is.
    answer = view(request, *args, **kwargs)
    _put_moments_back(moments, merged)
    return _carrying(answer, now, page=request.path), merged


def _shown(
    view: View, request: HttpRequest, args: tuple[Any, ...], kwargs: Mapping[str, Any]
) -> Mapping[str, Any]:
    """What the page has to show at this moment."""
    asked = copy(request)
    asked.method = "GET"
    _put(asked, QueryDict())
    asked._files = MultiValueDict()  # type: ignore[attr-defined]
    response = view(asked, *args, **kwargs)
    if isinstance(response, TemplateResponse):
        return response.context_data or {}
    return {}


def _lock(context: Mapping[str, Any]) -> None:
    """Keep everybody else from the rows that the page writes, in one order."""
    rows = defaultdict(set)
    for row in opened.rows_of(context):
        rows[type(row)].add(row.pk)
        if isinstance(row, VoucherSet):
            vouchers = row.vouchers.all()
            rows[vouchers.model] |= set(vouchers.values_list("pk", flat=True))
    for model in sorted(rows, key=lambda model: model._meta.label):
        locked = model._base_manager.select_for_update(no_key=True)
        list(locked.filter(pk__in=rows[model]).order_by("pk").values_list("pk"))


Moments = dict[tuple[Model, str], tuple[str, Any]]


def _moments(context: Mapping[str, Any]) -> Moments:
    """Each moment that the page shows, by its row and column, with its field's name.

    Forms show them to the minute, and would write them so.
    """
    found: Moments = {}
    for name, shown in opened.fields_of(context).items():
        row = getattr(shown.form, "instance", None)
        if row is not None and isinstance(shown.field, DateTimeField):
            found[row, shown.name] = (name, getattr(row, shown.name))
    return found


def _put_moments_back(moments: Moments, merged: Merged) -> None:
    for (row, column), (name, moment) in moments.items():
        if name not in merged.after:
            kept = type(row)._base_manager.filter(pk=row.pk)
            kept.exclude(**{column: moment}).update(**{column: moment})


def _put(request: HttpRequest, posted: QueryDict) -> None:
    request._post = posted  # type: ignore[attr-defined]


def _asked(
    request: HttpRequest, merged: Merged, now: opened.Values
) -> TemplateResponse:
    """A page that shows both what was kept meanwhile and what was to be saved."""
    kept = [
        (name, value)
        for name, values in merged.posted.lists()
        for value in values
        if name not in (CSRF, opened.FIELD) and not name.startswith(SETTLED)
    ]
    return TemplateResponse(
        request,
        TEMPLATE,
        {
            "clashes": merged.clashes,
            "kept": kept,
            "carried": mark_safe(opened.hidden(now, page=request.path)),  # noqa: S308
            "files": bool(request.FILES),
            "settled": SETTLED,
        },
        status=409,
    )
