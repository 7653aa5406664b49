"""Keeping the documents: one product at a time, or all of them in bulk."""

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from datetime import timedelta

from django.db import connection
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Sum
from django.utils import timezone
from oscar.apps.catalogue.models import ProductAttributeValue

from shop.forks.catalogue.models import Category, Product
from shop.forks.order.models import Line
from shop.search import vocabulary
from shop.search.contents import WEIGHTS, Contents, contents_of
from shop.search.models import SearchDocument
from shop.search.words import CONFIGURATIONS

AT_ONCE = 500
# What was bought in these days makes one of two equals stand before the other.
LATELY = timedelta(days=90)
LATIN = [
    (configuration, weight)
    for configuration in sorted(set(CONFIGURATIONS.values()))
    for weight in WEIGHTS
]
# Nothing is written where nothing has changed.
STEMMED = " || ".join(
    f"setweight(to_tsvector('{configuration}', {configuration}_{weight}), '{weight}')"
    for configuration, weight in LATIN
)
COLUMNS = ", ".join(f"{configuration}_{weight} text" for configuration, weight in LATIN)
# Nothing is written where nothing has changed.
WRITE = f"""
    INSERT INTO shop_search_searchdocument AS kept (product_id, titles, words, sold)
    SELECT made.product_id, made.titles, made.lexemes::tsvector || {STEMMED}, made.sold
    FROM jsonb_to_recordset(%s) AS made
        (product_id int, titles text[], lexemes text, sold int, {COLUMNS})
    JOIN catalogue_product AS product
        ON product.id = made.product_id AND product.is_public
    ORDER BY made.product_id
    ON CONFLICT (product_id) DO UPDATE
        SET titles = excluded.titles, words = excluded.words, sold = excluded.sold
        WHERE (kept.titles, kept.words, kept.sold)
            IS DISTINCT FROM (excluded.titles, excluded.words, excluded.sold)
"""  # noqa: S608  only names of this file are put in


def index_product(product_id: int) -> None:
    """Renew the documents of one product, or remove them if nobody may see it.

    A variant is found through its parent. Repeating is harmless.
    """
    product = Product.objects.filter(pk=product_id).first()
    shown = product.parent_id or product.pk if product else product_id
    ids = _browsable().filter(pk=shown)
    if not ids.exists():
        SearchDocument.objects.filter(product_id=shown).delete()
        return
    _write(ids)


def index_category(category_id: int) -> None:
    """Renew the documents of all goods in a category and below it."""
    category = Category.objects.filter(pk=category_id).first()
    if category:
        shelves = Category.objects.filter(path__startswith=category.path)
        _renew(Q(categories__in=shelves))


def index_option(option_id: int) -> None:
    """Renew the documents of all goods, or of whose variants, that have an option."""
    values = ProductAttributeValue.objects.filter(
        Q(value_option=option_id) | Q(value_multi_option=option_id)
    )
    named = Product.objects.filter(attribute_values__in=values)
    _renew(Q(pk__in=named.values("pk")) | Q(pk__in=named.values("parent")))


def _renew(which: Q) -> None:
    """Renew in bulk; what nobody may see has no document, and gets none."""
    found = _browsable().filter(pk__in=Product.objects.filter(which).values("pk"))
    for ids in _chunks(found.order_by("pk").values_list("pk", flat=True)):
        _write(_browsable().filter(pk__in=ids))


def index_all(*, progress: Callable[[int], None] = lambda count: None) -> int:
    """Renew every document and remove those of products nobody sees any more."""
    SearchDocument.objects.exclude(product__in=_browsable()).delete()
    done, words = 0, Counter[str]()
    for ids in _chunks(_browsable().order_by("pk").values_list("pk", flat=True)):
        for contents in _write(_browsable().filter(pk__in=ids)):
            words.update(contents.strong | contents.weak)
        done += len(ids)
        progress(done)
    vocabulary.count(words)
    return done


def index_missing() -> None:
    """Index the goods that have no document, as after an update of the shop.

    Where none has one, or many have none, all is made anew, with the words it is
    found by: that is no worker who is late.
    """
    documents = SearchDocument.objects.filter(product=OuterRef("pk"))
    missing = _browsable().filter(~Exists(documents)).order_by("pk")
    ids = list(missing.values_list("pk", flat=True)[: AT_ONCE + 1])
    if len(ids) > AT_ONCE or (ids and not SearchDocument.objects.exists()):
        index_all()
    elif ids:
        _write(_browsable().filter(pk__in=ids))


def forget(product_id: int) -> None:
    """Take a product out of the search at once: nobody may see it any more."""
    SearchDocument.objects.filter(product_id=product_id).delete()


def _chunks(ids: QuerySet) -> Iterator[list[int]]:
    chunk: list[int] = []
    for pk in ids.iterator(chunk_size=AT_ONCE):
        chunk.append(pk)
        if len(chunk) == AT_ONCE:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _browsable() -> QuerySet[Product]:
    return Product.objects.browsable()


def _write(products: QuerySet[Product]) -> list[Contents]:
    values = ProductAttributeValue.objects.select_related("attribute", "value_option")
    loaded = list(
        products.prefetch_related(
            Prefetch("categories", Category.objects.browsable()),
            Prefetch("attribute_values", values),
            Prefetch("children__attribute_values", values),
            "stockrecords",
            "children__stockrecords",
        )
    )
    shelves = {shelf.path: shelf for shelf in Category.objects.browsable()}
    made = [contents_of(product, shelves) for product in loaded]
    sold = _sold(loaded)
    rows = [
        {
            "product_id": contents.product_id,
            "titles": contents.titles,
            "lexemes": contents.vector(),
            "sold": sold[contents.product_id],
        }
        | {
            f"{configuration}_{weight}".lower(): " ".join(
                contents.latin.get((configuration, weight), ())
            )
            for configuration, weight in LATIN
        }
        for contents in made
    ]
    with connection.cursor() as cursor:
        cursor.execute(WRITE, [json.dumps(rows)])
    vocabulary.learn(
        strong={word for contents in made for word in contents.strong},
        weak={word for contents in made for word in contents.weak},
    )
    return made


def _sold(products: Collection[Product]) -> Counter[int]:
    """How many pieces of each were bought lately, its variants' counted in."""
    shown = {product.pk: product.pk for product in products} | {
        child.pk: product.pk for product in products for child in product.children.all()
    }
    since = timezone.now() - LATELY
    lines = Line.objects.filter(product__in=shown, order__date_placed__gt=since)
    sold = Counter[int]()
    for product_id, pieces in lines.values_list("product").annotate(Sum("quantity")):
        sold[shown[product_id]] += pieces
    return sold
