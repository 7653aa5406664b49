"""Hold a digest against its signature and against the ledger of today."""

import gzip
import hashlib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from loyalty.heads import Figures, Head, compare
from shop.books import signing
from shop.books.digest import Header, NotADigest, line, read_header, read_heads

CHUNK = 5000


def differences(path: Path, *, key: Ed25519PublicKey | None) -> Iterator[str]:
    """Yield what is wrong with the digest, or what differs from it: nothing at best.

    Without a `key` nobody is asked who wrote it. What was posted since is no
    difference. Raises NotADigest.
    """
    try:
        with gzip.open(path, "rt") as file:
            lines = iter(file)
            header, signature = read_header(lines)
            if key is not None and not _is_signed(header, signature, key):
                yield "The signature is not one of this key."
            yield from _compare(header, read_heads(lines))
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise NotADigest(f"{path}: {error}") from error


def _is_signed(header: Header, signature: str, key: Ed25519PublicKey) -> bool:
    return header.key == signing.name_of(key) and signing.is_valid(
        signature, message=header.text(), key=key
    )


def _compare(header: Header, listed: Iterator[Head]) -> Iterator[str]:
    digest = hashlib.sha256()
    accounts = postings = 0
    figures = Figures()
    while chunk := list(islice(listed, CHUNK)):
        for head in chunk:
            digest.update(line(head).encode())
            postings += head.version
        accounts += len(chunk)
        held = compare(chunk)
        figures += held.figures
        yield from held.differences
    if digest.hexdigest() != header.lines:
        yield "The lines are not the ones that the header was written for."
    for name, said, found in (
        ("accounts", header.accounts, accounts),
        ("postings", header.postings, postings),
        ("available", header.available, figures.available),
        ("pending", header.pending, figures.pending),
        ("held", header.held, figures.held),
        ("owed", header.owed, figures.owed),
    ):
        if said != found:
            yield f"{name}: the digest says {said}, found {found}"
