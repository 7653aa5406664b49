"""Where staff say how much is in a piece."""

from django.urls import path

from shop.staff.measures import content_pages

urlpatterns = [path("net-content/", content_pages.net_content, name="net-content")]
