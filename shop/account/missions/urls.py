"""Addresses of missions."""

from django.urls import path

from shop.account.missions import mission_pages

app_name = "missions"

urlpatterns = [
    path("", mission_pages.mine, name="mine"),
    path("check-in/", mission_pages.check_in, name="check-in"),
    path("<int:mission_id>/begin/", mission_pages.begin, name="begin"),
    path("<int:version_id>/<int:number>/", mission_pages.step, name="step"),
]
