"""What a page about goods showed, carried along by its form and signed (F18)."""

from collections.abc import Mapping
from typing import Any

from django.core import signing

from shop.catalogue.facts import Facts

FIELD = "seen"
_SALT = "shop.staff.goods.seen"


def token(facts: Mapping[int, Facts]) -> str:
    """The facts of goods by their numbers."""
    return signing.dumps(
        {str(pk): said for pk, said in facts.items()}, salt=_SALT, compress=True
    )


def read(sent: Any) -> dict[int, Facts]:
    """What a form showed; nothing where it does not say, so that nothing is written."""
    try:
        found = signing.loads(sent, salt=_SALT)
    except (signing.BadSignature, TypeError):
        return {}
    return {int(pk): said for pk, said in found.items()}
