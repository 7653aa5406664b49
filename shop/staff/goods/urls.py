"""Where the pages of the stock are."""

from django.urls import path

from shop.staff.goods import stock_pages
from shop.staff.goods.stock_list import StockList

urlpatterns = [
    path("stock/", StockList.as_page(), name="stock"),
    path("stock/file/", StockList.as_file(), name="stock-file"),
    path("stock/<int:stockrecord_id>/", stock_pages.correct, name="correct-stock"),
]
