"""Points for a step of a mission: which mission it was, and what was done."""

from collections.abc import Callable

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from loyalty.arithmetic import missions
from loyalty.why.facts import Facts, Why, told

DONE: dict[str, Callable[[int], str]] = {
    missions.ADDRESS: lambda _goal: _("you confirmed your e-mail address"),
    missions.PROFILE: lambda _goal: _("you completed your profile"),
    missions.ORDER: lambda goal: ngettext(
        "you kept %(count)d order", "you kept %(count)d orders", goal
    ),
    missions.ORDER_WITH: lambda goal: ngettext(
        "you kept %(count)d order with goods it is about",
        "you kept %(count)d orders with goods it is about",
        goal,
    ),
    missions.PIECES: lambda goal: ngettext(
        "you kept %(count)d piece of goods it is about",
        "you kept %(count)d pieces of goods it is about",
        goal,
    ),
    missions.CHECK_IN: lambda goal: ngettext(
        "you looked in on %(count)d day", "you looked in on %(count)d days", goal
    ),
    missions.STREAK: lambda goal: ngettext(
        "you looked in on %(count)d day in a row",
        "you looked in on %(count)d days in a row",
        goal,
    ),
    missions.STORY: lambda _goal: _("you read its story"),
    missions.QUIZ: lambda _goal: _("you found the right answer"),
}


def mission_step(
    *, names: tuple[str, str], step: int, kind: str, goal: int, nth: int
) -> Why:
    """A step was done for the `nth` time; `names` are the mission's, of both languages.

    Without a `kind` it is for all steps.
    """
    english, chinese = names
    return Why(
        "mission",
        {
            "name": english,
            "name_zh": chinese,
            "step": step,
            "kind": kind,
            "goal": goal,
            "nth": nth,
        },
    )


@told("mission")
def _mission_step(facts: Facts) -> str:
    is_chinese = (get_language() or "").startswith("zh")
    name = facts["name_zh"] if is_chinese else facts["name"]
    if not facts["kind"]:
        return _("Mission “%(name)s”: you did all of its steps.") % {"name": name}
    goal = int(facts["goal"])
    done = DONE[str(facts["kind"])](goal)
    said = {"name": name, "step": facts["step"], "done": done % {"count": goal}}
    text = _("Mission “%(name)s”, step %(step)s: %(done)s.") % said
    if int(facts["nth"]) > 1:
        text += _(" That makes %(nth)s times.") % {"nth": facts["nth"]}
    return text
