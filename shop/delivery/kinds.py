"""What staff change about delivery, as the log calls it."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shop.kinds import actions

NAME_EN = (_("Name (English)"), "Standard delivery")
NAME_ZH_HANS = (_("Name (Chinese)"), "标准配送")
POSITION = (_("Place in the list"), 1)
ZONE = {
    "name_en": NAME_EN,
    "name_zh_hans": NAME_ZH_HANS,
    "countries": (_("Countries"), ["DE", "AT"]),
    "postcodes": (_("Postcodes"), ["10", "1152"]),
    "prices": (_("Prices"), ["standard: 4.90 (≤ 2000 g)"]),
}

actions.declare(
    "delivery.change-carrier",
    _("Carrier changed"),
    name=(pgettext_lazy("of a thing", "Name"), "Pigeon Post"),
    follow_address=(
        _("Address to follow a parcel"),
        "https://pigeon.example/follow?parcel={number}",
    ),
    is_active=(_("Open for new orders"), True),
)
actions.declare("delivery.change-zone", _("Delivery zone changed"), **ZONE)
actions.declare("delivery.remove-zone", _("Delivery zone removed"), **ZONE)
actions.declare(
    "delivery.change-method",
    _("Delivery method changed"),
    name_en=NAME_EN,
    name_zh_hans=NAME_ZH_HANS,
    description_en=(_("Description (English)"), "Two days"),
    description_zh_hans=(_("Description (Chinese)"), "两天"),
    position=POSITION,
)
actions.declare(
    "delivery.change-point",
    _("Pick-up point changed"),
    name_en=NAME_EN,
    name_zh_hans=NAME_ZH_HANS,
    street=(_("Street and number"), "Marktplatz 2"),
    postcode=(_("Postcode"), "10115"),
    city=(_("Town or city"), "Berlin"),
    note_en=(_("Note (English)"), "Ring twice."),
    note_zh_hans=(_("Note (Chinese)"), "请按两次门铃。"),
    hours=(_("Opening hours"), [*5 * ["10:00–18:00"], "", ""]),
    days_to_collect=(_("Days to collect"), 14),
    is_active=(_("Open for new orders"), True),
    position=POSITION,
)
