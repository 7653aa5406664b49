"""What staff do with goods, as the log calls it."""

from django.utils.translation import gettext_lazy as _

from shop.kinds import actions

TITLES = {
    "title_en": (_("Title (English)"), "Teapot"),
    "title_zh_hans": (_("Title (Chinese)"), "茶壶"),
}
FACTS = TITLES | {
    "slug_en": (_("Address (English)"), "teapot"),
    "slug_zh_hans": (_("Address (Chinese)"), "茶壶"),
    "description_en": (_("Description (English)"), "<p>Clay.</p>"),
    "description_zh_hans": (_("Description (Chinese)"), "<p>紫砂。</p>"),
    "meta_title_en": (_("Title for search engines (English)"), "Teapots"),
    "meta_title_zh_hans": (_("Title for search engines (Chinese)"), "茶壶"),
    "meta_description_en": (_("Text for search engines (English)"), "Of clay."),
    "meta_description_zh_hans": (_("Text for search engines (Chinese)"), "紫砂制。"),
    "upc": (_("Barcode"), "4006381333931"),
    "weight_g": (_("Weight in grams"), 400),
    "max_points_share": (_("Largest share payable with points, in percent"), 100),
    "is_discountable": (_("Offers may make it cheaper"), True),
    "is_public": (_("On sale"), True),
    "price": (_("Price with VAT"), "19.90"),
    "sku": (_("Article number"), "P12"),
    "in_stock": (_("Pieces on the shelf"), 12),
    "low_at": (_("Low at"), 3),
    "categories": (_("Categories"), ["tea"]),
    "pictures": (
        _("Pictures"),
        [{"file": "products/pot.png", "alt_en": "A pot", "alt_zh_hans": "壶"}],
    ),
}

# What goods of some type say besides is called as their type says (shell/wording.py).
actions.declare_open("product.change", _("Product changed"), **FACTS)
actions.declare("product.create", _("Product begun"), **TITLES)
actions.declare(
    "product.duplicate", _("Product duplicated"), product=(_("Product"), 12), **TITLES
)
actions.declare(
    "product.add-variants",
    _("Variants added"),
    variants=(_("Variants"), [12, 13]),
)
actions.declare("product.remove", _("Product deleted"), **TITLES)

SHELF = {
    "name_en": (_("Name (English)"), "Tea"),
    "name_zh_hans": (_("Name (Chinese)"), "茶"),
    "tint": (_("Ground of its pictures"), "moss"),
    "exclude_from_menu": (_("Not in the menu"), False),
    "below": (_("Stands below"), "drinks"),
    "image": (_("Picture"), "categories/tea.png"),
} | {
    name: FACTS[name]
    for text in ("slug", "description", "meta_title", "meta_description")
    for name in (f"{text}_en", f"{text}_zh_hans")
}
SHELF |= {"is_public": (_("Shown in the shop"), True)}

actions.declare("category.create", _("Category added"), **SHELF)
actions.declare("category.change", _("Category changed"), **SHELF)
actions.declare("category.move", _("Category moved"), place=(_("Place in the list"), 2))
actions.declare("category.remove", _("Category deleted"), **SHELF)
