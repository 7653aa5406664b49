"""Oscar's catalogue and offer dashboards, which serve until the shop has its own.

Its order, user and partner dashboards are not mounted: they let a viewer record
refunds and a partner see other partners' shoppers (S15, S16).
"""

from django.apps import apps
from django.urls import URLPattern, URLResolver, path
from django.views.generic import RedirectView

MOUNTED = {
    "catalogue": "catalogue_dashboard",
    "ranges": "ranges_dashboard",
    "offers": "offers_dashboard",
    "vouchers": "vouchers_dashboard",
}


def dashboard_urls() -> tuple[list[URLPattern | URLResolver], str, str]:
    """Return what `path()` mounts under the name `dashboard`."""
    urls: list[URLPattern | URLResolver] = [
        path("", RedirectView.as_view(pattern_name="staff:today"), name="index"),
    ]
    for prefix, label in MOUNTED.items():
        included = apps.get_app_config(label).urls[0]
        urls.append(path(f"{prefix}/", (included, None, None)))
    return urls, "dashboard", "dashboard"
