"""The member's points, and what points are."""

from django.urls import path

from shop.rewards import views

app_name = "points"

urlpatterns = [
    path("", views.StatementView.as_view(), name="statement"),
    path("how-it-works/", views.how_it_works, name="how"),
    path("use/", views.use, name="request"),
]
