"""What of Oscar's dashboards serves until the shop has its own pages for it.

Product types, a change of many products at once, ranges, offers, vouchers.

Its order, user and partner dashboards are not mounted: they let a viewer record
refunds and a partner see other partners' shoppers (S15, S16).
"""

import csv
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import wraps
from io import BytesIO
from typing import Any

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_replace
from django.apps import apps
from django.core.exceptions import BadRequest, ObjectDoesNotExist, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import InvalidPage
from django.db import DataError, transaction
from django.db.models import ProtectedError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import RedirectView
from oscar.apps.dashboard.ranges.forms import RangeProductForm
from oscar.apps.dashboard.ranges.views import RangeProductListView
from oscar.core.application import OscarDashboardConfig

from shop.audit.record import record
from shop.forks.dashboard import asking, in_use, opened
from shop.forks.dashboard.keeping import CSRF, carry, take
from shop.forks.dashboard.merging import SETTLED, Merged
from shop.forks.dashboard.offers.voucher_form import CreateVoucher, UpdateVoucher
from shop.forks.dashboard.outline import mend
from shop.forks.offer.models import RangeProductFileUpload
from shop.staff.shell.access import actor
from shop.typed.lists import read_list

MOUNTED = {
    "catalogue": "catalogue_dashboard",
    "ranges": "ranges_dashboard",
    "offers": "offers_dashboard",
    "vouchers": "vouchers_dashboard",
}
# What has pages of its own by now: where it was is where these are (shop/staff/goods).
# Each old address, its name, the page of today, and what is called otherwise there.
MOVED: tuple[tuple[str, str, str, Mapping[str, str]], ...] = (
    ("categories/", "catalogue-category-list", "staff:categories", {}),
    (
        "categories/<int:pk>/",
        "catalogue-category-detail-list",
        "staff:category",
        {"pk": "category_id"},
    ),
    ("categories/create/", "catalogue-category-create", "staff:new-category", {}),
    (
        "categories/create/<int:parent>/",
        "catalogue-category-create-child",
        "staff:new-category",
        {"parent": ""},
    ),
    (
        "categories/<int:pk>/update/",
        "catalogue-category-update",
        "staff:category",
        {"pk": "category_id"},
    ),
    (
        "categories/<int:pk>/delete/",
        "catalogue-category-delete",
        "staff:remove-category",
        {"pk": "category_id"},
    ),
    ("products/create/", "catalogue-product-create", "staff:new-product", {}),
    (
        "products/create/<str:product_class_slug>/",
        "catalogue-product-create",
        "staff:new-product",
        {"product_class_slug": ""},
    ),
    (
        "products/<int:pk>/",
        "catalogue-product",
        "staff:product",
        {"pk": "product_id"},
    ),
    (
        "products/<int:parent_pk>/create-variant/",
        "catalogue-product-create-child",
        "staff:product-variants",
        {"parent_pk": "product_id"},
    ),
    (
        "products/<int:pk>/delete/",
        "catalogue-product-delete",
        "staff:remove-product",
        {"pk": "product_id"},
    ),
)
# Oscar's pages carry scripts and styles in the page itself.
POLICY = {"script-src": [SELF, UNSAFE_INLINE], "style-src": [SELF, UNSAFE_INLINE]}
LONGEST_VALUE = 500
UPLOAD_TYPES = dict(RangeProductFileUpload.UPLOAD_TYPE_CHOICES)
# Most pages lead on after a change; a window and a script get their answer at once.
ACCEPTED = (200, 302)
CONFLICT = 409
# What Oscar's pages raise at what they do not expect: words where a number should be,
# a key of no row, a sign that no column can hold.
UNREADABLE = (
    ArithmeticError,
    DataError,
    InvalidPage,
    LookupError,
    ObjectDoesNotExist,
    TypeError,
    ValueError,
)
# What a form sends beside what it is about: whom to believe, and which button it was.
OF_THE_PAGE = (CSRF, opened.FIELD, "action", "save", "_popup")

View = Callable[..., HttpResponse]
Urls = list[URLPattern | URLResolver]


