"""The ladder that a page is about."""

from datetime import datetime

from django.http import Http404

from loyalty.tiers.reading import Stand, stands


def ladder_or_404(number: int, *, now: datetime) -> Stand:
    for stand in stands(at=now):
        if stand.ladder.number == number:
            return stand
    raise Http404
