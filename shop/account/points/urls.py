"""The member's points, and what points are."""

from django.urls import path

from shop.account.points import (
    lock_pages,
    month_pages,
    points_pages,
    tier_pages,
    voucher_pages,
)

app_name = "points"

urlpatterns = [
    path("", points_pages.StatementView.as_view(), name="statement"),
    path("how-it-works/", points_pages.how_it_works, name="how"),
    path("statement.csv", month_pages.as_file, name="statement-file"),
    path("months/<int:year>-<int:number>/", month_pages.show, name="month"),
    path("tier/", tier_pages.show, name="tier"),
    path("lock/", lock_pages.lock, name="lock"),
    path("unlock/", lock_pages.unlock, name="unlock"),
    path("vouchers/", voucher_pages.show, name="vouchers"),
    path("vouchers/use/", voucher_pages.use, name="use-voucher"),
    path("vouchers/exchange/<int:choice>/", voucher_pages.exchange, name="exchange"),
    path("vouchers/<int:version>/code.svg", voucher_pages.code, name="voucher-code"),
    path(
        "vouchers/<int:version>/give-back/",
        voucher_pages.give_back,
        name="give-voucher-back",
    ),
    path("use/", points_pages.use, name="request"),
]
