from django.urls import include, path, re_path

from shop.storefront import texts, views

catalogue = [
    path("", views.index, name="index"),
    re_path(
        r"^category/(?P<category_slug>[\w-]+(/[\w-]+)*)_(?P<pk>\d{1,9})/$",
        views.category,
        name="category",
    ),
    re_path(
        r"^(?P<product_slug>[\w-]*)_(?P<pk>\d{1,9})/$", views.detail, name="detail"
    ),
    # Whatever else was written before the number leads to the address of today.
    re_path(r"^category/(?:.*[_/])?(?P<pk>\d{1,9})/$", views.category),
    re_path(r"^(?:[^/]*_)?(?P<pk>\d{1,9})/$", views.detail),
]

texts_of_the_shop = [
    re_path(r"^version/(?P<pk>\d{1,9})/$", texts.version, name="version"),
    path("<slug:page>/", texts.text, name="text"),
]

urlpatterns = [
    path("", views.home, name="home"),
    path("catalogue/", include((catalogue, "catalogue"))),
    path("texts/", include((texts_of_the_shop, "texts"))),
    path("styleguide/", views.styleguide, name="styleguide"),
]
