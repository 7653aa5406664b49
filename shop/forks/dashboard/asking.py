"""The page that asks before something is deleted, alike for all that Oscar's pages can.

Each of theirs has words of its own, and most of them none about what will happen.
"""

from typing import Any

from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import capfirst

TEMPLATE = "dashboard/delete.html"


def ask(shown: TemplateResponse, *, page: str) -> None:
    """Let a page look like the others; the name of its address ends in "-delete"."""
    context: dict[str, Any] = shown.context_data or {}
    thing = context["object"]
    shown.template_name = TEMPLATE
    shown.context_data = context | {
        "kind": capfirst(str(thing._meta.verbose_name)),
        "thing": _called(thing),
        "along": _along(thing),
        "list_url": reverse(f"{page.removesuffix('-delete')}-list"),
    }


def _called(thing: Any) -> str:
    code = getattr(thing, "code", "") if thing._meta.model_name == "voucher" else ""
    title = thing.get_title() if hasattr(thing, "get_title") else str(thing)
    return code or title


def _along(thing: Any) -> list[str]:
    """What goes with it."""
    if getattr(thing, "is_parent", False):
        return [child.get_title() for child in thing.children.all()]
    if thing._meta.model_name == "voucherset":
        return [voucher.code for voucher in thing.vouchers.all()]
    return []
