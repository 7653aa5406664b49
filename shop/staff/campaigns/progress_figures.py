"""How far a version of a campaign has come: who did which step when, what comes."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from loyalty.campaigns.reading import CampaignStep, Stand

Kind = CampaignStep.Kind


def timeline(stand: Stand, *, now: datetime) -> list[dict[str, Any]]:
    """The steps as components/timeline.html draws them; the end is the last one."""
    events = list(_events(stand, now))
    if stand.ended is None:
        return events
    been = [event for event in events if event["state"] != "next"]
    return [*been, _taken(stand.ended, _("Ended early"), "stopped")]


def _events(stand: Stand, now: datetime) -> Iterator[dict[str, Any]]:
    version = stand.version
    steps = {step.kind: step for step in version.steps.all()}
    yield {
        "label": _("Version %(number)s written") % {"number": version.number},
        "at": version.drafted_at,
        "note": version.author.email,
        "state": "done",
    }
    yield _taken(steps.get(Kind.SUBMITTED), _("Review asked for"))
    if turned_down := steps.get(Kind.TURNED_DOWN):
        yield _taken(turned_down, _("Turned down"), "stopped")
        return
    yield _taken(steps.get(Kind.APPROVED), _("Approved by a second person"))
    term = stand.term
    if term is None and version.starts_at <= now:
        yield {"label": _("Begins once it is approved"), "state": "next"}
    else:
        yield _beginning(stand, now)
    ends_at = term.ends_at if term else version.ends_at
    if ends_at is not None:
        is_replaced = term is not None and term.is_replaced
        yield {
            "label": _("A later version takes its place") if is_replaced else _("Ends"),
            "at": ends_at,
            "state": "done" if term and ends_at <= now else "next",
        }


def _beginning(stand: Stand, now: datetime) -> dict[str, Any]:
    term = stand.term
    starts_at = term.starts_at if term else stand.version.starts_at
    state = "next"
    if term and starts_at <= now:
        state = "current" if term.holds(now) else "done"
    return {"label": _("Begins"), "at": starts_at, "state": state}


def _taken(
    step: CampaignStep | None, label: str, state: str = "done"
) -> dict[str, Any]:
    if step is None:
        return {"label": label, "state": "next"}
    note = " · ".join(filter(None, [step.actor.email, step.note]))
    return {"label": label, "at": step.taken_at, "note": note, "state": state}
