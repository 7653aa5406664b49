"""Where a shopper is on the way from the basket to the order."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _


def steps(current: str) -> list[dict[str, Any]]:
    """Return the steps as components/steps.html takes them."""
    way = [
        ("basket", _("Basket"), "basket:summary"),
        ("delivery", _("Delivery"), "checkout:index"),
        ("review", _("Payment and order"), "checkout:review"),
        ("done", _("Done"), ""),
    ]
    names = [name for name, _label, _url in way]
    here = names.index(current)
    return [
        {
            "label": label,
            "url": reverse(url) if url and current != "done" else "",
            "state": _state(number, here),
        }
        for number, (_name, label, url) in enumerate(way)
    ]


def _state(number: int, here: int) -> str:
    if number == here:
        return "current"
    return "done" if number < here else "next"
