"""Where the staff pages are. No address changes anything on GET (S16)."""

from django.urls import path

from shop.staff.views import (
    books,
    delivery,
    extending,
    goodwill,
    log,
    members,
    merging,
    orders,
    outbox,
    outstanding,
    parcels,
    payments,
    pickup,
    points,
    refunds,
    returns,
    rule,
    stock,
    taking_back,
    vat,
)
from shop.staff.views.today import today

app_name = "staff"

urlpatterns = [
    path("", today, name="today"),
    path("orders/", orders.orders, name="orders"),
    path("orders/<str:number>/", orders.order, name="order"),
    path(
        "orders/<str:number>/documents/<slug:name>/", orders.document, name="document"
    ),
    path("orders/<str:number>/paid/", orders.mark_paid, name="mark-paid"),
    path("orders/<str:number>/shipped/", orders.mark_shipped, name="mark-shipped"),
    path("orders/<str:number>/parcel/", parcels.parcel, name="parcel"),
    path("orders/<str:number>/ready/", orders.mark_ready, name="mark-ready"),
    path(
        "orders/<str:number>/delivered/", orders.mark_delivered, name="mark-delivered"
    ),
    path("orders/<str:number>/cancel/", orders.cancel, name="cancel"),
    path(
        "orders/<str:number>/delivery-note/", orders.delivery_note, name="delivery-note"
    ),
    path("orders/<str:number>/goodwill/", goodwill.give, name="goodwill"),
    path("orders/<str:number>/take-back/", taking_back.take_back, name="take-back"),
    path("pickup/", pickup.pickup, name="pickup"),
    path("pickup/hand-over/", pickup.hand_over, name="hand-over"),
    path("returns/", returns.returns, name="returns"),
    path("returns/<str:number>/", returns.show, name="return"),
    path("returns/<str:number>/receive/", returns.receive, name="receive-return"),
    path("returns/<str:number>/handed-in/", returns.hand_in, name="hand-in-return"),
    path("returns/<str:number>/close/", returns.close, name="close-return"),
    path("stock/", stock.stock, name="stock"),
    path("stock/<int:stockrecord_id>/", stock.correct, name="correct-stock"),
    path("payments/", payments.payments, name="payments"),
    path("payments/settle/", payments.settle, name="settle-difference"),
    path("payments/<int:attempt_id>/send-back/", payments.send_back, name="send-back"),
    path("refunds/", refunds.refunds, name="refunds"),
    path("refunds/paid-out/", refunds.pay_out, name="pay-out"),
    path("refunds/send-again/", refunds.send_again, name="send-again"),
    path("members/", members.members, name="members"),
    path("members/<int:member_id>/", members.member, name="member"),
    path("members/<int:member_id>/adjust/", members.adjust, name="adjust"),
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
    path("delivery/", delivery.delivery, name="delivery"),
    path("delivery/zones/new/", delivery.zone, name="new-zone"),
    path("delivery/zones/<int:zone_id>/", delivery.zone, name="zone"),
    path(
        "delivery/zones/<int:zone_id>/remove/", delivery.remove_zone, name="remove-zone"
    ),
    path("delivery/points/new/", points.point, name="new-point"),
    path("delivery/points/<int:point_id>/", points.point, name="point"),
    path("delivery/methods/new/", delivery.method, name="new-method"),
    path("delivery/methods/<int:method_id>/", delivery.method, name="method"),
    path("delivery/carriers/new/", parcels.carrier, name="new-carrier"),
    path("delivery/carriers/<int:carrier_id>/", parcels.carrier, name="carrier"),
    path("vat/", vat.vat, name="vat"),
    path("vat/rates/new/", vat.new_rate, name="new-rate"),
    path("vat/rates/<int:rate_id>/remove/", vat.remove_rate, name="remove-rate"),
    path("vat/categories/new/", vat.new_category, name="new-tax-category"),
    path("mail/", outbox.outbox, name="outbox"),
    path("mail/<int:message_id>/retry/", outbox.retry, name="retry"),
    path("books/", books.books, name="books"),
    path("books/check/", books.check, name="check-books"),
    path("books/digests/<str:name>", books.digest, name="digest"),
    path("log/", log.log, name="log"),
]
