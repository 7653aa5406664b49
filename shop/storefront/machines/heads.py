"""What machines read in the heads of the pages for browsing.

From what a page has read already: nothing here asks the database.
"""

from collections.abc import Iterable

from django.conf import settings
from django.core.paginator import Page
from django.http import HttpRequest, QueryDict
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shop.components.languages import tag_of
from shop.forks.catalogue.models import Product
from shop.storefront.categories import Shelf, address_of
from shop.storefront.keeping import PUBLIC
from shop.storefront.machines import structured
from shop.storefront.machines.addresses import absolute, in_every_language
from shop.storefront.machines.goods import goods_on
from shop.storefront.machines.head import NOWHERE, Head, seller, share
from shop.storefront.machines.structured import Thing
from shop.storefront.machines.texts import cut, plain
from shop.storefront.product_page import ProductPage
from shop.texts.models import Page as TextPage

NOT_LISTED = "noindex, follow"
# What a list may be asked for without being another list: where somebody came from.
CAME_FROM = ("fbclid", "gclid", "msclkid", "ref")
ORDER = ("page", "sort")


def of_home() -> Head:
    search = absolute(reverse("search:search"))
    front = absolute(reverse("home"))
    language = tag_of(get_language() or settings.LANGUAGE_CODE)
    return Head(
        addresses=in_every_language(lambda: reverse("home")),
        title=_("Good things for the kitchen and the home"),
        description=cut(
            _(
                "Tea, bread boards, linen and soap: everyday things for the kitchen and"
                " the home, made well and chosen one by one."
            )
        ),
        data=[
            structured.website(
                seller=seller(), url=front, language=language, search=search
            ),
            structured.organization(
                seller=seller(),
                logo=absolute(static("shop/icons/icon-512.png")),
                programme=_("Points"),
                promise=_(
                    "They cost nothing, and they are not money: they cannot be bought,"
                    " sold, paid out or given to someone else."
                ),
                member=_("Member"),
                rules=absolute(reverse("points:how")),
            ),
        ],
    )


def of_list(
    shelf: Shelf | None, *, above: Iterable[Shelf], page: Page, asked: QueryDict
) -> Head:
    """The head of all products or of a category; others lead to the plain list."""
    name = shelf.name if shelf else _("All products")
    title, written = name, ""
    if shelf:
        title = shelf.meta_title or name
        written = shelf.meta_description or plain(shelf.description)
    number = page.number if _is_plain(asked) else 1
    if page.number > 1:
        title = _("%(title)s, page %(number)d") % {
            "title": title,
            "number": page.number,
        }
    return Head(
        addresses=in_every_language(lambda: _address(shelf)),
        query=f"?page={number}" if number > 1 else "",
        title=title,
        description=cut(written) or _about(name),
        robots=NOT_LISTED if is_filtered(asked) else "",
        picture=share(shelf.image.name if shelf else None),
        data=[_trail([*above, shelf])] if shelf else [],
    )


def of_product(page: ProductPage) -> Head:
    product = page.product
    title = product.get_title()
    written = cut(product.meta_description or plain(product.description))
    sold = structured.goods(goods_on(page), seller=seller())
    return Head(
        addresses=in_every_language(product.get_absolute_url),
        title=product.meta_title or title,
        description=written or _about(title),
        kind="product",
        picture=share(page.pictures[0].image.original.name if page.pictures else ""),
        data=[*([sold] if sold else []), _trail(page.trail, product)],
    )


def of_text(view: str, *, title: str, description: str) -> Head:
    """The head of a public page without goods."""
    return Head(
        addresses=in_every_language(lambda: reverse(view)),
        title=title,
        description=description,
    )


def of_wording(page: TextPage, *, html: str, is_listed: bool) -> Head:
    """The head of a text of the shop; other wordings lead to the one of today."""
    return Head(
        addresses=in_every_language(lambda: reverse("texts:text", args=[page.value])),
        title=str(page.label),
        description=cut(plain(html)) or _about(str(page.label)),
        robots="" if is_listed else NOT_LISTED,
    )


def of_any(request: HttpRequest | None) -> Head:
    """The head of a page that says nothing of it: public ones have an address."""
    match = request.resolver_match if request else None
    if match is None or not {match.view_name, match.namespace} & PUBLIC:
        return NOWHERE
    is_listed = not {match.view_name, match.namespace} & {"search", "styleguide"}
    return Head(
        addresses=in_every_language(
            lambda: reverse(match.view_name, args=match.args, kwargs=match.kwargs)
        ),
        robots="" if is_listed else NOT_LISTED,
    )


def is_filtered(asked: QueryDict) -> bool:
    """Whether a list shows less than all of it, by whatever name that is asked."""
    return any(
        value and not _came_from(name) and name not in ORDER
        for name, value in asked.items()
    )


def _is_plain(asked: QueryDict) -> bool:
    return not is_filtered(asked) and not asked.get("sort")


def _came_from(name: str) -> bool:
    return name.startswith("utm_") or name in CAME_FROM


def _address(shelf: Shelf | None) -> str:
    return address_of(shelf.id, shelf.way) if shelf else reverse("catalogue:index")


def _about(name: str) -> str:
    return _(
        "%(name)s: good things for the kitchen and the home, chosen one by one."
    ) % {"name": name}


def _trail(shelves: Iterable[Shelf], product: Product | None = None) -> Thing:
    steps = [(_("Home"), absolute(reverse("home")))]
    steps += [(shelf.name, absolute(shelf.url)) for shelf in shelves]
    if product:
        steps.append((product.get_title(), absolute(product.get_absolute_url())))
    return structured.breadcrumbs(steps)
