from celery import shared_task

from shop.search import documents


@shared_task
def index_product(product_id: int) -> None:
    documents.index_product(product_id)
