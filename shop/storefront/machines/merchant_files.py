"""The Merchant Center's files, one a language: all goods, written by a worker.

They take longer than a page may. Each is written beside the one that is there and
then put in its place, so whoever asks gets a whole one.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db.models import Prefetch
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from loyalty.arithmetic.awards import EarningLine, award
from loyalty.terms.earning import EarningTerms
from shop.forks.catalogue import naming
from shop.forks.catalogue.models import Product, marks_of
from shop.forks.catalogue.slugs import COLUMNS
from shop.forks.partner.strategy import Selector
from shop.rewards.once import rule_in_force
from shop.storefront.categories import Tree, read_tree
from shop.storefront.machines.addresses import LANGUAGES, absolute, product_addresses
from shop.storefront.machines.goods import facts_of
from shop.storefront.machines.head import large
from shop.storefront.machines.merchant import TAIL, Item, channel, item
from shop.storefront.machines.texts import plain
from shop.storefront.reduced import Offered, of_goods, offered, priced
from shop.storefront.tiles import listed

log = logging.getLogger(__name__)
CHUNK = 500


@dataclass(frozen=True)
class House:
    """What is the same for all goods: the rule, the categories, how addresses go.

    Offers are those that hold for everybody `at` the time of the file.
    """

    at: datetime
    rule: EarningTerms
    offers: Sequence[Offered]
    trees: Mapping[str, Tree]
    addresses: Callable[[int, Sequence[str | None]], dict[str, str]]


def path_of(language: str) -> Path:
    return Path(settings.MEDIA_ROOT) / "feeds" / f"merchant.{language}.xml"


def write(*, at: datetime) -> None:
    """Write the file of each language anew, by the rule that holds `at` that time."""
    places = {language: path_of(language) for language in LANGUAGES}
    folder = places[LANGUAGES[0]].parent
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder) as beside:
        written = {
            language: Path(beside) / path.name for language, path in places.items()
        }
        _write(written, at=at)
        for language, path in written.items():
            path.replace(places[language])


def _write(places: Mapping[str, Path], *, at: datetime) -> None:
    with ExitStack() as stack:
        files = {
            language: stack.enter_context(path.open("w", encoding="utf-8"))
            for language, path in places.items()
        }
        trees = {}
        for language, file in files.items():
            with translation.override(language):
                trees[language] = read_tree()
                file.write(_beginning())
        house = House(
            at,
            rule_in_force(at=at).earning,
            offered(trees[LANGUAGES[0]]),
            trees,
            product_addresses(),
        )
        for product, shelf_ids in _goods():
            for language, text in _entries(product, shelf_ids, house).items():
                files[language].write(text)
        for file in files.values():
            file.write(TAIL)


def _beginning() -> str:
    return channel(
        title=str(settings.OSCAR_SHOP_NAME),
        url=absolute(reverse("home")),
        about=_("Good things for the kitchen and the home, chosen one by one."),
    )


def _goods() -> Iterator[tuple[Product, list[int]]]:
    """Every product on sale with the categories it stands in, some at a time."""
    variants = Product.objects.public().annotate(said=marks_of("pk")).order_by("pk")
    products = (
        Product.objects.browsable()
        .annotate(said=marks_of("pk"))
        .select_related("product_class")
        .prefetch_related(
            "stockrecords",
            "images",
            Prefetch(
                "children",
                variants.prefetch_related("stockrecords", "images"),
                to_attr="_prefetched_public_children",
            ),
        )
        .order_by("pk")
    )
    last = 0
    while chunk := list(products.filter(pk__gt=last)[:CHUNK]):
        rows = listed().filter(product_id__in=[product.pk for product in chunk])
        shelves = dict(rows.values_list("product_id", "shelf_ids"))
        yield from ((product, shelves.get(product.pk, [])) for product in chunk)
        last = chunk[-1].pk


def _entries(product: Product, shelf_ids: list[int], house: House) -> dict[str, str]:
    """What of a product has a price, in each language.

    One odd row is left out and told, and does not keep all goods from being told.
    """
    try:
        pieces = product.get_public_children() if product.is_parent else [product]
        labels = house.trees[LANGUAGES[0]].labels(shelf_ids)
        sold = [(piece, _sold(piece, labels, shelf_ids, house)) for piece in pieces]
        slugs = [getattr(product, column) for column in COLUMNS]
        entries = {}
        for language, url in house.addresses(product.pk, slugs).items():
            shelves = _way(house.trees[language], shelf_ids)
            with translation.override(language):
                about = plain(product.description)
                told = (
                    _told(bare, piece, product)
                    for piece, bare in sold
                    if bare is not None
                )
                entries[language] = "".join(
                    item(_placed(one, url, about, shelves)) for one in told if one.title
                )
    except Exception:
        log.exception(
            "Product %s is left out of the Merchant Center's file", product.pk
        )
        return {}
    return entries


def _sold(
    piece: Product, labels: frozenset[str], shelf_ids: list[int], house: House
) -> Item | None:
    """What is the same in every language."""
    info = Selector().strategy().fetch_for_product(piece)
    if not info.price.exists:
        return None
    price = _by_offers(info.price.incl_tax, piece, shelf_ids, house)
    return Item(
        key=str(piece.pk),
        price=price,
        currency=info.price.currency,
        is_available=info.availability.is_available_to_buy,
        earns=award([EarningLine(key=0, cash=price, labels=labels)], house.rule).points,
        group=str(piece.parent_id or ""),
        barcode=piece.upc,
        pictures=[
            large(image.original.name)
            for one in ([piece, piece.parent] if piece.parent else [piece])
            for image in one.images.all()
            if image.original
        ],
        grams=piece.grams,
    )


def _by_offers(
    price: Decimal, piece: Product, shelf_ids: list[int], house: House
) -> Decimal:
    if not (piece.parent or piece).is_discountable:
        return price
    offers = of_goods(
        house.offers,
        {piece.pk, piece.parent_id or piece.pk},
        piece.get_product_class().pk,
        shelf_ids,
    )
    return priced(price, offers, at=house.at).price


def _told(sold: Item, piece: Product, product: Product) -> Item:
    """The same with what it is called."""
    parent = (product.title or "") if sold.group else ""
    marks = piece.said if sold.group else ()
    name = naming.name(own=piece.title or "", parent=parent, marks=marks)
    title = str(name) if name.title else ""
    return replace(sold, title=title, facts=facts_of(piece.said))


def _placed(told: Item, url: str, about: str, shelves: Sequence[str]) -> Item:
    """The same with where it is found, and what is told of all its variants."""
    own = f"{url}?variant={told.key}" if told.group else url
    return replace(told, url=own, description=about, shelves=shelves)


def _way(tree: Tree, shelf_ids: Iterable[int]) -> list[str]:
    known = tree.known(shelf_ids)
    return [shelf.name for shelf in [*tree.above(known[0]), known[0]]] if known else []
