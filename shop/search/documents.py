"""Keeping the documents: one product at a time, or all of them in bulk."""

import operator
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import reduce

from django.conf import settings
from django.contrib.postgres.search import SearchVector
from django.db.models import Prefetch, Q, QuerySet, Value
from django.utils import translation
from oscar.apps.catalogue.models import ProductAttributeValue

from shop.forks.catalogue.models import Category, Product
from shop.search.models import SearchDocument
from shop.search.words import CONFIGURATIONS, for_index, plain

AT_ONCE = 500


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
    done = 0
    for ids in _chunks(_browsable().order_by("pk").values_list("pk", flat=True)):
        _write(_browsable().filter(pk__in=ids))
        done += len(ids)
        progress(done)
    return done


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


def _write(products: QuerySet[Product]) -> None:
    loaded = list(
        products.prefetch_related(
            Prefetch("categories", Category.objects.browsable()),
            *(
                Prefetch(
                    path, ProductAttributeValue.objects.select_related("value_option")
                )
                for path in ("attribute_values", "children__attribute_values")
            ),
        )
    )
    shelves = {shelf.path: shelf for shelf in Category.objects.browsable()}
    SearchDocument.objects.bulk_create(
        (
            _document(product, language, shelves)
            for product in loaded
            for language, _name in settings.LANGUAGES
        ),
        batch_size=AT_ONCE,
        update_conflicts=True,
        unique_fields=["product", "language"],
        update_fields=["title", "words"],
    )


def _document(
    product: Product, language: str, shelves: Mapping[str, Category]
) -> SearchDocument:
    with translation.override(language):
        title = product.title or ""
        parts = {
            "A": title,
            "B": " ".join(
                [
                    *_attributes(product),
                    *(shelf.name for shelf in _above(product, shelves)),
                ]
            ),
            "C": plain(product.description or ""),
        }
    vectors = [
        SearchVector(
            Value(for_index(text, language)),
            weight=weight,
            config=CONFIGURATIONS[language],
        )
        for weight, text in parts.items()
    ]
    # A product is also found by its name in the other language.
    for other, configuration in CONFIGURATIONS.items():
        if other != language:
            with translation.override(other):
                name = Value(for_index(product.title or "", other))
            vectors.append(SearchVector(name, weight="B", config=configuration))
    return SearchDocument(
        product=product,
        language=language,
        title=title,
        words=reduce(operator.add, vectors),
    )


def _above(product: Product, shelves: Mapping[str, Category]) -> Iterator[Category]:
    """The categories the product is in, and all that these are in themselves."""
    paths = {
        shelf.path[:length]
        for shelf in product.categories.all()
        for length in range(shelf.steplen, len(shelf.path) + 1, shelf.steplen)
    }
    return (shelves[path] for path in sorted(paths) if path in shelves)


def _attributes(product: Product) -> Iterable[str]:
    for owner in (product, *product.children.all()):
        for value in owner.attribute_values.all():
            yield str(value.value_as_text)
