"""Keep what a payment service told, before anything is done about it."""

from datetime import datetime

from django.db import transaction

from shop.payments.models import WebhookEvent
from shop.payments.port import News
from shop.payments.waking import wake_news


@transaction.atomic
def keep(*, provider: str, news: News, received_at: datetime) -> bool:
    """Write the event down once; returns whether it was new.

    A worker takes it from there, whatever becomes of the request.
    """
    _event, is_new = WebhookEvent.objects.get_or_create(
        provider=provider,
        event_id=news.id,
        defaults={
            "concerns": news.concerns,
            "kind": news.kind,
            "about": news.about,
            "received_at": received_at,
            "due_at": received_at,
        },
    )
    if is_new:
        transaction.on_commit(wake_news, robust=True)
    return is_new
