"""Whom to tell of a hole in the shop: /.well-known/security.txt (RFC 9116)."""

from collections.abc import Sequence
from datetime import UTC, datetime


def read_day(text: str) -> datetime | None:
    """A day, or a moment, as the settings say it; None where there is none."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def write(
    *,
    contacts: Sequence[str],
    expires: str,
    languages: Sequence[str],
    site: str,
    at: datetime,
) -> str:
    """The file, or nothing where nobody is named or the word given has run out:
    whoever finds a hole is not to write to who no longer reads."""
    until = read_day(expires)
    if not contacts or until is None or until <= at:
        return ""
    lines = [
        *(f"Contact: {_address(contact)}" for contact in contacts),
        f"Expires: {until.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {', '.join(languages)}",
        f"Canonical: {site}/.well-known/security.txt",
    ]
    return "\n".join([*lines, ""])


def _address(contact: str) -> str:
    is_mail = "@" in contact and ":" not in contact
    return f"mailto:{contact}" if is_mail else contact
