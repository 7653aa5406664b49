"""The pages with texts of the shop, as of now and as orders were placed under them."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shop.components.languages import tag_of
from shop.requests import ShopRequest
from shop.storefront.delivery_costs import costs
from shop.storefront.machines import heads
from shop.texts import reading
from shop.texts.models import Page, Version
from shop.texts.wording import to_html


@require_safe
def text(request: ShopRequest, page: str) -> HttpResponse:
    if page not in Page.values:
        raise Http404(_("There is no such page."))
    version = reading.in_force(Page(page), at=timezone.now())
    context = {"costs": costs() if page == Page.DELIVERY else None}
    return _page(request, Page(page), version, context)


@require_safe
def version(request: ShopRequest, pk: str) -> HttpResponse:
    """A wording that holds or held, for whoever ordered under it."""
    now = timezone.now()
    found = Version.objects.filter(pk=pk, valid_from__lte=now).first()
    if found is None:
        raise Http404(_("There is no such page."))
    holds = reading.in_force(Page(found.page), at=now) == found
    return _page(request, Page(found.page), found, {"is_kept": True, "holds": holds})


def _page(
    request: ShopRequest, page: Page, version: Version | None, context: dict
) -> HttpResponse:
    wording = reading.wording(version) if version else None
    html = to_html(wording.text) if wording else ""
    is_listed = bool(wording or context.get("costs"))
    return render(
        request,
        "storefront/text.html",
        {
            "head": heads.of_wording(
                page,
                html=html,
                is_listed=is_listed and not context.get("is_kept"),
            ),
            "page": page,
            "version": version,
            "wording": wording,
            "tag": tag_of(wording.language) if wording else "",
            # Only what to_html lets through (S12).
            "html": mark_safe(html),  # noqa: S308  cleaned by to_html
            **context,
        },
    )
