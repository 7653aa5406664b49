"""What a mission says, does and may not, in words of people who do not program."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from loyalty.arithmetic.missions import QUIZ, STORY
from loyalty.missions import drafting, reviewing
from loyalty.missions.reading import MissionVersion
from loyalty.missions.states import State
from shop.components import numbers
from shop.missions import telling

Text = str | Promise
STATES: dict[str, Text] = {
    State.DRAFT: pgettext_lazy("mission", "Draft"),
    State.IN_REVIEW: pgettext_lazy("mission", "In review"),
    State.SCHEDULED: pgettext_lazy("mission", "Scheduled"),
    State.RUNNING: pgettext_lazy("mission", "Running"),
    State.ENDED: pgettext_lazy("mission", "Ended"),
    State.TURNED_DOWN: pgettext_lazy("mission", "Turned down"),
    State.REPLACED: pgettext_lazy("mission", "Replaced"),
}
# How a badge shows each; the others are plain.
KINDS: dict[str, str] = {
    State.IN_REVIEW: "caution",
    State.SCHEDULED: "new",
    State.RUNNING: "success",
    State.TURNED_DOWN: "danger",
}
PROBLEMS: dict[str, Text] = {
    "missing": _("It cannot be left empty."),
    "unknown": _("Choose one of the list."),
    "gives-nothing": _("Nobody would get a point: give some for a step, or for all."),
    "not-whole": _("It must be a whole number."),
    "never-opens": _("It would be over before it begins: choose a later end."),
    "out-of-range": _("This is too much, or too little."),
    "too-small": _(
        "It has no room for a single member: it must be at least what one can get."
    ),
    "twice": _("Another step asks for the same, and would be done by the same."),
}
PROBLEMS_OF: dict[tuple[str, str], Text] = {
    ("labels", "missing"): _(
        "A step about goods names a category, and no other step does."
    ),
    ("times", "out-of-range"): _("This is done once: once over, and one of it."),
    ("answer", "out-of-range"): _("There is no such choice: the first one is 1."),
    ("question_en", "missing"): _(
        "A question on the first line, and at least two choices below it."
    ),
    ("question_zh_hans", "missing"): _(
        "A question on the first line, and at least two choices below it."
    ),
    ("question_en", "twice"): _("Two choices are the same."),
    ("question_zh_hans", "twice"): _("Two choices are the same."),
    ("question_zh_hans", "out-of-range"): _(
        "There are as many choices in both languages, in the same order."
    ),
    ("steps", "missing"): _("A mission has at least one step."),
}
# Why a step could not be taken.
REFUSALS: dict[type[Exception], Text] = {
    reviewing.NotNewest: _(
        "Somebody has written another version meanwhile. Look at that one."
    ),
    reviewing.MissionEnded: _(
        "It was ended and cannot be begun again. Duplicate it instead."
    ),
    reviewing.NotSubmitted: _("Nobody has asked for a decision on this version."),
    reviewing.AlreadyDecided: _("A colleague has decided about it meanwhile."),
    reviewing.SamePerson: _(
        "You wrote it or asked for its review: somebody else has to approve it."
    ),
    reviewing.NeverOpens: _(
        "Its end has passed: nobody could begin. Write a version with a later end."
    ),
    reviewing.NotApproved: _("It was never approved, so there is nothing to end."),
    drafting.MissionChangedMeanwhile: _(
        "Somebody has written another version meanwhile. What you typed is still here: "
        "look at theirs, then save once more to write yours as the next version."
    ),
}


def refusal(error: Exception) -> str:
    if isinstance(error, reviewing.BudgetPromised):
        return gettext(
            "%(points)s points are promised to members already: the budget cannot be "
            "less."
        ) % {"points": numbers.figure(error.args[0])}
    return str(REFUSALS[type(error)])


def problem(field: str, what: str) -> str:
    return str(PROBLEMS_OF.get((field, what)) or PROBLEMS[what])


def moment(at: datetime) -> str:
    return date_format(timezone.localtime(at), "SHORT_DATETIME_FORMAT")


def sentences(version: MissionVersion) -> list[str]:
    """The mission read out, one sentence for each of its steps."""
    return list(_sentences(version))


def _sentences(version: MissionVersion) -> Iterator[str]:
    yield gettext("From %(start)s%(end)s, for %(who)s.") % {
        "start": moment(version.starts_at),
        "end": gettext(" until %(end)s") % {"end": moment(version.ends_at)}
        if version.ends_at
        else "",
        "who": MissionVersion.Audience(version.audience).label,
    }
    names = telling.names_of(
        label for step in version.steps.all() for label in step.labels
    )
    for step in version.deciding().steps:
        yield gettext("%(number)s. %(asked)s: %(points)s%(gives)s.") % {
            "number": step.number,
            "asked": telling.asked(step, names),
            "points": numbers.points(step.points),
            "gives": f" ({said})" if (said := telling.gives(step)) else "",
        }
    if version.bonus:
        yield gettext("For all of them together %(points)s more.") % {
            "points": numbers.points(version.bonus)
        }
    if version.looks_back:
        yield ngettext(
            "Orders of %(count)d day before somebody begins count as well.",
            "Orders of %(count)d days before somebody begins count as well.",
            version.looks_back,
        ) % {"count": version.looks_back}
    worth = version.deciding().worth
    places = ngettext(
        "room for %(places)s member",
        "room for %(places)s members",
        version.budget // worth,
    ) % {"places": numbers.figure(version.budget // worth)}
    yield gettext(
        "A member gets %(worth)s at most; a budget of %(budget)s has %(places)s."
    ) % {
        "worth": numbers.points(worth),
        "budget": numbers.points(version.budget),
        "places": places,
    }


def texts(version: MissionVersion) -> list[dict[str, Any]]:
    """What members read in stories and questions, in both languages."""
    return [
        {
            "number": step.number,
            "english": step.text_en if step.kind == STORY else step.question_en,
            "chinese": step.text_zh_hans
            if step.kind == STORY
            else step.question_zh_hans,
            "answer": step.answer if step.kind == QUIZ else None,
        }
        for step in version.steps.all()
        if step.kind in (STORY, QUIZ)
    ]
