"""Where the pages of the programme are."""

from django.urls import path

from shop.staff.points import outstanding_pages, rule_pages
from shop.staff.points.given_list import GivenList
from shop.staff.points.outstanding_list import OutstandingList
from shop.staff.points.rule_list import RuleList

urlpatterns = [
    path("outstanding/", outstanding_pages.outstanding, name="outstanding"),
    path("outstanding/file/", OutstandingList.as_file(), name="outstanding-file"),
    path("given/", GivenList.as_page(), name="given"),
    path("given/file/", GivenList.as_file(), name="given-file"),
    path("rule/", rule_pages.rule, name="rule"),
    path("rule/file/", RuleList.as_file(), name="rule-file"),
    path("rule/new/", rule_pages.publish, name="publish-rule"),
]
