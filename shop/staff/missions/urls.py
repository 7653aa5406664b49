"""Where the pages of missions are."""

from django.urls import path

from shop.staff.missions import draft_pages, mission_pages, step_pages
from shop.staff.missions.mission_list import MissionList

MISSION = "missions/<int:mission_id>/"

urlpatterns = [
    path("missions/", MissionList.as_page(), name="missions"),
    path("missions/file/", MissionList.as_file(), name="missions-file"),
    path("missions/new/", draft_pages.new, name="new-mission"),
    path(MISSION, mission_pages.mission, name="mission"),
    path(f"{MISSION}change/", draft_pages.change, name="change-mission"),
    path(f"{MISSION}submit/", step_pages.submit, name="submit-mission"),
    path(f"{MISSION}approve/", step_pages.approve, name="approve-mission"),
    path(f"{MISSION}turn-down/", step_pages.turn_down, name="turn-mission-down"),
    path(f"{MISSION}end/", step_pages.end, name="end-mission"),
]
