"""Phone numbers as people write them, their extension included."""

import re

import phonenumbers

from loyalty.typed import plain

# Words for an extension that phonenumbers does not know.
EXTENSION = re.compile(
    r"(?<=\d)[\s,;]*(?:转|轉|分机|分機|內線|内線|内线|durchwahl|dw\.?|nebenstelle|"
    r"app(?:arat)?\.?|poste|int(?:erno)?\.?)\s*:?\s*(?=\d)",
    re.IGNORECASE,
)


class NotAPhone(ValueError):
    """Nobody can be called there."""


def read_phone(text: str, *, country: str) -> str:
    """Return a number as it is dialled from abroad. Raises NotAPhone.

    `country` is where it is from unless it says so itself.
    """
    written = EXTENSION.sub(" ext. ", plain(text))
    try:
        number = phonenumbers.parse(written, country)
    except phonenumbers.NumberParseException as error:
        raise NotAPhone(text) from error
    if not phonenumbers.is_valid_number(number):
        raise NotAPhone(text)
    how = phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, how)
