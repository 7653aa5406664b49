"""Addresses for forgotten passwords, without a namespace as in Oscar."""

from django.urls import path

from shop.account import passwords

urlpatterns = [
    path("", passwords.forgotten, name="password-reset"),
    path(
        "<str:uidb64>/<str:token>/",
        passwords.Choose.as_view(),
        name="password-reset-confirm",
    ),
]
