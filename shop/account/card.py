"""A member's card: shown at a counter, its code opens the member's page for staff."""

from io import BytesIO

import segno
from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from shop.account.members_only import members_only
from shop.account.requests import MemberRequest
from shop.users.models import User

FIGURES, GROUP = 6, 3


def member_number(person: User) -> str:
    """The number of an account as it is read out: 000 042. It opens nothing."""
    figures = f"{person.pk:0{FIGURES}}"
    first = len(figures) % GROUP
    groups = [figures[:first]] if first else []
    groups += [figures[at : at + GROUP] for at in range(first, len(figures), GROUP)]
    return " ".join(groups)


@members_only
@require_safe
def code(request: MemberRequest) -> HttpResponse:
    page = settings.SITE_URL + reverse("staff:member", args=[request.user.pk])
    drawing = BytesIO()
    segno.make(page, error="m").save(
        drawing, kind="svg", scale=4, border=3, dark="#1f1d1a", light="#fff"
    )
    return HttpResponse(drawing.getvalue(), content_type="image/svg+xml")
