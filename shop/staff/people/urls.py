"""Where the pages of members are."""

from django.urls import path

from shop.staff.people import (
    colleague_pages,
    extension_pages,
    freeze_pages,
    member_pages,
    merge_pages,
    proposal_pages,
)
from shop.staff.people.colleague_list import ColleagueList
from shop.staff.people.member_list import MemberList
from shop.staff.people.merge_list import MergeList
from shop.staff.people.proposal_list import ProposalList

MEMBER = "members/<int:member_id>/"
ADJUSTMENT = "members/adjustments/<int:proposal_id>/"
MERGE = "members/merges/<int:proposal_id>/"

urlpatterns = [
    path("members/", MemberList.as_page(), name="members"),
    path("members/file/", MemberList.as_file(), name="members-file"),
    path(MEMBER, member_pages.member, name="member"),
    path(f"{MEMBER}postings/file/", member_pages.postings_file, name="postings-file"),
    path(f"{MEMBER}adjust/", member_pages.adjust, name="adjust"),
    path(f"{MEMBER}extend/", extension_pages.extend, name="extend"),
    path(f"{MEMBER}lift-freeze/", freeze_pages.lift, name="lift-freeze"),
    path(f"{MEMBER}merge/", merge_pages.propose, name="propose-merge"),
    path("colleagues/", ColleagueList.as_page(), name="colleagues"),
    path("colleagues/file/", ColleagueList.as_file(), name="colleagues-file"),
    path(
        "people/<int:person_id>/second-step/",
        colleague_pages.reset_second_factor,
        name="reset-second-factor",
    ),
    path("members/adjustments/", ProposalList.as_page(), name="adjustments"),
    path("members/adjustments/file/", ProposalList.as_file(), name="adjustments-file"),
    path(f"{ADJUSTMENT}approve/", proposal_pages.approve, name="approve-adjustment"),
    path(f"{ADJUSTMENT}decline/", proposal_pages.decline, name="decline-adjustment"),
    path("members/merges/", MergeList.as_page(), name="merges"),
    path("members/merges/file/", MergeList.as_file(), name="merges-file"),
    path(MERGE, merge_pages.merge, name="merge"),
    path(f"{MERGE}approve/", merge_pages.approve, name="approve-merge"),
    path(f"{MERGE}withdraw/", merge_pages.withdraw, name="withdraw-merge"),
]
