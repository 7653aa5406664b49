"""What the ledger and the plain model say of one account, in the same words."""

from collections import Counter

from loyalty import reading
from loyalty.models import Lot, Movement, Posting
from loyalty.people import Person
from tests.loyalty.model.programme import Member


def statements_agree(member: Person, model: Member) -> None:
    """Each line of the statement, and each lot, beside what the model says."""
    lines = list(reading.statement(member=member))[::-1]
    moves = list(Movement.objects.filter(account=member.pk))
    number_arrivals(lines)
    for line in lines:
        line.reference = said_reference(line)
    lot_names = {
        line.version: f"{line.kind} {line.reference}"
        for line in lines
        if line.kind in ("accrual", "adjustment", "merge-in")
    }
    facts: Counter = Counter()
    running: Counter = Counter()
    for number, line in enumerate(lines, start=1):
        assert line.version == number
        own = [move for move in moves if move.version == number]
        before = running["available"] + running["pending"] + running["owed"]
        for move in own:
            running[move.dst] += move.points
            running[move.src] -= move.points
        assert (
            line.available_after,
            line.pending_after,
            line.held_after,
            -line.owed_after,
        ) == tuple(running[name] for name in ("available", "pending", "held", "owed"))
        after = running["available"] + running["pending"] + running["owed"]
        assert line.points_change == after - before
        facts += as_facts(line, own, lot_names)
    assert facts == expected_facts(model)
    stored = Lot.objects.filter(account=member.pk)
    assert {lot_names[lot.number]: lot_row(lot) for lot in stored} == {
        lot.name: model_lot_row(lot) for lot in model.lots
    }


def number_arrivals(lines) -> None:
    """Call what came from other accounts by its place in line."""
    arrivals = [line for line in lines if line.kind == "merge-in"]
    for number, line in enumerate(arrivals, start=1):
        line.reference = str(number)


def said_reference(posting: Posting) -> str:
    """The reference in words: of what was brought in it is a hash."""
    if not posting.reference.startswith("import:"):
        return posting.reference
    said = posting.why["params"]
    return f"import {said['source']}: {said['reason']}, part {said['part']}"


def open_lots(model: Member) -> list[tuple]:
    lots = sorted(model.lots, key=lambda lot: (lot.expires_at, lot.place_in_line))
    rows = [
        (
            len(lot.lying("available")),
            len(lot.lying("pending")),
            len(lot.lying("held")),
            lot.expires_at,
        )
        for lot in lots
    ]
    return [row for row in rows if any(row[:3])]


def as_facts(line, moves, lot_names) -> Counter:
    """What a posting says, without when it was booked or together with what."""
    reference = line.reference
    if line.kind == "maturity":
        reference = lot_names[line.related_version]
    if line.kind == "expiry":
        reference = ""
    head = (line.kind, reference, line.occurred_at)
    said: Counter = Counter()
    for move in moves:
        lot = move.lot_number and lot_names[move.lot_number]
        said[*head, move.src, move.dst, lot] += move.points
    return said or Counter([head])


def expected_facts(model: Member) -> Counter:
    facts: Counter = Counter()
    for fact in model.facts:
        head = (fact.kind, fact.reference, fact.occurred_at)
        for place, points in fact.moved.items():
            facts[*head, *place] += points
        if not fact.moved:
            facts[head] += 1
    return facts


def lot_row(lot: Lot) -> tuple:
    return lot.granted, lot.remaining, lot.pending, lot.held, lot.expires_at, lot.open


def model_lot_row(lot) -> tuple:
    lying = [len(lot.lying(name)) for name in ("available", "pending", "held")]
    return lot.granted, *lying, lot.expires_at, any(lying)
