"""What a ledger is asked for, whoever keeps it."""

from abc import ABC, abstractmethod
from datetime import datetime
from typing import ClassVar, Literal

# A balance that never falls below zero, a request that is known when it is repeated,
# points set aside until they are used or released, points with a last day.
Concept = Literal["floor", "reference", "hold", "expiry"]


class Refused(Exception):
    """The ledger said no: not enough points, or no such hold."""


class Peer(ABC):
    """One ledger. Members are numbered from 1.

    Earning, setting aside and using are one posting each: a posting of this shop's
    ledger, a transfer between two accounts of another's.
    """

    offers: ClassVar[frozenset[Concept]] = frozenset()

    @abstractmethod
    def open_books(self) -> None:
        """Make the tables, and the accounts that do not belong to a member."""

    @abstractmethod
    def enrol(self, members: range) -> None: ...

    @abstractmethod
    def earn(
        self,
        member: int,
        points: int,
        reference: str,
        *,
        expires_at: datetime | None = None,
    ) -> None: ...

    @abstractmethod
    def hold(self, member: int, points: int, reference: str) -> None:
        """Set points aside; raises Refused where there are not enough."""

    @abstractmethod
    def capture(self, member: int, points: int, reference: str) -> None:
        """Use what was set aside; raises Refused where it was not, or is no more."""

    @abstractmethod
    def balance(self, member: int) -> int:
        """The points that can be spent now."""

    # What not every ledger has: only asked of those which say so in `offers`.

    def release(self, member: int, reference: str) -> None:
        """Free what was set aside; raises Refused where it was not, or was used."""
        raise NotImplementedError

    def expire(self) -> None:
        """Take away what is not valid any more."""
        raise NotImplementedError
