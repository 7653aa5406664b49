"""The worker's sign of life."""

from datetime import datetime, timedelta

from shop.operations.models import Heartbeat

SOURCE = "worker"
# Beat asks every five seconds; a long task may hold the worker up for a while.
FRESH_FOR = timedelta(seconds=60)


def record(*, beaten_at: datetime) -> None:
    Heartbeat.objects.bulk_create(
        [Heartbeat(source=SOURCE, beaten_at=beaten_at)],
        update_conflicts=True,
        unique_fields=["source"],
        update_fields=["beaten_at"],
    )


def is_fresh(*, at: datetime) -> bool:
    return Heartbeat.objects.filter(
        source=SOURCE, beaten_at__gt=at - FRESH_FOR
    ).exists()
