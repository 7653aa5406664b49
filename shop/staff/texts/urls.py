"""Where the texts of the shop are written."""

from django.urls import path

from shop.staff.texts import text_pages

urlpatterns = [
    path("texts/", text_pages.texts, name="texts"),
    path("texts/<slug:page>/", text_pages.text, name="text"),
]
