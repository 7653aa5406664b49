from celery import shared_task

from shop.freshness.pruning import prune

MOST = 100


@shared_task
def prune_changes() -> None:
    prune(most=MOST)
