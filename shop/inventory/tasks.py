from celery import shared_task
from django.utils import timezone

from shop.inventory import digest


@shared_task
def write_low_stock_digest() -> None:
    digest.write(at=timezone.now())
