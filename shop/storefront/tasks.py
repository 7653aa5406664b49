from celery import shared_task
from django.utils import timezone

from shop.storefront.machines import merchant_files


# All goods of a large shop take minutes; twice at once is as good as once.
@shared_task(time_limit=3000)
def write_merchant_files() -> None:
    merchant_files.write(at=timezone.now())
