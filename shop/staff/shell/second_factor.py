"""No page of staff opens for who has not shown a second factor (ADR 25).

One door for all of them: ours, Oscar's dashboards and Django's admin.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from shop.account import half_way
from shop.account.members_only import page_to_return_to
from shop.identity.factors import has_second_factor, has_staff_rights, must_enrol

OF_STAFF = frozenset({"staff", "dashboard", "admin"})


class RequireSecondFactor:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Lead staff to what is missing; whom the page is not for, it says itself."""
        match = request.resolver_match
        if match is None or OF_STAFF.isdisjoint(match.namespaces):
            return None
        person: Any = request.user
        if (
            not person.is_authenticated
            or person.is_verified()
            or not has_staff_rights(person)
        ):
            return None
        back_to = page_to_return_to(request)
        if has_second_factor(person):
            half_way.begin(request, person, next_url=back_to)  # type: ignore[arg-type]
            return redirect("customer:second-step")
        if must_enrol(person):
            return redirect(reverse("customer:add-app", query={"next": back_to}))
        return None
