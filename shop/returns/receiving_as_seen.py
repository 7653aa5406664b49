"""Settle a parcel exactly as the page showed it."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from shop.returns import receiving
from shop.returns.models import Receipt
from shop.returns.receiving import Verdict
from shop.returns.taking_back import SettlementChanged, seen
from shop.users.models import User

NOTHING = "0.00/0/0"


@transaction.atomic
def receive_as_seen(
    *,
    number: str,
    actor: User,
    verdicts: Mapping[int, Verdict],
    words: str,
    turn: int,
    received_at: datetime,
    previewed: str,
) -> Receipt:
    """Receive a parcel, unless it would settle otherwise than `previewed`.

    Raises SettlementChanged, and what `receiving.receive` raises.
    """
    receipt = receiving.receive(
        number=number,
        actor=actor,
        verdicts=verdicts,
        words=words,
        turn=turn,
        received_at=received_at,
    )
    if previewed != (seen(receipt.returned) if receipt.returned else NOTHING):
        raise SettlementChanged
    return receipt
