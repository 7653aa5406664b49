from celery import shared_task
from django.utils import timezone

from shop.users.models import Attempts


@shared_task
def forget_attempts() -> None:
    """Drop counts of tries that do not count any more."""
    Attempts.objects.filter(forget_at__lte=timezone.now()).delete()
