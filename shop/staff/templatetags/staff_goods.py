"""What the pages of goods need."""

from django import template

register = template.Library()
PLACES = {
    "pictures": "#pictures",
    "alt_en": "#pictures",
    "alt_zh_hans": "#pictures",
    "variants": "#sold",
    "categories": "#categories",
}


@register.filter
def place_of(name: str) -> str:
    """Where on the page a fact is written."""
    return PLACES.get(name, f"#id_{name}")
