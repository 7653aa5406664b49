"""What a payment service tells: signed, kept, and taken up by a worker."""

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from shop.audit.record import record
from shop.identity.limits import may_try
from shop.payments import news, providers
from shop.payments.port import ForgedNews, ProviderNotConfigured, UnreadableNews
from shop.requests import client_of


@csrf_exempt
@require_POST
def hear(request: HttpRequest, provider: str) -> HttpResponse:
    """Keep one event. An answer of 200 says it will not be lost, and nothing more.

    Where its service has no keys here nobody can tell who sent it: it is refused, and
    services tell again what was refused.
    """
    try:
        told = providers.named(provider).read_news(
            body=request.body, headers=request.headers
        )
    except ProviderNotConfigured:
        return _answer("No such payment service here.", 404)
    except ForgedNews as forgery:
        _log_forgery(request, provider, str(forgery))
        return _answer("The signature is not valid.", 400)
    except UnreadableNews:
        return _answer("This is no event.", 400)
    except RequestDataTooBig:
        return _answer("No event is as long as that.", 413)
    news.keep(provider=provider, news=told, received_at=timezone.now())
    return _answer("Kept.", 200)


def _answer(text: str, status: int) -> HttpResponse:
    return HttpResponse(f"{text}\n", "text/plain", status=status)


def _log_forgery(request: HttpRequest, provider: str, reason: str) -> None:
    """Write it into the log, where a flood of them must not fill it."""
    sender = client_of(request) or request.META.get("REMOTE_ADDR", "")
    if may_try("forged-news", provider, times=20, seconds=3600):
        record(
            actor=None,
            action="payment.forged-news",
            subject=f"payment-service:{provider}",
            recorded_at=timezone.now(),
            after={"sender": sender},
            reason=reason[:500],
        )
