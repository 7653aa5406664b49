"""Languages as HTML writes them."""


def tag_of(code: str) -> str:
    """Return `zh-Hans` for `zh-hans`, `de-AT` for `de-at`."""
    language, *parts = code.split("-")
    return "-".join([language, *map(_part, parts)])


def _part(part: str) -> str:
    """A script has four letters, a country two."""
    return part.title() if len(part) == 4 else part.upper()
