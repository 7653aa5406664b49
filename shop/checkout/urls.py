"""Addresses of the checkout."""

from django.urls import path

from shop.checkout import contact, done, review

app_name = "checkout"

urlpatterns = [
    path("", contact.contact, name="index"),
    path("summary/", contact.summary, name="summary"),
    path("review/", review.review, name="review"),
    path("place/", review.place, name="place"),
    path("thank-you/<slug:number>/", done.thank_you, name="thank-you"),
    path("thank-you/<slug:number>/join/", done.join, name="join"),
]
