"""Addresses of the checkout."""

from django.urls import path

from shop.checkout import contact, done, pay, review
from shop.components import routes  # noqa: F401  numbers in addresses

app_name = "checkout"

urlpatterns = [
    path("", contact.contact, name="index"),
    path("summary/", contact.summary, name="summary"),
    path("review/", review.review, name="review"),
    path("place/", review.place, name="place"),
    path("pay/<number:number>/", pay.pay, name="pay"),
    path("pay/<number:number>/return/", pay.returned, name="returned"),
    path("pay/<number:number>/transfer/", pay.by_transfer, name="by-transfer"),
    path("thank-you/<number:number>/", done.thank_you, name="thank-you"),
    path("thank-you/<number:number>/join/", done.join, name="join"),
]
