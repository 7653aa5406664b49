"""Every address of the shop.

Pages carry their language in the path; what machines call does not.
"""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

import loyalty.admin  # noqa: F401  all that Django's admin shows
from shop.account import entrance
from shop.checkout import webhook
from shop.dashboard import dashboard_urls, offer_urls
from shop.storefront.machines import urls as for_machines

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("shop.operations.urls")),
    path("", include(for_machines.outside)),
    path("payments/<slug:provider>/webhook", webhook.hear, name="webhook"),
    path("i18n/", include("django.conf.urls.i18n")),
    # Before the admin's own, which would let passwords be guessed without end.
    path("admin/login/", entrance.from_the_admin),
    # And this one would change one without a word to its owner.
    path(
        "admin/password_change/",
        RedirectView.as_view(pattern_name="customer:profile-view"),
    ),
    path("admin/", admin.site.urls),
]

urlpatterns += i18n_patterns(
    path("", include("shop.storefront.urls")),
    path("", include(for_machines)),
    path("search/", include("shop.search.urls")),
    path("basket/", include("shop.baskets.urls")),
    path("checkout/", include("shop.checkout.urls")),
    path("account/", include("shop.account.urls")),
    path("password/", include("shop.account.password_urls")),
    path("points/", include("shop.account.points.urls")),
    path("missions/", include("shop.account.missions.urls")),
    path("staff/", include("shop.staff.urls")),
    path("dashboard/", dashboard_urls()),
    path("offers/", offer_urls()),
)

handler400 = "shop.storefront.errors.bad_request"
handler403 = "shop.storefront.errors.permission_denied"
handler404 = "shop.storefront.errors.page_not_found"
handler500 = "shop.storefront.errors.server_error"
