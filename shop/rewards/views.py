"""The member's points pages, and the wish to use points on a basket."""

from decimal import Decimal
from typing import Any, cast

from django.conf import settings
from django.contrib.auth.mixins import LoginRequiredMixin
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import ListView
from django_htmx.http import HttpResponseClientRedirect, reswap

from loyalty import queries
from shop.requests import ShopRequest
from shop.rewards import display, requesting
from shop.rewards import statement as statements
from shop.rewards.once import rule_in_force
from shop.users.models import User

EXAMPLE_PRICE = Decimal("50.00")


class StatementView(LoginRequiredMixin, ListView):
    """Whoever is signed in sees their own statement; there is no other address."""

    template_name = "points/statement.html"
    context_object_name = "postings"
    paginate_by = 20

    @property
    def only(self) -> str:
        return self.request.GET.get("only", "")

    @property
    def member(self) -> User:
        return cast(User, self.request.user)

    def get_queryset(self) -> Any:
        return statements.postings(member=self.member, only=self.only)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now = timezone.now()
        member = self.member
        lots = queries.open_lots(member=member, at=now)
        return super().get_context_data(
            balance=queries.balance(member=member, at=now),
            points_per_unit=display.points_per_unit(),
            calendar=statements.calendar(lots),
            waiting=statements.waiting(lots),
            chips=self._chips(),
            only=self.only,
            **kwargs,
        )

    def _chips(self) -> list[dict[str, Any]]:
        here = reverse("points:statement")
        return [
            {
                "label": label,
                "url": f"{here}?only={only}" if only else here,
                "active": only == self.only,
            }
            for only, label in (
                ("", _("All")),
                ("added", _("Added")),
                ("taken", _("Used or lapsed")),
            )
        ]


def how_it_works(request: HttpRequest) -> HttpResponse:
    rule = rule_in_force(at=timezone.now())
    return render(
        request,
        "points/how_it_works.html",
        {
            "rule": rule,
            "example": {
                "price": EXAMPLE_PRICE,
                "points": display.points_for(price=EXAMPLE_PRICE, labels=()),
            },
        },
    )


@require_POST
def use(request: ShopRequest) -> HttpResponse:
    """Keep how many points the member wants to use, and go back to the page.

    With htmx the page that follows supplies the fragments to renew.
    """
    back = _back(request)
    member = request.user
    if not isinstance(member, User):
        login = redirect_to_login(back)
        return HttpResponseClientRedirect(login.url) if request.htmx else login
    try:
        requesting.request_points(
            basket=request.basket,
            member=member,
            points=request.POST.get("points", ""),
            at=timezone.now(),
        )
    except requesting.BasketClosed as error:
        return _refused(request, error, status=409)
    except requesting.REFUSALS as error:
        return _refused(request, error, status=422)
    return redirect(back)


def _refused(request: ShopRequest, error: Exception, *, status: int) -> HttpResponse:
    context: dict[str, Any] = {"message": str(error), "back": _back(request)}
    if request.htmx:
        response = render(request, "points/_refusal.html", context, status=status)
        return reswap(response, "none")  # the refusal itself goes out of band
    context["points_option"] = requesting.points_option(
        basket=request.basket, member=request.user, at=timezone.now()
    )
    return render(request, "points/refused.html", context, status=status)


def _back(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=settings.HTTPS
    ):
        return wanted
    return reverse("basket:summary")
