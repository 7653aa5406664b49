"""A reason as a posting keeps it: a code and the facts, never a sentence."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Facts = Mapping[str, str | int]
Telling = Callable[[Facts], str]

# How each code is told, said beside whatever makes it.
TELLINGS: dict[str, Telling] = {}


def told(code: str) -> Callable[[Telling], Telling]:
    """Tell the reason of this code, in the active language."""

    def keep(telling: Telling) -> Telling:
        TELLINGS[code] = telling
        return telling

    return keep


@dataclass(frozen=True)
class Why:
    code: str
    params: Facts = field(default_factory=dict)

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "Why":
        return cls(stored["code"], stored["params"])

    def stored(self) -> dict[str, Any]:
        """What the posting keeps."""
        return {"code": self.code, "params": dict(self.params)}

    @property
    def rule_version(self) -> int | None:
        """The rule the points were computed with, if one was."""
        version = self.params.get("rule")
        return None if version is None else int(version)

    def text(self) -> str:
        """Return the explanation in the active language."""
        return TELLINGS[self.code](self.params)
