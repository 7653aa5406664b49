"""The mission that a page is about, and the categories its steps can name."""

from collections.abc import Iterable
from datetime import datetime

from django.http import Http404

from loyalty.missions.reading import MissionVersion, Stand, standing_of
from shop.forks.catalogue.models import Category
from shop.staff.shell.finding import BIGGEST_KEY


def versions_or_404(mission_id: int, *, now: datetime) -> list[Stand]:
    """Every version of it, the newest first."""
    known = mission_id <= BIGGEST_KEY
    found = standing_of(mission_id=mission_id, at=now) if known else []
    if not found:
        raise Http404
    return found


def by_number(mission_id: int, number: str, *, now: datetime) -> MissionVersion:
    """The version of this number, as a form sent it."""
    for stand in versions_or_404(mission_id, now=now):
        if str(stand.version.number) == number:
            return stand.version
    raise Http404


def category_choices(*, kept: Iterable[str] = ()) -> list[tuple[str, str]]:
    """Every category, those below others indented, and those `kept` that are gone."""
    known = [
        (category.code, "– " * (category.depth - 1) + category.name)
        for category in Category.objects.order_by("path")
    ]
    codes = {code for code, _name in known}
    return known + [(code, code) for code in kept if code not in codes]
