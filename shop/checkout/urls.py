"""Addresses of the checkout."""

from django.urls import path

from shop.checkout import contact, done, pay, review

app_name = "checkout"

urlpatterns = [
    path("", contact.contact, name="index"),
    path("summary/", contact.summary, name="summary"),
    path("review/", review.review, name="review"),
    path("place/", review.place, name="place"),
    path("pay/<slug:number>/", pay.pay, name="pay"),
    path("pay/<slug:number>/return/", pay.returned, name="returned"),
    path("pay/<slug:number>/transfer/", pay.by_transfer, name="by-transfer"),
    path("thank-you/<slug:number>/", done.thank_you, name="thank-you"),
    path("thank-you/<slug:number>/join/", done.join, name="join"),
]
