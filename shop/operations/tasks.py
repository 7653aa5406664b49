from celery import shared_task
from celery.signals import worker_ready
from django.utils import timezone

from shop.operations import heartbeat


@shared_task
def beat_heart() -> None:
    heartbeat.record(beaten_at=timezone.now())


@worker_ready.connect
def _beat_at_once(**_signal: object) -> None:
    """Say that a worker is here before beat's first round."""
    beat_heart.delay()
