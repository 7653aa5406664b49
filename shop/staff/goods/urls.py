"""Where the pages of goods are, of their stock, and of what the search understands."""

from django.urls import path

from shop.staff.goods import (
    category_pages,
    preview_pages,
    product_pages,
    stock_pages,
    synonym_pages,
    variant_pages,
)
from shop.staff.goods.product_list import ProductList
from shop.staff.goods.stock_list import StockList
from shop.staff.goods.synonym_list import MissList, SynonymList

PRODUCT = "products/<int:product_id>/"
CATEGORY = "products/categories/<int:category_id>/"

urlpatterns = [
    path("products/", ProductList.as_page(), name="products"),
    path("products/file/", ProductList.as_file(), name="products-file"),
    path("products/new/", product_pages.new_product, name="new-product"),
    path(PRODUCT, product_pages.product, name="product"),
    path(
        f"{PRODUCT}variants/", variant_pages.product_variants, name="product-variants"
    ),
    path(f"{PRODUCT}variants/add/", variant_pages.add_variants, name="add-variants"),
    path(f"{PRODUCT}preview/", preview_pages.preview_product, name="preview-product"),
    path(
        f"{PRODUCT}duplicate/",
        product_pages.duplicate_product,
        name="duplicate-product",
    ),
    path(
        f"{PRODUCT}undo/<int:entry_id>/",
        product_pages.undo_product,
        name="undo-product",
    ),
    path("products/categories/", category_pages.categories, name="categories"),
    path("products/categories/new/", category_pages.category, name="new-category"),
    path(CATEGORY, category_pages.category, name="category"),
    path(f"{CATEGORY}move/", category_pages.move_category, name="move-category"),
    path(f"{CATEGORY}remove/", category_pages.remove_category, name="remove-category"),
    path(f"{PRODUCT}remove/", product_pages.remove_product, name="remove-product"),
    path("stock/", StockList.as_page(), name="stock"),
    path("stock/file/", StockList.as_file(), name="stock-file"),
    path("stock/<int:stockrecord_id>/", stock_pages.correct, name="correct-stock"),
    path("search/", SynonymList.as_page(), name="synonyms"),
    path("search/file/", SynonymList.as_file(), name="synonyms-file"),
    path("search/nothing/", MissList.as_page(), name="misses"),
    path("search/nothing/file/", MissList.as_file(), name="misses-file"),
    path("search/new/", synonym_pages.new_synonym, name="new-synonym"),
    path("search/<int:synonym_id>/", synonym_pages.synonym, name="synonym"),
    path(
        "search/<int:synonym_id>/remove/",
        synonym_pages.remove_synonym,
        name="remove-synonym",
    ),
]
