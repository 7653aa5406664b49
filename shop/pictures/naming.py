"""How easy-thumbnails names what it makes."""

from typing import Any

from easy_thumbnails import namers

# Not everybody who shows a link can show WebP beside it.
FORMATS = {"share": "jpg"}


def name_of(source: str, alias: str) -> str:
    return f"{source}.{alias}.{FORMATS.get(alias, 'webp')}"


def rendition(
    *, source_filename: str, thumbnail_options: dict[str, Any], **rest: Any
) -> str:
    """Name an alias after itself; other sizes (the dashboard's) by their options."""
    if alias := thumbnail_options.get("ALIAS"):
        return name_of(source_filename, alias)
    return namers.default(
        source_filename=source_filename, thumbnail_options=thumbnail_options, **rest
    )
