"""A member's account: what there is, who they are, how they sign in."""

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_safe,
)

from loyalty import reading
from shop.account import card, devices
from shop.account.forms import ChangeEmailForm, ChangePasswordForm, DetailsForm
from shop.account.members_only import members_only
from shop.account.orders.access import orders_of
from shop.account.requests import MemberRequest
from shop.account.tabs import tabs
from shop.account.trying import too_many_mails
from shop.identity import changing
from shop.identity.mailing import may_mail
from shop.requests import client_of, forms_only
from shop.rewards import display, freezing

LATEST = 3


@members_only
@require_safe
def summary(request: MemberRequest) -> HttpResponse:
    now = timezone.now()
    balance = reading.balance(member=request.user, at=now)
    has_dates = balance.next_expiry is not None or not balance.available
    return render(
        request,
        "account/summary.html",
        {
            "tabs": tabs("summary"),
            "balance": balance,
            "idle_end": None
            if has_dates
            else reading.idle_end(member=request.user, at=now),
            "why_frozen": freezing.why_frozen(
                member=request.user, at=now, but=freezing.UNCONFIRMED
            ),
            "points_per_unit": display.points_per_unit(),
            "number": card.member_number(request.user),
            "orders": orders_of(request.user)[:LATEST],
        },
    )


@members_only
@require_safe
def details(request: MemberRequest) -> HttpResponse:
    return _details(request)


@forms_only
@members_only
def change_details(request: MemberRequest) -> HttpResponse:
    form = DetailsForm(request.POST)
    if not form.is_valid():
        return _details(request, details_form=form)
    changing.change_details(user=request.user, **form.cleaned_data)
    messages.success(request, _("Saved."))
    return redirect("customer:profile-view")


@forms_only
@members_only
def change_email(request: MemberRequest) -> HttpResponse:
    form = ChangeEmailForm(request.POST, user=request.user)
    if not form.is_valid():
        return _details(request, email_form=form)
    email = form.cleaned_data["email"]
    if not may_mail("new-address", to=email, client=client_of(request)):
        form.add_error(None, too_many_mails())
        return _details(request, email_form=form, status=429)
    changing.ask_for_email(
        user=request.user,
        email=email,
        language=get_language() or "en",
        asked_at=timezone.now(),
    )
    messages.success(
        request,
        _("We have sent a mail to %(email)s. Please open the link in it.")
        % {"email": email},
    )
    return redirect("customer:profile-view")


@members_only
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_email(request: MemberRequest, token: str) -> HttpResponse:
    """The page behind the link in the mail: one button, since a GET changes nothing."""
    if request.method != "POST":
        return render(request, "account/confirm_email.html", {"token": token})
    try:
        user = changing.confirm_email(
            user=request.user, token=token, confirmed_at=timezone.now()
        )
    except changing.LinkIsStale:
        return render(request, "account/confirm_email.html", status=410)
    messages.success(request, _("Your new e-mail address is in use."))
    done = redirect("customer:profile-view")
    return devices.stay_known(request, done, person=user)


@forms_only
@members_only
def change_password(request: MemberRequest) -> HttpResponse:
    form = ChangePasswordForm(request.POST, user=request.user)
    if not form.is_valid():
        return _details(request, password_form=form)
    changing.change_password(
        user=request.user,
        password=form.cleaned_data["new_password"],
        changed_at=timezone.now(),
    )
    messages.success(request, _("Your new password is set."))
    done = redirect("customer:profile-view")
    return devices.stay_known(request, done, person=request.user)


def _details(
    request: MemberRequest, *, status: int = 422, **bound: Form
) -> HttpResponse:
    user = request.user
    initial = {"name": user.get_full_name(), "language": user.language}
    forms = {
        "details_form": DetailsForm(initial=initial),
        "email_form": ChangeEmailForm(user=user, auto_id="email_%s"),
        "password_form": ChangePasswordForm(user=user, auto_id="password_%s"),
    }
    return render(
        request,
        "account/details.html",
        forms
        | bound
        | {"tabs": tabs("details"), "page_url": reverse("customer:profile-view")},
        status=status if bound else 200,
    )
