"""`{% picture %}`: an image with its sizes, costing no query."""

from django import template
from django.core.files.storage import default_storage
from django.db.models.fields.files import FieldFile
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from oscar.apps.catalogue.models import ProductImage

from shop.components.templatetags.components import icon
from shop.pictures import renditions

register = template.Library()


@register.simple_tag
def picture(
    image: ProductImage | FieldFile | str | None,
    alt: str,
    alias: str = "card",
    sizes: str = "100vw",
    eager: bool = False,
) -> SafeString:
    """Show `image` in the sizes of `alias`, with the original where none is made.

    It may be its name alone. The frame has its shape from the style sheet, so nothing
    jumps when it loads.
    """
    source = _source(image)
    if not source:
        return format_html('<span class="picture" data-empty>{}</span>', icon("image"))
    return format_html(
        '<span class="picture">'
        '<img src="{}"{} alt="{}" width="{}" height="{}"{}></span>',
        *_urls(source, alias, sizes),
        alt,
        renditions.width_of(alias),
        renditions.width_of(alias) * 5 // 4,
        SafeString(' fetchpriority="high"')
        if eager
        else SafeString(' loading="lazy" decoding="async"'),
    )


def _source(image: ProductImage | FieldFile | str | None) -> str:
    if isinstance(image, str):
        return image
    if isinstance(image, ProductImage):
        return image.original.name
    return image.name or "" if image else ""


def _urls(source: str, alias: str, sizes: str) -> tuple[str, SafeString]:
    """Return the address of the picture, and its wider and narrower renditions."""
    made = [
        (default_storage.url(name), renditions.width_of(choice))
        for choice, name in renditions.made(source, alias)
    ]
    if not made:
        return default_storage.url(source), SafeString("")
    srcset = format_html_join(", ", "{} {}w", made)
    return made[0][0], format_html(' srcset="{}" sizes="{}"', srcset, sizes)
