from celery import shared_task

from shop.search import documents


@shared_task
def index_product(product_id: int) -> None:
    documents.index_product(product_id)


@shared_task
def index_category(category_id: int) -> None:
    documents.index_category(category_id)


@shared_task
def index_option(option_id: int) -> None:
    documents.index_option(option_id)
