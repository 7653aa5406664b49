from datetime import date

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from shop.search import documents, missing

# A whole shop takes longer than one piece of work may.
AN_HOUR = 3600


@shared_task
def index_product(product_id: int) -> None:
    documents.index_product(product_id)


@shared_task
def index_category(category_id: int) -> None:
    documents.index_category(category_id)


@shared_task
def index_option(option_id: int) -> None:
    documents.index_option(option_id)


@shared_task(time_limit=AN_HOUR)
def index_nightly() -> None:
    """Make up for what no worker was told, and count words and sales anew."""
    documents.index_all()
    missing.forget(on=timezone.localdate())


@shared_task(time_limit=AN_HOUR)
def index_missing() -> None:
    documents.index_missing()


@shared_task
def note_missing(words: str, day: str) -> None:
    missing.note(words=words, day=date.fromisoformat(day))


def note_later(words: str, day: date) -> None:
    """Have a worker note a search that found nothing: a page that is read writes not.

    Without a broker nobody learns of it, and nobody waits.
    """

    def ask_worker() -> None:
        note_missing.delay(words, day.isoformat())

    transaction.on_commit(ask_worker, robust=True)
