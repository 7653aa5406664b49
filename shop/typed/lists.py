"""Lists that people paste or save from a spreadsheet."""

import re

from loyalty.typed import plain

# Spreadsheets write the separator of their language.
BETWEEN = re.compile("[\r\n\t,;|，；、]+")
QUOTES = "\"' "


def read_list(text: str) -> list[str]:
    """Return what is listed, each once, without the padding around it."""
    cells = (plain(cell).strip(QUOTES) for cell in BETWEEN.split(text))
    return list(dict.fromkeys(filter(None, cells)))
