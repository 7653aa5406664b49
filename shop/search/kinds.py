"""What staff do with the search, as the log calls it."""

from django.utils.translation import gettext_lazy as _

from shop.kinds import actions

SYNONYM = {
    "words": (_("Searched for"), "cookies"),
    "means": (_("Also finds"), "biscuits, 饼干"),
    "is_mutual": (_("Both ways"), True),
}

actions.declare("search.add-synonym", _("Synonym added"), **SYNONYM)
actions.declare("search.change-synonym", _("Synonym changed"), **SYNONYM)
actions.declare("search.remove-synonym", _("Synonym removed"), **SYNONYM)
