"""What is told of goods that could not be saved as they were typed."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from shop.catalogue.merging import Clash
from shop.staff.shell import wording

LACKS: dict[str, Any] = {
    "title_en": gettext_lazy("An English title"),
    "title_zh_hans": gettext_lazy("A Chinese title"),
    "description_en": gettext_lazy("An English description"),
    "description_zh_hans": gettext_lazy("A Chinese description"),
    "price": gettext_lazy("A price"),
    "categories": gettext_lazy("A category"),
    "variants": gettext_lazy("A variant on sale with a price"),
    "pictures": gettext_lazy("A picture"),
    "alt_en": gettext_lazy("English words for each picture"),
    "alt_zh_hans": gettext_lazy("Chinese words for each picture"),
}


def promised(number: int) -> str:
    return ngettext(
        "%(count)d piece is promised to orders.",
        "%(count)d pieces are promised to orders.",
        number,
    ) % {"count": number}


def taken() -> str:
    return _("Other goods have this article number or barcode.")


def no_address() -> str:
    return _("Please write an address: none can be made of the name.")


def not_ready(lacks: list[str]) -> str:
    """What is in the way of being sold."""
    said = ", ".join(str(LACKS[name]) for name in lacks)
    return _("Nothing was saved. Before it can be sold, it needs: %(lacks)s.") % {
        "lacks": said
    }


def unsaid() -> str:
    return _("This page does not say what it showed: nothing was saved. Please see.")


def clashes_in_words(
    clashes: list[Clash], action: str = "product.change"
) -> list[dict[str, str]]:
    """What was seen, what somebody else wrote, and what was typed here."""
    return [
        {
            "label": _called(clash.name, action),
            "seen": wording.value(clash.name, clash.seen),
            "now": wording.value(clash.name, clash.now),
            "wanted": wording.value(clash.name, clash.wanted),
        }
        for clash in clashes
    ]


def _called(name: str, action: str) -> str:
    file, _blank, text = name.rpartition(" ")
    if file:  # a text of a picture
        return str(LACKS.get(text, text))
    return wording.fact(action, name)
