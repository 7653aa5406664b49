"""Addresses of accounts, under the names Oscar uses."""

from django.contrib.auth import views as auth_views
from django.urls import path

from shop.members import (
    account,
    addresses,
    calling_off,
    entrance,
    order_pages,
    return_pages,
    withdrawal_pages,
)

app_name = "customer"

urlpatterns = [
    path("", account.summary, name="summary"),
    path("sign-in/", entrance.SignIn.as_view(), name="login"),
    path("sign-out/", auth_views.LogoutView.as_view(), name="logout"),
    path("register/", entrance.register, name="register"),
    path("orders/", order_pages.listing, name="order-list"),
    path("orders/find/", order_pages.find, name="order-find"),
    path("orders/<slug:number>/", order_pages.order, name="order"),
    path(
        "orders/<slug:number>/pickup-code.svg",
        order_pages.pickup_code,
        name="pickup-code",
    ),
    path(
        "orders/<slug:number>/documents/<slug:name>/",
        order_pages.document,
        name="document",
    ),
    path("orders/<slug:number>/return/", return_pages.ask, name="return-ask"),
    path(
        "orders/<slug:number>/returns/<slug:return_number>/",
        return_pages.show,
        name="return",
    ),
    path(
        "orders/<slug:number>/returns/<slug:return_number>/label/",
        return_pages.label,
        name="return-label",
    ),
    path(
        "orders/<slug:number>/returns/<slug:return_number>/sent/",
        return_pages.mark_sent,
        name="return-sent",
    ),
    path(
        "orders/<slug:number>/returns/<slug:return_number>/cancel/",
        return_pages.cancel,
        name="return-cancel",
    ),
    path("withdraw/", withdrawal_pages.find, name="withdraw-find"),
    path("orders/<slug:number>/withdraw/", withdrawal_pages.withdraw, name="withdraw"),
    path("orders/<slug:number>/cancel/", calling_off.cancel, name="cancel"),
    path("addresses/", addresses.listing, name="address-list"),
    path("addresses/add/", addresses.create, name="address-create"),
    path("addresses/business/", addresses.business, name="business"),
    path("addresses/<int:pk>/", addresses.change, name="address-detail"),
    path("addresses/<int:pk>/delete/", addresses.delete, name="address-delete"),
    path(
        "addresses/<int:pk>/default/",
        addresses.make_default,
        name="address-change-default",
    ),
    path("details/", account.details, name="profile-view"),
    path("details/change/", account.change_details, name="profile-update"),
    path("details/email/", account.change_email, name="change-email"),
    path("details/email/<str:token>/", account.confirm_email, name="confirm-email"),
    path("details/password/", account.change_password, name="change-password"),
]
