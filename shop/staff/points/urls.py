"""Where the pages of the programme are."""

from django.urls import path

from shop.staff.points import (
    outstanding_pages,
    referral_pages,
    rule_pages,
    voucher_pages,
)
from shop.staff.points.given_list import GivenList
from shop.staff.points.outstanding_list import OutstandingList
from shop.staff.points.referral_list import ReferralList
from shop.staff.points.rule_list import RuleList
from shop.staff.points.voucher_list import VoucherList

urlpatterns = [
    path("outstanding/", outstanding_pages.outstanding, name="outstanding"),
    path("outstanding/file/", OutstandingList.as_file(), name="outstanding-file"),
    path("given/", GivenList.as_page(), name="given"),
    path("given/file/", GivenList.as_file(), name="given-file"),
    path("invitations/", referral_pages.referrals, name="referrals"),
    path("invitations/file/", ReferralList.as_file(), name="referrals-file"),
    path("invitations/terms/", referral_pages.publish, name="referral-terms"),
    path("invitations/<int:friend>/", referral_pages.decide, name="referral"),
    path("vouchers/", voucher_pages.show, name="vouchers"),
    path("vouchers/file/", VoucherList.as_file(), name="vouchers-file"),
    path("vouchers/choices/new/", voucher_pages.offer, name="new-voucher-choice"),
    path("vouchers/choices/<int:choice>/", voucher_pages.offer, name="voucher-choice"),
    path(
        "vouchers/choices/<int:choice>/withdraw/",
        voucher_pages.withdraw,
        name="withdraw-voucher-choice",
    ),
    path(
        "vouchers/<int:member_id>/<int:version>/",
        voucher_pages.voucher,
        name="voucher",
    ),
    path("rule/", rule_pages.rule, name="rule"),
    path("rule/file/", RuleList.as_file(), name="rule-file"),
    path("rule/new/", rule_pages.publish, name="publish-rule"),
]
