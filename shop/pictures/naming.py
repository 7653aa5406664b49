"""How easy-thumbnails names what it makes."""

from typing import Any

from easy_thumbnails import namers


def rendition(
    *, source_filename: str, thumbnail_options: dict[str, Any], **rest: Any
) -> str:
    """Name an alias after itself; other sizes (the dashboard's) by their options."""
    if alias := thumbnail_options.get("ALIAS"):
        return f"{source_filename}.{alias}.webp"
    return namers.default(
        source_filename=source_filename, thumbnail_options=thumbnail_options, **rest
    )
