"""Addresses of the basket, under the names Oscar uses."""

from django.urls import path

from shop.baskets import views

app_name = "basket"

urlpatterns = [
    path("", views.summary, name="summary"),
    path("add/", views.add, name="add"),
    path("update/", views.update, name="update"),
    path("remove/", views.remove, name="remove"),
    path("restore/<int:product_id>/<int:quantity>/", views.restore, name="restore"),
    path("settle/", views.settle, name="settle"),
    path("vouchers/add/", views.add_voucher, name="vouchers-add"),
    path("vouchers/remove/", views.remove_voucher, name="vouchers-remove"),
]
