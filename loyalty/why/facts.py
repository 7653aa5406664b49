"""A reason as a posting keeps it: a code and the facts, never a sentence."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

logger = logging.getLogger(__name__)

Facts = Mapping[str, str | int]
Share = Mapping[str, Any]
Telling = Callable[[Facts], str]
ShareTelling = Callable[[Facts, Share], str]

# How each code is told, said beside whatever makes it; and what of its shares.
TELLINGS: dict[str, Telling] = {}
SHARE_TELLINGS: dict[str, ShareTelling] = {}


def told(code: str) -> Callable[[Telling], Telling]:
    """Tell the reason of this code, in the active language."""

    def keep(telling: Telling) -> Telling:
        TELLINGS[code] = telling
        return telling

    return keep


def told_of_each_share(code: str) -> Callable[[ShareTelling], ShareTelling]:
    """Tell what a share adds to the reason of this code, or nothing."""

    def keep(telling: ShareTelling) -> ShareTelling:
        SHARE_TELLINGS[code] = telling
        return telling

    return keep


@dataclass(frozen=True)
class Why:
    """`shares` say which source gave how much, or how much is taken of which.

    None is the one share of whoever has only one (loyalty/shares.py).
    """

    code: str
    params: Facts = field(default_factory=dict)
    shares: Sequence[Share] | None = None

    @classmethod
    def of(
        cls, stored: Mapping[str, Any], shares: Sequence[Share] | None = None
    ) -> "Why":
        """Read what a posting keeps, whatever that is: `text` is always told."""
        code, params = stored.get("code"), stored.get("params")
        return cls(str(code), params if isinstance(params, dict) else {}, shares)

    def stored(self) -> dict[str, Any]:
        """What the posting keeps, beside the shares."""
        return {"code": self.code, "params": dict(self.params)}

    @property
    def rule_version(self) -> int | None:
        """The rule the points were computed with, if one was."""
        version = self.params.get("rule")
        return None if version is None else int(version)

    def text(self) -> str:
        """Return the explanation in the active language.

        A posting cannot be written anew: where one says what cannot be told, that is
        told, and whoever runs the shop finds it in the log.
        """
        try:
            return self._told()
        except (KeyError, TypeError, ValueError, ArithmeticError, AttributeError):
            logger.exception("The reason %r cannot be told.", self.code)
            return _("The reason for this cannot be shown. Please ask us.")

    def _told(self) -> str:
        text = TELLINGS[self.code](self.params)
        if self.shares is None or self.code not in SHARE_TELLINGS:
            return text
        telling = SHARE_TELLINGS[self.code]
        return text + "".join(telling(self.params, share) for share in self.shares)
