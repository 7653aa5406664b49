"""Where the pages of ladders are."""

from django.urls import path

from shop.staff.tiers import draft_pages, ladder_pages, step_pages
from shop.staff.tiers.ladder_list import LadderList

LADDER = "tiers/<int:number>/"

urlpatterns = [
    path("tiers/", LadderList.as_page(), name="ladders"),
    path("tiers/file/", LadderList.as_file(), name="ladders-file"),
    path("tiers/new/", draft_pages.new, name="new-ladder"),
    path(LADDER, ladder_pages.ladder, name="ladder"),
    path(f"{LADDER}submit/", step_pages.submit, name="submit-ladder"),
    path(f"{LADDER}approve/", step_pages.approve, name="approve-ladder"),
    path(f"{LADDER}turn-down/", step_pages.turn_down, name="turn-ladder-down"),
]
