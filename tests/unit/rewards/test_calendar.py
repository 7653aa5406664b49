"""What happens to lots by themselves, as the statement's calendar shows it."""

from datetime import UTC, date, datetime

from loyalty.reading import OpenLot
from shop.rewards.statement import calendar, waiting


def lot(*, available=0, pending=0, matures_at=None, expires_at):
    return OpenLot(
        number=1,
        granted=available + pending,
        available=available,
        pending=pending,
        held=0,
        matures_at=matures_at,
        expires_at=expires_at,
    )


# Midnight in Berlin, in winter and in summer.
END_OF_JANUARY = datetime(2026, 1, 31, 23, tzinfo=UTC)
END_OF_JULY = datetime(2026, 7, 31, 22, tzinfo=UTC)


def test_points_are_shown_on_their_last_valid_day():
    """L27: the day before the moment they expire, in the programme's zone."""
    days = calendar(
        [lot(available=50, expires_at=END_OF_JULY)]
        + [lot(available=200, expires_at=END_OF_JANUARY)] * 2
    )

    assert [(day.on, day.points, day.share) for day in days] == [
        (date(2026, 1, 31), 400, 100),
        (date(2026, 7, 31), 50, 12),
    ]


def test_pending_points_are_shown_on_the_day_they_become_usable():
    days = calendar(
        [lot(pending=30, matures_at=END_OF_JANUARY, expires_at=END_OF_JULY)]
    )

    assert [(day.on, day.kind, day.points) for day in days] == [
        (date(2026, 2, 1), "matures", 30)
    ]


def test_points_without_a_day_are_waiting():
    lots = [lot(pending=30, expires_at=END_OF_JULY)]

    assert calendar(lots) == []
    assert waiting(lots) == 30
