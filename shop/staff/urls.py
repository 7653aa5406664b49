"""Where the staff pages are. No address changes anything on GET (S16)."""

from django.urls import path

from shop.components import routes  # noqa: F401  numbers in addresses
from shop.staff.delivery import delivery_pages, pickup_points
from shop.staff.goods import stock
from shop.staff.money import books, payments, refunds, vat
from shop.staff.operations import log, mail
from shop.staff.orders import goodwill, order_pages, parcels, pickup, taking_back
from shop.staff.people import extending, member_pages, merging
from shop.staff.points import outstanding, rule
from shop.staff.returns import return_pages
from shop.staff.today.today_page import today

app_name = "staff"

urlpatterns = [
    path("", today, name="today"),
    path("orders/", order_pages.orders, name="orders"),
    path("orders/<number:number>/", order_pages.order, name="order"),
    path(
        "orders/<number:number>/documents/<slug:name>/",
        order_pages.document,
        name="document",
    ),
    path("orders/<number:number>/paid/", order_pages.mark_paid, name="mark-paid"),
    path(
        "orders/<number:number>/shipped/", order_pages.mark_shipped, name="mark-shipped"
    ),
    path("orders/<number:number>/parcel/", parcels.parcel, name="parcel"),
    path("orders/<number:number>/ready/", order_pages.mark_ready, name="mark-ready"),
    path(
        "orders/<number:number>/delivered/",
        order_pages.mark_delivered,
        name="mark-delivered",
    ),
    path("orders/<number:number>/cancel/", order_pages.cancel, name="cancel"),
    path(
        "orders/<number:number>/delivery-note/",
        order_pages.delivery_note,
        name="delivery-note",
    ),
    path("orders/<number:number>/goodwill/", goodwill.give, name="goodwill"),
    path("orders/<number:number>/take-back/", taking_back.take_back, name="take-back"),
    path("pickup/", pickup.pickup, name="pickup"),
    path("pickup/hand-over/", pickup.hand_over, name="hand-over"),
    path("returns/", return_pages.returns, name="returns"),
    path("returns/<number:number>/", return_pages.show, name="return"),
    path(
        "returns/<number:number>/receive/", return_pages.receive, name="receive-return"
    ),
    path(
        "returns/<number:number>/handed-in/",
        return_pages.hand_in,
        name="hand-in-return",
    ),
    path("returns/<number:number>/close/", return_pages.close, name="close-return"),
    path("stock/", stock.stock, name="stock"),
    path("stock/<int:stockrecord_id>/", stock.correct, name="correct-stock"),
    path("payments/", payments.payments, name="payments"),
    path("payments/settle/", payments.settle, name="settle-difference"),
    path("payments/<int:attempt_id>/send-back/", payments.send_back, name="send-back"),
    path("refunds/", refunds.refunds, name="refunds"),
    path("refunds/paid-out/", refunds.pay_out, name="pay-out"),
    path("refunds/send-again/", refunds.send_again, name="send-again"),
    path("members/", member_pages.members, name="members"),
    path("members/<int:member_id>/", member_pages.member, name="member"),
    path("members/<int:member_id>/adjust/", member_pages.adjust, name="adjust"),
    path("outstanding/", outstanding.outstanding, name="outstanding"),
    path("outstanding/file/", outstanding.outstanding_file, name="outstanding-file"),
    path("members/<int:member_id>/extend/", extending.extend, name="extend"),
    path("members/<int:member_id>/merge/", merging.propose, name="propose-merge"),
    path("members/merges/", merging.merges, name="merges"),
    path("members/merges/<int:proposal_id>/", merging.merge, name="merge"),
    path(
        "members/merges/<int:proposal_id>/approve/",
        merging.approve,
        name="approve-merge",
    ),
    path(
        "members/merges/<int:proposal_id>/withdraw/",
        merging.withdraw,
        name="withdraw-merge",
    ),
    path("rule/", rule.rule, name="rule"),
    path("rule/new/", rule.publish, name="publish-rule"),
    path("delivery/", delivery_pages.delivery, name="delivery"),
    path("delivery/zones/new/", delivery_pages.zone, name="new-zone"),
    path("delivery/zones/<int:zone_id>/", delivery_pages.zone, name="zone"),
    path(
        "delivery/zones/<int:zone_id>/remove/",
        delivery_pages.remove_zone,
        name="remove-zone",
    ),
    path("delivery/points/new/", pickup_points.point, name="new-point"),
    path("delivery/points/<int:point_id>/", pickup_points.point, name="point"),
    path("delivery/methods/new/", delivery_pages.method, name="new-method"),
    path("delivery/methods/<int:method_id>/", delivery_pages.method, name="method"),
    path("delivery/carriers/new/", parcels.carrier, name="new-carrier"),
    path("delivery/carriers/<int:carrier_id>/", parcels.carrier, name="carrier"),
    path("vat/", vat.vat, name="vat"),
    path("vat/rates/new/", vat.new_rate, name="new-rate"),
    path("vat/rates/<int:rate_id>/remove/", vat.remove_rate, name="remove-rate"),
    path("vat/categories/new/", vat.new_category, name="new-tax-category"),
    path("mail/", mail.outbox, name="outbox"),
    path("mail/<int:message_id>/retry/", mail.retry, name="retry"),
    path("books/", books.books, name="books"),
    path("books/check/", books.check, name="check-books"),
    path("books/digests/<str:name>", books.digest, name="digest"),
    path("log/", log.log, name="log"),
]
