"""Where the pages of the stock are, and of what the search understands."""

from django.urls import path

from shop.staff.goods import stock_pages, synonym_pages
from shop.staff.goods.stock_list import StockList
from shop.staff.goods.synonym_list import MissList, SynonymList

urlpatterns = [
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
