"""Where a member of staff begins: the first of the desks that is open to them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from shop.staff.desks import SECTIONS
from shop.staff.shell.access import actor
from shop.staff.shell.navigation import sections_for


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect("customer:login")
    person = actor(request)
    opened = sections_for(person, SECTIONS) if person.is_staff else []
    return redirect(opened[0].url if opened else "home")
