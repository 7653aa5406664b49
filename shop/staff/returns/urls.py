"""Where the pages of returns are."""

from django.urls import path

from shop.components import routes  # noqa: F401  numbers in addresses
from shop.staff.returns import return_pages
from shop.staff.returns.return_list import ReturnList

RETURN = "returns/<number:number>/"

urlpatterns = [
    path("returns/", return_pages.returns, name="returns"),
    path("returns/file/", ReturnList.as_file(), name="returns-file"),
    path(RETURN, return_pages.show, name="return"),
    path(f"{RETURN}receive/", return_pages.receive, name="receive-return"),
    path(f"{RETURN}handed-in/", return_pages.hand_in, name="hand-in-return"),
    path(f"{RETURN}close/", return_pages.close, name="close-return"),
]
