"""Addresses of accounts, under the names Oscar uses."""

from django.contrib.auth import views as auth_views
from django.urls import path

from shop.account import card, confirm_pages, entrance, overview, second_step
from shop.account.addresses import address_pages
from shop.account.inviting import inviting_pages
from shop.account.notices import notice_pages
from shop.account.orders import calling_off, order_pages
from shop.account.returns import return_pages, withdrawal_pages
from shop.account.security import (
    app_pages,
    asking_page,
    code_pages,
    factor_pages,
    passkey_pages,
    session_pages,
)
from shop.components import routes  # noqa: F401  numbers in addresses

app_name = "customer"

urlpatterns = [
    path("", overview.summary, name="summary"),
    path("sign-in/", entrance.SignIn.as_view(), name="login"),
    path("sign-in/second/", second_step.second_step, name="second-step"),
    path("sign-out/", auth_views.LogoutView.as_view(), name="logout"),
    path("confirm/", confirm_pages.send_again, name="send-confirmation"),
    path("confirm/<str:token>/", confirm_pages.confirm, name="confirm-address"),
    path("register/", entrance.register, name="register"),
    path("orders/", order_pages.listing, name="order-list"),
    path("orders/find/", order_pages.find, name="order-find"),
    path("orders/<number:number>/", order_pages.order, name="order"),
    path(
        "orders/<number:number>/pickup-code.svg",
        order_pages.pickup_code,
        name="pickup-code",
    ),
    path(
        "orders/<number:number>/documents/<slug:name>/",
        order_pages.document,
        name="document",
    ),
    path("orders/<number:number>/return/", return_pages.ask, name="return-ask"),
    path(
        "orders/<number:number>/returns/<number:return_number>/",
        return_pages.show,
        name="return",
    ),
    path(
        "orders/<number:number>/returns/<number:return_number>/label/",
        return_pages.label,
        name="return-label",
    ),
    path(
        "orders/<number:number>/returns/<number:return_number>/sent/",
        return_pages.mark_sent,
        name="return-sent",
    ),
    path(
        "orders/<number:number>/returns/<number:return_number>/cancel/",
        return_pages.cancel,
        name="return-cancel",
    ),
    path("withdraw/", withdrawal_pages.find, name="withdraw-find"),
    path(
        "orders/<number:number>/withdraw/", withdrawal_pages.withdraw, name="withdraw"
    ),
    path("orders/<number:number>/cancel/", calling_off.cancel, name="cancel"),
    path("addresses/", address_pages.listing, name="address-list"),
    path("addresses/add/", address_pages.create, name="address-create"),
    path("addresses/business/", address_pages.business, name="business"),
    path("addresses/<int:pk>/", address_pages.change, name="address-detail"),
    path("addresses/<int:pk>/delete/", address_pages.delete, name="address-delete"),
    path(
        "addresses/<int:pk>/default/",
        address_pages.make_default,
        name="address-change-default",
    ),
    path("card.svg", card.code, name="card-code"),
    path("invite/", inviting_pages.invite, name="invite"),
    path("invite/link/", inviting_pages.make_link, name="make-invitation"),
    path("invite/code.svg", inviting_pages.code, name="invitation-code"),
    path("invited/<str:code>/", inviting_pages.invited, name="invited"),
    path("notices/", notice_pages.notices, name="notices"),
    path("notices/off/<str:token>/", notice_pages.unsubscribe, name="unsubscribe"),
    path("details/", overview.details, name="profile-view"),
    path("details/change/", overview.change_details, name="profile-update"),
    path("details/email/", overview.change_email, name="change-email"),
    path("details/email/<str:token>/", overview.confirm_email, name="confirm-email"),
    path("details/password/", overview.change_password, name="change-password"),
    path("security/", factor_pages.security, name="security"),
    path("security/password/", asking_page.ask, name="ask-again"),
    path("security/app/", app_pages.add, name="add-app"),
    path("security/passkey/", passkey_pages.add, name="add-passkey"),
    path("security/passkey/made/", passkey_pages.take, name="take-passkey"),
    path("security/codes/", code_pages.renew, name="renew-codes"),
    path("security/remove/", factor_pages.remove, name="remove-factor"),
    path("security/sessions/end/", session_pages.end, name="end-session"),
    path(
        "security/sessions/end-others/",
        session_pages.end_others,
        name="end-other-sessions",
    ),
]
