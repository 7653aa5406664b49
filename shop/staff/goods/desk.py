"""The goods: what they are, what there is of them, by which words they are found."""

from django.utils.translation import gettext_lazy as _

from shop.staff.shell.navigation import Section

STOCK = Section(
    name="staff:stock",
    label=_("Stock"),
    icon="basket",
    permissions=("partner.view_stockrecord",),
)
PRODUCTS = Section(
    name="staff:products",
    label=_("Products"),
    icon="image",
    permissions=("catalogue.view_product",),
)
# Whoever may do anything with categories.
CATEGORIES = ("catalogue.view_category", "catalogue.change_category")
SEARCH = Section(
    name="staff:synonyms",
    label=_("Search"),
    icon="search",
    permissions=("shop_search.view_synonym",),
)
