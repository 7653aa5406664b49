"""What machines ask for, beside the pages and in each language of them."""

from django.urls import path, re_path

from shop.storefront.machines import views

app_name = "machines"
urlpatterns = [
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("merchant.xml", views.merchant, name="merchant"),
    path("new.atom", views.new_goods, name="new-goods"),
    re_path(
        r"^sitemap-(?P<name>pages|categories|products-\d{1,6})\.xml$",
        views.sitemap,
        name="sitemap",
    ),
]
outside = [
    path("robots.txt", views.robots_txt, name="robots"),
    path("sitemap.xml", views.sitemap_index, name="sitemap-index"),
]
