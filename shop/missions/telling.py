"""What a step asks for and how far somebody is, in the reader's words."""

from collections.abc import Callable, Iterable, Mapping

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from loyalty.arithmetic import missions
from loyalty.arithmetic.missions import Step, StepProgress
from shop.forks.catalogue.models import Category

Names = Mapping[str, str]
_Told = Callable[[int], str]

_STEPS: dict[str, _Told] = {
    missions.ADDRESS: lambda _goal: _("Confirm your e-mail address"),
    missions.PROFILE: lambda _goal: _(
        "Complete your profile: a name and an address to send to"
    ),
    missions.ORDER: lambda goal: ngettext(
        "Keep %(count)d order", "Keep %(count)d orders", goal
    ),
    missions.ORDER_WITH: lambda goal: ngettext(
        "Keep %(count)d order with something of %(goods)s",
        "Keep %(count)d orders with something of %(goods)s",
        goal,
    ),
    missions.PIECES: lambda goal: ngettext(
        "Keep %(count)d piece of %(goods)s", "Keep %(count)d pieces of %(goods)s", goal
    ),
    missions.CHECK_IN: lambda goal: ngettext(
        "Look in on %(count)d day", "Look in on %(count)d days", goal
    ),
    missions.STREAK: lambda goal: ngettext(
        "Look in on %(count)d day in a row; one day may be missed",
        "Look in on %(count)d days in a row; one day may be missed",
        goal,
    ),
    missions.STORY: lambda _goal: _("Read the story"),
    missions.QUIZ: lambda _goal: _("Answer the question"),
}


def names_of(labels: Iterable[str]) -> dict[str, str]:
    """Return what categories are called now, by their codes."""
    found = Category.objects.filter(code__in=set(labels))
    return {category.code: category.name for category in found}


def asked(step: Step, names: Names) -> str:
    """Return what a step asks for; of a category that is gone, its code."""
    goods = sorted(names.get(label, label) for label in step.labels)
    said = {"count": step.goal, "goods": _(" or ").join(goods)}
    return _STEPS[step.kind](step.goal) % said


def how_far(progress: StepProgress) -> str:
    """Return how far somebody is, without hurrying them."""
    step, times = progress.step, len(progress.done_on)
    if progress.is_over:
        return _("Done") if step.times == 1 else _all_times(times)
    if step.goal == 1:
        return _all_times(times) if times else _("Not yet")
    text = _("%(units)d of %(goal)d") % {"units": progress.units, "goal": step.goal}
    if progress.may_miss:
        text += _(", and one day may still be missed")
    elif progress.missed_on is not None:
        text += _(", %(day)s is forgiven") % {
            "day": date_format(progress.missed_on, "MONTH_DAY_FORMAT")
        }
    if times:
        text += " · " + ngettext(
            "done %(count)d time", "done %(count)d times", times
        ) % {"count": times}
    return text


def _all_times(times: int) -> str:
    return ngettext("Done %(count)d time", "Done %(count)d times", times) % {
        "count": times
    }


def gives(step: Step) -> str:
    """Return how often it gives its points, and from when on; they are said beside."""
    parts = []
    if step.times > 1:
        parts.append(
            ngettext("%(count)d time at most", "%(count)d times at most", step.times)
            % {"count": step.times}
        )
    if step.opens_after:
        parts.append(
            ngettext(
                "given on the day after you began, or when it is done later",
                "given %(count)d days after you began, or when it is done later",
                step.opens_after,
            )
            % {"count": step.opens_after}
        )
    return _(", ").join(parts)
