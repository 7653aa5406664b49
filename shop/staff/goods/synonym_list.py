"""What words mean besides, and what was looked for in vain."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from shop.search import missing, synonyms
from shop.search.models import Synonym
from shop.search.words import key
from shop.staff.goods.desk import SEARCH
from shop.staff.shell import cells
from shop.staff.shell.columns import Action, Column, Day, Figure
from shop.staff.shell.filters import Words
from shop.staff.shell.lists import Nothing, StaffList


def words(synonym: Synonym) -> str:
    return ", ".join(synonym.words)


def means(synonym: Synonym) -> str:
    return ", ".join(synonym.means)


def both_ways(synonym: Synonym) -> str:
    return (
        cells.badge(_("both ways"), "neutral") if synonym.is_mutual else cells.NOTHING
    )


def ways(synonym: Synonym) -> str:
    return "both" if synonym.is_mutual else "one"


class SynonymList(StaffList):
    name = "synonyms"
    title = _("Synonyms")
    permissions = SEARCH.permissions
    template = "staff/goods/synonyms.html"
    columns = (
        Column(
            _("Searched for"),
            words,
            to=("staff:synonym", "pk"),
            opens=synonyms.PERMISSION,
            css="breaks",
            heads=True,
        ),
        Column(_("Also finds"), means, css="breaks"),
        Column(_("Ways"), ways, shown=both_ways),
    )
    filters = (Words(_("Word")),)
    empty = Nothing(
        title=_("No synonyms yet"),
        text=_("Say what is meant by words that shoppers use and goods do not have."),
    )

    def rows(self) -> QuerySet[Synonym]:
        found = Synonym.objects.order_by("words", "pk")
        if text := self.asked.get("text"):
            found = found.filter(
                Q(keys__icontains=key(text))
                | Q(words__icontains=text)
                | Q(means__icontains=text)
            )
        return found


class MissList(StaffList):
    name = "misses"
    title = _("Searches that found nothing")
    permissions = SEARCH.permissions
    template = "staff/goods/misses.html"
    columns = (
        Column(_("Searched for"), "words", css="breaks", heads=True),
        Figure(_("Times"), "total"),
        Day(_("Last"), "last"),
        Action(template="staff/goods/_say_meaning.html", needs=synonyms.PERMISSION),
    )
    filters = (Words(_("Word")),)
    empty = Nothing(
        title=_("Nothing was looked for in vain"),
        text=_("What shoppers find nothing for is counted here, without who it was."),
    )

    def rows(self) -> Sequence[Any]:
        return missing.missed(containing=self.asked.get("text", ""))
