from celery import shared_task
from django.utils import timezone

from shop.users.models import Attempts
from shop.users.session_store import SessionStore


@shared_task
def forget_attempts() -> None:
    """Drop counts of tries that do not count any more."""
    Attempts.objects.filter(forget_at__lte=timezone.now()).delete()


@shared_task
def forget_sessions() -> None:
    """Drop visits that have run out: nobody comes back to them."""
    SessionStore.clear_expired()
