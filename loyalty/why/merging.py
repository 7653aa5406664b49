"""Accounts of one person that became one: the engine says it, here it is told."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from loyalty.why.facts import Facts, told
from loyalty.why.words import day, settled


@told("merged-out")
def _merged_out(facts: Facts) -> str:
    return (
        _(
            "This account was merged into the same person's account %(account)s: what "
            "was here is there now."
        )
        % facts
    )


@told("merged-in")
def _merged_in(facts: Facts) -> str:
    since = datetime.fromisoformat(str(facts["since"]))
    text = _(
        "From your account %(account)s, which was merged into this one: points you had "
        "there since %(day)s, with the last day they had."
    ) % {
        "account": facts["account"],
        "day": day(since.astimezone(timezone.get_default_timezone()).date()),
    }
    return text + settled(int(facts["repaid"]))


@told("merged-owed")
def _merged_owed(facts: Facts) -> str:
    text = ngettext(
        "From your account %(account)s, which was merged into this one: %(points)s "
        "point was owed there.",
        "From your account %(account)s, which was merged into this one: %(points)s "
        "points were owed there.",
        int(facts["owed"]),
    ) % {"account": facts["account"], "points": facts["owed"]}
    if settled := int(facts["settled"]):
        text += ngettext(
            " %(points)s available point went towards it.",
            " %(points)s available points went towards it.",
            settled,
        ) % {"points": settled}
    return text
