"""The second step of signing in: a code of an app, a passkey, or a recovery code."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from django_otp.models import Device

from shop.account import half_way, trying
from shop.account.coming_in import let_in
from shop.account.security.factor_forms import CodeForm, RecoveryForm
from shop.account.security.passkey_pages import work_here
from shop.identity import limits, passkeys, proving
from shop.identity.factors import APP, PASSKEY, factors_of
from shop.requests import ShopRequest
from shop.users.models import User

STATE = "passkey_asked"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def second_step(request: ShopRequest) -> HttpResponse:
    person = half_way.person_of(request)
    if person is None:
        messages.info(request, _("Please begin again: this took too long."))
        return redirect("customer:login")
    if request.method == "POST":
        return _tried(request, person)
    return _page(request, person)


def _tried(request: ShopRequest, person: User) -> HttpResponse:
    tries = trying.to_prove(request, person)
    if wait := limits.begin(tries, at=timezone.now()):
        messages.error(request, trying.too_many(wait))
        return trying.say_when(_page(request, person, status=429), wait)
    by = _proved(request, person)
    if by is None:
        return _page(request, person, status=422)
    limits.succeed(tries, at=timezone.now())
    next_url = half_way.next_of(request) or reverse("customer:summary")
    return let_in(request, person, next_url=next_url, by=by)


def _proved(request: ShopRequest, person: User) -> Device | None:
    try:
        if answer := request.POST.get("passkey"):
            state = request.session.pop(STATE, {})
            return passkeys.check(person=person, state=state, answer=answer)
        return proving.prove(
            person=person,
            code=request.POST.get("code", "")[:100],
            proved_at=timezone.now(),
        )
    except (proving.WrongCode, passkeys.PasskeyRefused):
        return None


def _page(request: ShopRequest, person: User, *, status: int = 200) -> HttpResponse:
    have = {factor.what for factor in factors_of(person)}
    recovering = "recovery" in request.GET
    form = RecoveryForm() if recovering else CodeForm()
    if status == 422:
        form = type(form)({"code": request.POST.get("code", "")})
        if form.is_valid():
            form.add_error("code", _("This code does not count. Please try another."))
    context: dict[str, Any] = {
        "form": form,
        "recovering": recovering,
        "has_app": APP in have,
    }
    if PASSKEY in have and work_here(request):
        question = passkeys.ask_to_show(person)
        request.session[STATE] = question.state
        context["options"] = question.options
    return render(request, "account/second_step.html", context, status=status)
