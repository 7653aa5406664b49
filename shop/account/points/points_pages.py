"""The member's points pages, and the wish to use points on a basket."""

from datetime import datetime
from decimal import Decimal
from typing import Any, cast
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.mixins import LoginRequiredMixin
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.generic import ListView
from django_htmx.http import HttpResponseClientRedirect, reswap

from loyalty import reading
from shop.account.card import member_number
from shop.account.points.day_form import DayForm
from shop.account.tabs import tabs
from shop.freshness.epochs import at_one_epoch
from shop.requests import ShopRequest, forms_only
from shop.rewards import display, freezing, lasting, requesting
from shop.rewards import statement as statements
from shop.rewards.looking_back import Standing, standing
from shop.rewards.month import months
from shop.rewards.once import rule_in_force
from shop.rewards.tiers import ladder_at
from shop.storefront.machines import heads
from shop.users.models import User

# Days of what comes next; whoever orders daily has points on each day of a year.
SOONEST = 12
MONTHS = 24
EXAMPLE_PRICE = Decimal("50.00")


class StatementView(LoginRequiredMixin, ListView):
    """Whoever is signed in sees their own statement; there is no other address."""

    template_name = "points/statement.html"
    context_object_name = "causes"
    paginate_by = 20

    @property
    def only(self) -> str:
        return self.request.GET.get("only", "")

    @property
    def member(self) -> User:
        return cast(User, self.request.user)

    @cached_property
    def now(self) -> datetime:
        return timezone.now()

    @cached_property
    def form(self) -> DayForm:
        return DayForm(self.request.GET, now=self.now)

    @cached_property
    def standing(self) -> Standing:
        return standing(member=self.member, day=self.form.day, now=self.now)

    @property
    def postings(self) -> Any:
        return statements.postings(
            member=self.member, only=self.only, until=self.standing.until
        )

    def get_queryset(self) -> Any:
        return reading.causes(self.postings)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        shown = [cause["cause"] for cause in context["causes"]]
        return (
            context
            | self._shown()
            | {"rows": statements.rows(self.postings, causes=shown)}
        )

    def _shown(self) -> dict[str, Any]:
        calendar = statements.calendar(self.standing.lots)
        return {
            "form": self.form,
            "standing": self.standing,
            "balance": self.standing.balance,
            "points_per_unit": self.standing.points_per_unit,
            "calendar": calendar[:SOONEST],
            "days_later": len(calendar[SOONEST:]),
            "idle_end": self.standing.idle_end,
            "waiting": statements.waiting(self.standing.lots),
            "chips": self._chips(),
            "tabs": tabs("points"),
            "why_frozen": freezing.why_frozen(
                member=self.member, at=self.now, but=freezing.UNCONFIRMED
            ),
            "is_locked": freezing.is_locked(member=self.member, at=self.now),
            "is_member": reading.is_member(self.member),
            "only": self.only,
            "number": member_number(self.member),
            "by_month": statements.by_month(self.standing.lots),
            "months": months(member=self.member, now=self.now)[:MONTHS],
        }

    def render_to_response(self, context: Any, **kwargs: Any) -> Any:
        status = 422 if self.form.errors else 200
        return super().render_to_response(context, status=status, **kwargs)

    def _chips(self) -> list[dict[str, Any]]:
        return [
            {"label": label, "url": self._url(only), "active": only == self.only}
            for only, label in (
                ("", _("All")),
                ("added", _("Added")),
                ("taken", _("Used or lapsed")),
            )
        ]

    def _url(self, only: str) -> str:
        """This page, of the same day, with the postings of one kind."""
        asked = {"on": self.standing.day or "", "only": only}
        query = urlencode({name: value for name, value in asked.items() if value})
        return reverse("points:statement") + (f"?{query}" if query else "")


@require_safe
def how_it_works(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    rule = rule_in_force(at=now)
    return render(
        request,
        "points/how_it_works.html",
        {
            "head": heads.of_text(
                "points:how",
                title=_("How points work"),
                description=_(
                    "Points are a discount on your next order: how you earn, use and"
                    " keep them."
                ),
            ),
            "rule": rule,
            "lasting": lasting.promise(rule.validity),
            "has_tiers": ladder_at(now) is not None,
            "example": {
                "price": EXAMPLE_PRICE,
                "points": display.points_for(price=EXAMPLE_PRICE, labels=()),
            },
        },
    )


@forms_only
@at_one_epoch()
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
    context["page_url"] = context["back"]
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
