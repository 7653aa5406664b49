from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from shop.components.languages import tag_of
from shop.operations import health
from shop.operations.security_txt import write


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """Tell a monitor what answers: 200 when all do, else 503.

    What is held up is told as well, but starting a part again would not help it.
    """
    now = timezone.now()
    report = health.report(at=now)
    healthy = all(answer == health.OK for answer in report.values())
    return JsonResponse(report | health.delays(at=now), status=200 if healthy else 503)


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Whom to tell of a hole, if the shop says so and its word still holds."""
    text = write(
        contacts=settings.SECURITY_TXT_CONTACT,
        expires=settings.SECURITY_TXT_EXPIRES,
        languages=[tag_of(code) for code, _name in settings.LANGUAGES],
        site=settings.SITE_URL,
        at=timezone.now(),
    )
    if not text:
        return HttpResponseNotFound("Nobody is named.\n", "text/plain")
    return HttpResponse(text, "text/plain; charset=utf-8")
