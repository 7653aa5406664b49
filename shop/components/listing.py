"""Several things in one sentence."""

from collections.abc import Iterable

from babel.lists import format_list
from django.utils.translation import get_language, to_locale


def listed(things: Iterable[object]) -> str:
    """Put things together as the active language does: a, b and c; 甲、乙和丙."""
    return format_list(
        [str(thing) for thing in things], locale=to_locale(get_language() or "en")
    )
