"""One pick-up point, or a new one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shop.delivery import points
from shop.delivery.changing import ChangedMeanwhile
from shop.delivery.hours import DAYS
from shop.delivery.models import PickupPoint
from shop.staff.delivery.delivery_forms import PointForm
from shop.staff.delivery.delivery_words import CHANGED_MEANWHILE
from shop.staff.delivery.desk import CHANGE_POINTS, DELIVERY
from shop.staff.shell.access import actor, require_any, staff_page
from shop.staff.shell.finding import kept_or_404


@staff_page(*DELIVERY.permissions)
@require_http_methods(["GET", "HEAD", "POST"])
def point(request: HttpRequest, point_id: int | None = None) -> HttpResponse:
    require_any(actor(request), CHANGE_POINTS)
    kept = kept_or_404(PickupPoint, point_id)
    hours = {f"hours-{day}": kept.hours[day] for day in DAYS} if kept else {}
    form = PointForm(
        request.POST if request.method == "POST" else None,
        instance=kept_or_404(PickupPoint, point_id),
        initial={"seen": points.fingerprint(kept)} | hours,
    )
    if not form.is_bound:
        return _page(request, kept, form)
    if not form.is_valid():
        return _page(request, kept, form, status=422)
    try:
        points.change_point(
            point_id=point_id,
            facts=form.facts(),
            seen=form.cleaned_data["seen"],
            actor=actor(request),
            changed_at=timezone.now(),
        )
    except ChangedMeanwhile:
        form.add_error(None, CHANGED_MEANWHILE)
        return _page(request, kept, form, status=409)
    messages.success(request, _("Saved. It holds for every order from now on."))
    return redirect("staff:delivery")


def _page(
    request: HttpRequest,
    kept: PickupPoint | None,
    form: PointForm,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {"point": kept, "form": form}
    return render(request, "staff/delivery/point.html", context, status=status)