class ReadableFileForm(RangeProductForm):
    """Oscar's form takes anything, and its page fails where that is malformed."""

    def clean_file_upload(self) -> UploadedFile | None:
        upload: UploadedFile | None = self.cleaned_data["file_upload"]
        if upload:
            _as_utf_8(upload)
        if upload and not _is_readable(upload):
            raise ValidationError(_("This file cannot be read: it is not plain text."))
        return upload

    def clean_query(self) -> str:
        return "\n".join(read_list(self.cleaned_data["query"]))

    def clean(self) -> dict[str, Any]:
        if self.errors:
            return self.cleaned_data
        if self.cleaned_data["upload_type"] not in UPLOAD_TYPES:
            raise ValidationError(
                _("Nothing was changed. Please go back, reload the page and try again.")
            )
        cleaned: dict[str, Any] = super().clean()
        return cleaned


class RangeProductsView(RangeProductListView):
    form_class = ReadableFileForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Two forms of one kind stand on this page."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["form_excluded"].auto_id = "excluded_%s"
        return context


def _as_utf_8(upload: UploadedFile) -> None:
    """Rewrite a file that a spreadsheet saved as “Unicode text” (F21)."""
    start = upload.read(2)
    upload.seek(0)
    if start not in (BOM_UTF16_LE, BOM_UTF16_BE):
        return
    with suppress(UnicodeDecodeError):
        written = upload.read().decode("utf-16").encode()
        upload.file, upload.size = BytesIO(written), len(written)
    upload.seek(0)


def _is_readable(upload: UploadedFile) -> bool:
    try:
        text = upload.read().decode()
        list(csv.reader(text.splitlines()))
    except (UnicodeDecodeError, csv.Error):
        return False
    finally:
        upload.seek(0)
    return "\0" not in text


def dashboard_urls() -> tuple[Urls, str, str]:
    """Return what `path()` mounts under the name `dashboard`."""
    urls: Urls = [
        path("", RedirectView.as_view(pattern_name="staff:today"), name="index"),
        path(
            "login/",
            RedirectView.as_view(pattern_name="customer:login", query_string=True),
            name="login",
        ),
        path(
            "order/<str:number>/",
            RedirectView.as_view(pattern_name="staff:order"),
            name="order-detail",
        ),
    ]
    ranges: OscarDashboardConfig = apps.get_app_config("ranges_dashboard")
    ranges.products_view = RangeProductsView
    catalogue: OscarDashboardConfig = apps.get_app_config("catalogue_dashboard")
    # Oscar asks who deletes one of these for all that it consists of.
    catalogue.product_class_delete_view.form_class = Form
    catalogue.attribute_option_group_delete_view.form_class = Form
    vouchers: OscarDashboardConfig = apps.get_app_config("vouchers_dashboard")
    vouchers.create_view, vouchers.update_view = CreateVoucher, UpdateVoucher
    urls += [
        path(f"catalogue/{old}", _moved(to, called), name=name)
        for old, name, to, called in MOVED
    ]
    for prefix, label in MOUNTED.items():
        config: OscarDashboardConfig = apps.get_app_config(label)
        moved = {name for _path, name, _to, _called in MOVED}
        included = [
            url for url in config.urls[0] if getattr(url, "name", "") not in moved
        ]
        for pattern in _patterns(included):
            pattern.callback = csp_replace(POLICY)(
                _traced(pattern.callback, action=f"dashboard.{pattern.name}")
            )
        urls.append(path(f"{prefix}/", (included, None, None)))
    return urls, "dashboard", "dashboard"


def _moved(to: str, called: Mapping[str, str]) -> View:
    """Lead on to a page of today; what its address does not name is left out."""

    def lead_on(_request: HttpRequest, **kwargs: Any) -> HttpResponse:
        named = {called.get(name, name): value for name, value in kwargs.items()}
        named.pop("", None)
        return redirect(to, **named)

    return lead_on


def offer_urls() -> tuple[Urls, str, str]:
    """Return where the offer dashboard's link to the shop leads: what is on offer."""
    on_offer = reverse_lazy("catalogue:index", query={"offers": 1})
    urls: Urls = [
        path("<slug:slug>/", RedirectView.as_view(url=on_offer), name="detail")
    ]
    return urls, "offer", "offer"


