"""Where the pages of the programme are."""

from django.urls import path

from shop.staff.points import outstanding_pages, rule_pages

urlpatterns = [
    path("outstanding/", outstanding_pages.outstanding, name="outstanding"),
    path(
        "outstanding/file/", outstanding_pages.outstanding_file, name="outstanding-file"
    ),
    path("rule/", rule_pages.rule, name="rule"),
    path("rule/new/", rule_pages.publish, name="publish-rule"),
]
