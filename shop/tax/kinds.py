"""What staff change about VAT, as the log calls it."""

from django.utils.translation import gettext_lazy as _

from shop.kinds import actions

RATE = {
    "percent": (_("VAT in percent"), "19"),
    "valid_from": (_("Valid from"), "2025-07-01"),
}

actions.declare("tax.add-rate", _("VAT rate added"), **RATE)
actions.declare("tax.remove-rate", _("VAT rate removed"), **RATE)
actions.declare(
    "tax.add-category",
    _("Tax category added"),
    name_en=(_("Name (English)"), "Books"),
    name_zh_hans=(_("Name (Chinese)"), "图书"),
    **RATE,
)
