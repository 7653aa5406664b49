from celery import shared_task

from shop.pictures import renditions


@shared_task
def make_renditions(source: str) -> None:
    renditions.make(source)
