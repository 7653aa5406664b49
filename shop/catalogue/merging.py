"""What two people changed at once, told apart fact by fact (F18). Pure.

Whoever saves a form has seen the facts as they were, and says how they shall be. What
they did not touch is never written; what somebody else touched too is not decided here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# Orders take pieces while a form is open: what was counted in or out is added.
BY_DIFFERENCE = frozenset({"in_stock"})
PICTURES = "pictures"


@dataclass(frozen=True)
class Clash:
    """One fact that was `seen` so, is `now` otherwise, and was `wanted` otherwise."""

    name: str
    seen: Any
    now: Any
    wanted: Any


def merge(
    *, seen: Mapping[str, Any], now: Mapping[str, Any], wanted: Mapping[str, Any]
) -> tuple[dict[str, Any], list[Clash]]:
    """What is to be written, and what two people changed to different ends.

    A fact that was not seen is not written.
    """
    written: dict[str, Any] = {}
    clashes: list[Clash] = []
    for name, value in wanted.items():
        if name not in seen or name not in now or same(seen[name], value):
            continue
        if same(now[name], value):
            continue
        if name == PICTURES:
            pictures, apart = merge_pictures(
                seen=seen[name], now=now[name], wanted=value
            )
            clashes += apart
            if pictures != now[name]:
                written[name] = pictures
        elif same(now[name], seen[name]):
            written[name] = value
        elif name in BY_DIFFERENCE and _are_numbers(seen[name], now[name], value):
            written[name] = now[name] + value - seen[name]
        else:
            clashes.append(Clash(name, seen[name], now[name], value))
    return written, clashes


def merge_pictures(
    *,
    seen: list[dict[str, Any]],
    now: list[dict[str, Any]],
    wanted: list[dict[str, Any]],
) -> tuple[list[dict[str, Any]], list[Clash]]:
    """Take away, move, add and describe, whatever others did to other pictures."""
    before = {picture["file"]: picture for picture in seen}
    shall = {picture["file"]: picture for picture in wanted}
    clashes: list[Clash] = []
    found: dict[str, dict[str, Any]] = {}
    for picture in now:
        name = picture["file"]
        if name in before and name not in shall:
            continue
        described = dict(picture)
        if name in before:
            texts, apart = merge(seen=before[name], now=picture, wanted=shall[name])
            described |= texts
            clashes += [
                Clash(f"{name} {clash.name}", clash.seen, clash.now, clash.wanted)
                for clash in apart
            ]
        found[name] = described
    found |= {name: shall[name] for name in shall if name not in (*before, *found)}
    stayed = [name for name in before if name in shall]
    is_moved = list(shall)[: len(stayed)] != stayed
    order = [*(name for name in shall if name in found and is_moved), *found]
    return [found[name] for name in dict.fromkeys(order)], clashes


def same(one: Any, other: Any) -> bool:
    """Browsers write line ends of their own; nothing may be written in two ways."""
    if isinstance(one, str) and isinstance(other, str):
        return _lines(one) == _lines(other)
    return one == other or (one in ("", None) and other in ("", None))


def _lines(text: str) -> str:
    return "\n".join(text.splitlines()).strip()


def _are_numbers(*values: Any) -> bool:
    return all(type(value) is int for value in values)
