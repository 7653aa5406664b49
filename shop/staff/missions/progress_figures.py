"""How far a version of a mission has come: who decided what when, what comes."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from loyalty.missions.reading import MissionDecision, Stand
from loyalty.missions.states import opens_at

Kind = MissionDecision.Kind


def timeline(stand: Stand, *, now: datetime) -> list[dict[str, Any]]:
    """The decisions as components/timeline.html draws them."""
    return list(_events(stand, now))


def _events(stand: Stand, now: datetime) -> Iterator[dict[str, Any]]:
    version = stand.version
    taken = {one.kind: one for one in stand.decisions}
    yield {
        "label": _("Version %(number)s written") % {"number": version.number},
        "at": version.drafted_at,
        "note": version.author.email,
        "state": "done",
    }
    yield _taken(taken.get(Kind.SUBMITTED), _("Review asked for"))
    if turned_down := taken.get(Kind.TURNED_DOWN):
        yield _taken(turned_down, _("Turned down"), "stopped")
        return
    yield _taken(taken.get(Kind.APPROVED), _("Approved by a second person"))
    opens = opens_at(version)
    begun = opens is not None and opens <= now
    yield {
        "label": _("Begins"),
        "at": opens or version.starts_at,
        "state": "done" if begun else "next",
    }
    if ended := taken.get(Kind.ENDED):
        yield _taken(ended, _("Ended early"), "stopped")
    elif version.ends_at is not None:
        over = version.ends_at <= now
        yield {
            "label": _("Ends"),
            "at": version.ends_at,
            "state": "done" if over else "next",
        }


def _taken(
    decision: MissionDecision | None, label: str, state: str = "done"
) -> dict[str, Any]:
    if decision is None:
        return {"label": label, "state": "next"}
    note = " · ".join(filter(None, [decision.actor.email, decision.note]))
    return {"label": label, "at": decision.taken_at, "note": note, "state": state}
