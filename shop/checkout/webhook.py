"""What the payment service tells: signed, kept, and taken up by a worker."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from shop.audit.record import record
from shop.identity.limits import may_try
from shop.payments import news
from shop.payments.stripe import signature
from shop.requests import client_of

PROVIDER = "stripe"


@csrf_exempt
@require_POST
def stripe(request: HttpRequest) -> HttpResponse:
    """Keep one event. An answer of 200 says it will not be lost, and nothing more."""
    try:
        told = signature.read(
            body=request.body,
            signature=request.headers.get("Stripe-Signature", ""),
            secret=settings.STRIPE_WEBHOOK_SECRET,
        )
    except signature.Forged as forgery:
        _log_forgery(request, str(forgery))
        return HttpResponse("The signature is not valid.\n", "text/plain", status=400)
    except signature.NotUnderstood:
        return HttpResponse("This is no event.\n", "text/plain", status=400)
    news.keep(provider=PROVIDER, news=told, received_at=timezone.now())
    return HttpResponse("Kept.\n", "text/plain")


def _log_forgery(request: HttpRequest, reason: str) -> None:
    """Write it into the log, where a flood of them must not fill it."""
    sender = client_of(request) or request.META.get("REMOTE_ADDR", "")
    if may_try("forged-news", "anybody", times=20, seconds=3600):
        record(
            actor=None,
            action="payment.forged-news",
            subject=f"payment-service:{PROVIDER}",
            recorded_at=timezone.now(),
            after={"sender": sender},
            reason=reason[:500],
        )
