"""What staff do with the stock, as the log calls it."""

from django.utils.translation import gettext_lazy as _

from shop.kinds import actions

actions.declare("stock.correct", _("Stock corrected"), in_stock=(_("In stock"), 12))
actions.declare(
    "goods.hold-content", _("Net content changed"), content=(_("Net content"), "50 g")
)
