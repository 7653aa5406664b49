"""Change what is said of goods, a product and its variants at once.

A change says what its author saw and what it shall be (merging.py): what others did
meanwhile stays, and pieces that orders took are not brought back (F18, S01).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files import File
from django.db import IntegrityError, transaction
from psycopg.errors import UniqueViolation

from shop.audit.record import record
from shop.catalogue import lacking
from shop.catalogue.facts import STOCK, Facts, add_pictures, facts_of, put, stock_of
from shop.catalogue.merging import Clash, merge
from shop.forks.catalogue.models import Product
from shop.forks.partner.models import StockRecord
from shop.users.models import User
from shop.users.permission import require

PERMISSION = "catalogue.change_product"
# What asks for more than that.
PERMISSIONS = {
    "price": "partner.change_stockrecord",
    "sku": "partner.change_stockrecord",
    "low_at": "partner.change_stockrecord",
    "in_stock": "partner.correct_stock",
}


class ChangedMeanwhile(Exception):
    """Somebody else changed the same: `clashes` by the number of their product."""

    def __init__(self, clashes: Mapping[int, list[Clash]]):
        super().__init__(clashes)
        self.clashes = clashes


class PromisedToOrders(Exception):
    """Orders wait for more pieces than there would be; `promised` says how many."""

    def __init__(self, product_id: int, promised: int):
        super().__init__(product_id, promised)
        self.product_id, self.promised = product_id, promised


class NumberTaken(Exception):
    """Other goods have this article number or barcode."""

    def __init__(self, product_id: int):
        super().__init__(product_id)
        self.product_id = product_id


class NoAddress(Exception):
    """No address can be made of its words (F16)."""


class NotReady(Exception):
    """It lacks what shoppers need; `lacks` says what."""

    def __init__(self, lacks: list[str]):
        super().__init__(lacks)
        self.lacks = lacks


@dataclass(frozen=True, kw_only=True)
class Change:
    """What somebody saw of goods, and how it shall be: facts by their names.

    `pictures` are new ones, to stand behind those that there are.
    """

    product_id: int
    seen: Facts
    wanted: Facts
    pictures: Sequence[File] = ()


@transaction.atomic
def change(
    *, changes: Iterable[Change], actor: User, changed_at: datetime, reason: str = ""
) -> list[Product]:
    """Write what was changed of each, and nothing else; return what was changed.

    All or nothing. Raises Product.DoesNotExist, ChangedMeanwhile, PromisedToOrders,
    NumberTaken, NoAddress and NotReady.
    """
    require(actor, PERMISSION)
    asked = {one.product_id: one for one in changes}
    goods = lock(asked)
    if set(asked) - set(goods):
        raise Product.DoesNotExist
    now = {pk: facts_of(one, _about(asked[pk])) for pk, one in goods.items()}
    merged = {
        pk: merge(seen=one.seen, now=now[pk], wanted=one.wanted)
        for pk, one in asked.items()
    }
    if clashes := {pk: apart for pk, (_written, apart) in merged.items() if apart}:
        raise ChangedMeanwhile(clashes)
    changed = []
    for pk, product in goods.items():
        written, _none = merged[pk]
        if not written and not asked[pk].pictures:
            continue
        _require_allowed(product, written, actor)
        _write(product, written, asked[pk].pictures)
        if _note(product, now[pk], actor=actor, at=changed_at, reason=reason):
            changed.append(product)
    return changed


def lock(product_ids: Iterable[int]) -> dict[int, Product]:
    """Goods and their stock, each in the order of their keys, as they are by now."""
    rows = Product.objects.select_for_update(no_key=True).order_by("pk")
    goods = {product.pk: product for product in rows.filter(pk__in=list(product_ids))}
    stock = StockRecord.objects.select_for_update(no_key=True).order_by("pk")
    list(stock.filter(product__in=list(goods)).values_list("pk"))
    return goods


def _about(change: Change) -> set[str]:
    """The facts that a change may touch."""
    return {*change.wanted, *(["pictures"] if change.pictures else [])}


def _require_allowed(product: Product, written: Facts, actor: User) -> None:
    for name in written:
        if name in PERMISSIONS:
            require(actor, PERMISSIONS[name])
    if not set(written) & set(STOCK):
        return
    stock = stock_of(product)
    promised = (stock.num_allocated if stock else 0) or 0
    pieces: Any = written.get("in_stock", promised)
    if promised and (pieces is None or pieces < promised):
        raise PromisedToOrders(product.pk, promised)


def _write(product: Product, written: Facts, pictures: Sequence[File]) -> None:
    try:
        with transaction.atomic():
            _put(product, written)
            add_pictures(product, pictures)
    except IntegrityError as error:
        if isinstance(error.__cause__, UniqueViolation):
            raise NumberTaken(product.pk) from error
        raise


def _note(
    product: Product, before: Facts, *, actor: User, at: datetime, reason: str
) -> bool:
    """Write down what is otherwise than `before`; return whether anything is."""
    fresh = Product.objects.get(pk=product.pk)
    after = facts_of(fresh, before)
    changed = [name for name in after if after[name] != before.get(name)]
    is_published = "is_public" in changed and after["is_public"]
    if is_published and (lacks := lacking.needed(fresh, facts_of(fresh))):
        raise NotReady(lacks)
    if changed:
        record(
            actor=actor,
            action="product.change",
            subject=subject(product.pk),
            recorded_at=at,
            before={name: before.get(name) for name in changed},
            after={name: after[name] for name in changed},
            reason=reason,
        )
    return bool(changed)


def _put(product: Product, written: Facts) -> None:
    for name in written:
        if name.startswith("slug_"):
            setattr(product, name, written[name] or None)
        elif name.startswith("title_"):
            setattr(product, name, written[name])
    product.give_slugs()
    if not product.slug_en:
        raise NoAddress
    put(product, written)


def subject(product_id: int) -> str:
    """What the log knows goods by."""
    return f"product:{product_id}"
