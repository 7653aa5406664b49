"""Every public page, for search engines: in files by language and kind.

A file of products covers so many numbers, and not so many places in a list: nothing
moves from one to another when goods come and go, and none is found by counting.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from xml.sax.saxutils import escape

from django.db.models import F, Max
from django.urls import reverse
from django.utils import timezone

from shop.components.languages import tag_of
from shop.forks.catalogue.models import Product, ProductCategory
from shop.forks.catalogue.slugs import COLUMNS
from shop.storefront.categories import Tree, address_of
from shop.storefront.machines.addresses import (
    absolute,
    in_every_language,
    product_addresses,
)
from shop.texts.reading import written_pages

# A file may name 50,000 pages and have 50 MB: these have 2 MB, whatever the slugs.
NUMBERS = 5_000
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
LINKS = 'xmlns:xhtml="http://www.w3.org/1999/xhtml"'


@dataclass(frozen=True)
class Entry:
    """A page by its whole address in each language."""

    addresses: Mapping[str, str]
    changed_at: datetime | None = None


def index() -> str:
    """All files, with when what they name was changed last."""
    parts = Product.objects.browsable().annotate(part=F("pk") / NUMBERS)
    changed = (
        parts.order_by("part").values_list("part").annotate(at=Max("date_updated"))
    )
    files = {f"products-{part}": changed_at for part, changed_at in changed}
    latest = max(files.values(), default=None)
    lines = (
        f"<sitemap><loc>{escape(address)}</loc>{_changed(changed_at)}</sitemap>\n"
        for name, changed_at in {"pages": latest, "categories": latest, **files}.items()
        for address in _addresses("machines:sitemap", name=name).values()
    )
    return f"{HEAD}<sitemapindex {SPACE}>\n{''.join(lines)}</sitemapindex>\n"


def file(entries: Iterable[Entry], *, language: str) -> str:
    """The pages of one language, each with its like in the others."""
    lines = (_line(entry, language) for entry in entries if language in entry.addresses)
    return f"{HEAD}<urlset {SPACE} {LINKS}>\n{''.join(lines)}</urlset>\n"


def pages() -> Iterator[Entry]:
    """The pages that are there without any goods; the first two show the newest."""
    latest = Product.objects.browsable().aggregate(at=Max("date_updated"))["at"]
    yield Entry(_addresses("home"), latest)
    yield Entry(_addresses("catalogue:index"), latest)
    yield Entry(_addresses("points:how"))
    for page, since in written_pages(at=timezone.now()).items():
        yield Entry(_addresses("texts:text", page=page.value), since)


def categories(tree: Tree) -> Iterator[Entry]:
    """Each category; it was changed when something on its shelves was."""
    on_shelves = ProductCategory.objects.filter(product__is_public=True)
    changed: dict[int, datetime] = dict(
        on_shelves.values_list("category_id").annotate(at=Max("product__date_updated"))
    )
    for shelf in tree.shelves:
        within = (changed.get(one.id) for one in tree.shelves if shelf.holds(one))
        address = partial(address_of, shelf.id, shelf.way)
        yield Entry(_whole(address), max(filter(None, within), default=None))


def products(part: int) -> Iterator[Entry]:
    """The products of one file."""
    first = part * NUMBERS
    rows = Product.objects.browsable().filter(pk__range=(first, first + NUMBERS - 1))
    addresses = product_addresses()
    columns = ("pk", "date_updated", *COLUMNS)
    for pk, changed_at, *slugs in rows.order_by("pk").values_list(*columns):
        yield Entry(addresses(pk, slugs), changed_at)


def _addresses(view: str, **keys: str) -> dict[str, str]:
    return _whole(partial(reverse, view, kwargs=keys))


def _whole(address: Callable[[], str]) -> dict[str, str]:
    found = in_every_language(address)
    return {language: absolute(path) for language, path in found.items()}


def _line(entry: Entry, language: str) -> str:
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{tag}" href="{escape(address)}"/>'
        for tag, address in _alternates(entry)
    )
    own = escape(entry.addresses[language])
    return f"<url><loc>{own}</loc>{_changed(entry.changed_at)}{links}</url>\n"


def _alternates(entry: Entry) -> list[tuple[str, str]]:
    found = [(tag_of(code), address) for code, address in entry.addresses.items()]
    return [*found, ("x-default", found[0][1])]


def _changed(at: datetime | None) -> str:
    return f"<lastmod>{at.isoformat(timespec='seconds')}</lastmod>" if at else ""
