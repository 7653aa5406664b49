"""The texts of the shop: terms, privacy, imprint and their like."""

from django.utils.translation import gettext_lazy as _

from shop.staff.shell.navigation import Section

TEXTS = Section(
    name="staff:texts",
    label=_("Texts"),
    icon="edit",
    permissions=("texts.view_version",),
)
