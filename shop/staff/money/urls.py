"""Where the pages of money are."""

from django.urls import path

from shop.staff.money import book_pages, payment_pages, refund_pages, vat_pages
from shop.staff.money.book_lists import DigestList, RunList
from shop.staff.money.payment_lists import AttemptList, DifferenceList
from shop.staff.money.refund_list import RefundList
from shop.staff.money.vat_lists import ComingRateList, RateList

urlpatterns = [
    path("payments/", payment_pages.payments, name="payments"),
    path("payments/file/", AttemptList.as_file(), name="payments-file"),
    path(
        "payments/differences/file/", DifferenceList.as_file(), name="differences-file"
    ),
    path("payments/settle/", payment_pages.settle, name="settle-difference"),
    path(
        "payments/<int:attempt_id>/send-back/",
        payment_pages.send_back,
        name="send-back",
    ),
    path("refunds/", refund_pages.refunds, name="refunds"),
    path("refunds/file/", RefundList.as_file(), name="refunds-file"),
    path("refunds/paid-out/", refund_pages.pay_out, name="pay-out"),
    path("refunds/send-again/", refund_pages.send_again, name="send-again"),
    path("vat/", vat_pages.vat, name="vat"),
    path("vat/rates/file/", RateList.as_file(), name="rates-file"),
    path("vat/rates/coming/file/", ComingRateList.as_file(), name="coming-rates-file"),
    path("vat/rates/new/", vat_pages.new_rate, name="new-rate"),
    path("vat/rates/<int:rate_id>/remove/", vat_pages.remove_rate, name="remove-rate"),
    path("vat/categories/new/", vat_pages.new_category, name="new-tax-category"),
    path("books/", book_pages.books, name="books"),
    path("books/file/", RunList.as_file(), name="books-file"),
    path("books/check/", book_pages.check, name="check-books"),
    path("books/digests/file/", DigestList.as_file(), name="digests-file"),
    path("books/digests/<str:name>", book_pages.digest, name="digest"),
]