def _patterns(urls: Urls) -> Iterator[URLPattern]:
    for url in urls:
        if isinstance(url, URLResolver):
            yield from _patterns(url.url_patterns)
        else:
            yield url


def _traced(view: View, *, action: str) -> View:
    """Write only what a form changed, and leave a log entry of it (F18, S19)."""

    @wraps(view)
    def traced(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            if request.method != "POST" or not request.user.is_authenticated:
                return _show(view, request, args, kwargs, action=action)
            return _change(view, request, args, kwargs, action=action)
        except ProtectedError as error:
            kept = in_use.uses_among(error.protected_objects)
            return in_use.page(request, kept, status=CONFLICT)
        except UNREADABLE as error:
            raise BadRequest(f"{action} cannot read what was sent") from error

    return traced


@transaction.atomic
def _show(
    view: View,
    request: HttpRequest,
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    *,
    action: str,
) -> HttpResponse:
    shown: HttpResponse = view(request, *args, **kwargs)
    _note_file(request, shown, action)
    if not isinstance(shown, TemplateResponse):
        return shown
    if action.endswith("-delete"):
        if kept := _uses(shown):
            return in_use.page(request, kept, status=200)
        asking.ask(shown, page=action.replace(".", ":"))
    carry(shown, page=request.path)
    shown.add_post_render_callback(mend)
    # What was asked for is read while the page is drawn.
    return shown.render()


def _note_file(request: HttpRequest, response: HttpResponse, action: str) -> None:
    """Write down who took a list along, such as the codes of vouchers (F23)."""
    if response.get("Content-Type", "").startswith("text/csv"):
        record(
            actor=actor(request),
            action="list.download",
            subject=f"list:{action}",
            recorded_at=timezone.now(),
            after={"rows": response.content.count(b"\n")},
        )


@transaction.atomic
def _change(
    view: View,
    request: HttpRequest,
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    *,
    action: str,
) -> HttpResponse:
    response, merged = take(view, request, args, kwargs)
    if response is None:  # where a page has several buttons, and none was pressed
        raise BadRequest(f"{action} knows no such button")
    if response.status_code == CONFLICT:
        return response
    if _is_form_again(response):
        response.status_code = 422
        if isinstance(response, TemplateResponse):
            response.add_post_render_callback(mend)
    # Lists lead on to a page that asks.
    elif response.status_code in ACCEPTED and not action.endswith("-list"):
        record(
            actor=actor(request),
            action=action,
            subject=":".join(map(str, (*args, *kwargs.values()))) or "new",
            before=_short(merged.before) if merged else None,
            after=_after(request, merged),
            recorded_at=timezone.now(),
        )
    return response


def _uses(shown: HttpResponse) -> list[in_use.Use]:
    """Where that is used which a page asks about deleting."""
    context = getattr(shown, "context_data", None) or {}
    return in_use.uses(context["object"]) if "object" in context else []


def _is_form_again(response: HttpResponse) -> bool:
    """Oscar shows a form that it refused once more, as if all were well."""
    return isinstance(response, TemplateResponse) and any(
        getattr(shown, "is_bound", False)
        for shown in (response.context_data or {}).values()
    )


def _after(request: HttpRequest, merged: Merged | None) -> dict[str, str]:
    """What was changed on a page that shows what is kept, else all that was sent."""
    files = {
        name: ", ".join(upload.name or "" for upload in request.FILES.getlist(name))
        for name in request.FILES
    }
    said = merged.said if merged else ()
    sent = {
        name: value
        for name, value in (request.POST.dict() | files).items()
        if value and name not in said and not _is_of_the_page(name)
    }
    return _short(sent | (merged.after if merged else {}))


def _is_of_the_page(name: str) -> bool:
    """Whether a field says how the page works, and nothing of what it is about.

    How many forms stand in a row, as Django counts them, is no change; nor is what was
    there when the page was opened.
    """
    return (
        name in OF_THE_PAGE
        or name.endswith("_FORMS")
        or name.startswith(("initial-", SETTLED))
    )


def _short(values: Mapping[str, str]) -> dict[str, str]:
    return {
        name: value[:LONGEST_VALUE].replace("\0", "")  # which no column can hold
        for name, value in values.items()
    }
