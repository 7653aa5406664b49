from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from shop.operations import health


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
