"""The books: whether they agree, since when, and what to keep of them elsewhere."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shop.audit.record import record
from shop.books import asking, digesting, runs
from shop.staff.money.book_lists import DigestList, RunList
from shop.staff.money.desk import BOOKS
from shop.staff.shell.access import actor, require_any, staff_page


@staff_page(*BOOKS.permissions)
@require_safe
def books(request: HttpRequest) -> HttpResponse:
    return _page(request)


@staff_page(*BOOKS.permissions)
@require_POST
def check(request: HttpRequest) -> HttpResponse:
    try:
        asking.ask(actor=actor(request), at=timezone.now())
    except runs.AlreadyUnderWay:
        messages.error(request, _("The books are being checked already."))
        return _page(request, status=409)
    messages.success(request, _("The check begins in a moment."))
    return redirect("staff:books")


@staff_page(*BOOKS.permissions)
@require_safe
def digest(request: HttpRequest, name: str) -> HttpResponse:
    require_any(actor(request), "books.download_digest")
    path = digesting.path_of(name)
    if path is None:
        raise Http404
    record(
        actor=actor(request),
        action="digest.download",
        subject="list:digests",
        recorded_at=timezone.now(),
        after={"file": path.name},
    )
    return HttpResponse(
        path.read_bytes(),
        content_type="application/gzip",
        headers={"Content-Disposition": f'attachment; filename="{path.name}"'},
    )


def _page(request: HttpRequest, *, status: int = 200) -> HttpResponse:
    return render(
        request,
        "staff/money/books.html",
        {
            "under_way": runs.under_way(),
            "last": runs.last(),
            "is_missing": runs.is_missing(at=timezone.now()),
            "runs": RunList(request),
            "digests": DigestList(request),
            "may_check": actor(request).has_perm("books.check_books"),
        },
        status=status,
    )
