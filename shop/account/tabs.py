"""The pages of an account, side by side."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _


def tabs(active: str) -> list[dict[str, Any]]:
    """Return the tabs as components/tabs.html takes them."""
    pages = [
        ("summary", _("Overview"), "customer:summary"),
        ("orders", _("Orders"), "customer:order-list"),
        ("points", _("Points"), "points:statement"),
        ("missions", _("Missions"), "missions:mine"),
        ("invite", _("Invite"), "customer:invite"),
        ("addresses", _("Addresses"), "customer:address-list"),
        ("details", _("Your details"), "customer:profile-view"),
        ("security", _("Security"), "customer:security"),
    ]
    return [
        {"label": label, "url": reverse(url), "active": name == active}
        for name, label, url in pages
    ]
