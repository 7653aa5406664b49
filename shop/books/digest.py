"""A digest of the ledger as text: a header that can be signed, and a line an account.

    fairpoints-digest 1
    at 2026-11-20T02:30:00+00:00
    accounts 2
    postings 37
    available 1200
    pending 39
    held 0
    owed 0
    lines <SHA-256 of all lines after the empty one>
    previous <SHA-256 of the digest before this one, or none>
    key <SHA-256 of the public key, or none>
    signature <Ed25519 of all lines above, or none>

    17 5 <hash of posting 5 of account 17>
    18 32 <hash of posting 32 of account 18>

Pure: text in, values out.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields

from loyalty.heads import Head

TITLE = "fairpoints-digest 1"
NONE = "none"


class NotADigest(ValueError):
    """The text is not what a digest looks like."""


@dataclass(frozen=True, kw_only=True)
class Header:
    """What a digest says above its lines, all but the signature."""

    at: str
    accounts: int
    postings: int
    available: int
    pending: int
    held: int
    owed: int
    lines: str
    previous: str
    key: str

    def text(self) -> str:
        """What is signed, to the byte."""
        rows = (f"{field.name} {getattr(self, field.name)}" for field in fields(self))
        return "\n".join((TITLE, *rows, ""))


def line(head: Head) -> str:
    return f"{head.account_id} {head.version} {head.hash or NONE}\n"


def read_header(lines: Iterator[str]) -> tuple[Header, str]:
    """Take the header and its signature off the lines. Raises NotADigest."""
    if next(lines, "").rstrip("\n") != TITLE:
        raise NotADigest(f"The first line is not “{TITLE}”.")
    values: dict[str, str | int] = {}
    for field in fields(Header):
        text = _value(next(lines, ""), field.name)
        values[field.name] = _number(text) if field.type is int else text
    signature = _value(next(lines, ""), "signature")
    if next(lines, "") != "\n":
        raise NotADigest("No empty line follows the header.")
    return Header(**values), signature  # type: ignore[arg-type]  # by its own fields


def read_heads(lines: Iterable[str]) -> Iterator[Head]:
    """Read the lines after the header. Raises NotADigest."""
    for text in lines:
        try:
            account_id, version, link = text.split()
        except ValueError:
            raise NotADigest(f"Not an account: {text!r}") from None
        yield Head(
            account_id=_number(account_id),
            version=_number(version),
            hash="" if link == NONE else link,
        )


def _value(text: str, name: str) -> str:
    found, _space, value = text.rstrip("\n").partition(" ")
    if found != name or not value:
        raise NotADigest(f"“{name}” is missing in the header.")
    return value


def _number(text: str) -> int:
    if not text.isdecimal() or len(text) > 19:
        raise NotADigest(f"Not a number: {text!r}")
    return int(text)
