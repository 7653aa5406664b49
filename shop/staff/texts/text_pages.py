"""The texts of the shop: which there are, and writing a new wording of one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shop.components.languages import tag_of
from shop.staff.shell.access import actor, staff_page
from shop.staff.texts.desk import TEXTS
from shop.staff.texts.text_forms import TextForm
from shop.texts import publishing, reading
from shop.texts.models import Page, Version
from shop.texts.wording import LONGEST, says_something, to_html

PREVIEW = "preview"
OLD = "wording"
VERSIONS = 50


@dataclass(frozen=True)
class Row:
    page: Page
    now: Version | None
    coming: Version | None
    lacking: list[str]


@staff_page(*TEXTS.permissions)
@require_safe
def texts(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    return render(
        request, "staff/texts/texts.html", {"rows": [_row(page, now) for page in Page]}
    )


@staff_page(*TEXTS.permissions)
@require_http_methods(["GET", "HEAD", "POST"])
def text(request: HttpRequest, page: str) -> HttpResponse:
    """Write, look at it, publish; nothing is kept before it is published."""
    if page not in Page.values:
        raise Http404
    before = reading.latest(Page(page))
    if request.method != "POST":
        old = _old(Page(page), request.GET.get(OLD, ""))
        return _page(request, Page(page), TextForm(before=before, begin_with=old))
    form = TextForm(request.POST, before=before)
    if not form.is_valid():
        return _page(request, Page(page), form, status=422)
    if PREVIEW in request.POST:
        return _page(request, Page(page), form, preview=_preview(form))
    if not form.is_emptied_on_purpose:
        return _page(request, Page(page), form, asks=_instead(form), status=422)
    return _publish(request, Page(page), form)


def _old(page: Page, said: str) -> Version | None:
    """The wording that shall be written on, of this page."""
    if not said:
        return None
    try:
        return get_object_or_404(Version, page=page, pk=said)
    except ValueError as no_number:
        raise Http404 from no_number


def _instead(form: TextForm) -> list[tuple[str, str]]:
    """Each language that is emptied, and what comes of it."""
    names, emptied = dict(settings.LANGUAGES), form.emptied
    says = next(code for code in names if says_something(form.bodies[code]))
    said = _("Shoppers in %(language)s will read the text in %(other)s.")
    return [
        (code, said % {"language": names[code], "other": names[says]})
        for code in emptied
    ]


def _publish(request: HttpRequest, page: Page, form: TextForm) -> HttpResponse:
    status = 422
    try:
        version = publishing.publish(
            page=page,
            bodies=form.bodies,
            valid_from=form.cleaned_data["valid_from"],
            earlier=form.cleaned_data["earlier"],
            actor=actor(request),
            published_at=timezone.now(),
        )
    except publishing.SaysNothing:
        form.add_error(None, _("Write it in one language at least."))
    except publishing.TooLong as too_long:
        most = _("%(most)d signs at most.") % {"most": LONGEST}
        form.add_error(f"body_{too_long.language}", most)
    except publishing.BeginsInThePast:
        form.add_error("valid_from", _("The past stays: leave it empty, or later."))
    except publishing.BeginsTooLate:
        form.add_error("valid_from", _("Ten years ahead at most."))
    except publishing.WrittenMeanwhile:
        status = 409
        form.add_error(
            None,
            _(
                "Somebody else has published another wording meanwhile. Yours is "
                "still here: compare the two, then publish it once more."
            ),
        )
        # What was typed stays, and follows the other one from now on.
        newest = reading.latest(page)
        sent = request.POST.copy()
        sent["earlier"] = str(newest.pk) if newest else ""
        form.data = sent
    else:
        _say(request, version)
        return redirect("staff:texts")
    return _page(request, page, form, status=status)


def _say(request: HttpRequest, version: Version) -> None:
    messages.success(request, _("Published."))
    if lacking := _names(reading.lacking(version)):
        messages.warning(
            request,
            _(
                "Not written in: %(languages)s. Who reads that language is shown "
                "another one."
            )
            % {"languages": ", ".join(lacking)},
        )


def _row(page: Page, now: datetime) -> Row:
    holds, newest = reading.in_force(page, at=now), reading.latest(page)
    coming = newest if newest and newest.valid_from > now else None
    lacking = _names(reading.lacking(holds)) if holds else []
    return Row(page, holds, coming, lacking)


def _names(codes: list[str]) -> list[str]:
    return [name for code, name in settings.LANGUAGES if code in codes]


def _preview(form: TextForm) -> list[tuple[str, str, str]]:
    """Each language: its name, its tag, and what its readers would see."""
    return [
        # Only what to_html lets through (S12).
        (name, tag_of(code), mark_safe(to_html(form.bodies[code])))  # noqa: S308  cleaned by to_html
        for code, name in settings.LANGUAGES
    ]


def _page(
    request: HttpRequest,
    page: Page,
    form: TextForm,
    *,
    preview: list[tuple[str, str, str]] | None = None,
    asks: list[tuple[str, str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    now = timezone.now()
    found = Version.objects.filter(page=page).order_by("-valid_from", "-pk")
    context: dict[str, Any] = {
        "page": page,
        "form": form,
        "preview": preview,
        "asks": asks,
        "now": now,
        "holds": reading.in_force(page, at=now),
        "versions": found[:VERSIONS],
        "may_publish": actor(request).has_perm(publishing.PERMISSION),
    }
    return render(request, "staff/texts/text.html", context, status=status)
