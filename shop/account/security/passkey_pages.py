"""Add a passkey: the browser makes it, a plain form brings what it says.

The only pages of the shop that need a script.
"""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from shop.account.members_only import members_only, own_page
from shop.account.requests import MemberRequest
from shop.account.security.adding import added
from shop.account.security.asking_again import asked_again
from shop.account.templatetags.account import device_words
from shop.identity import enrolling, passkeys
from shop.identity.browsers import browser_of, system_of
from shop.requests import forms_only

STATE = "passkey_state"


def work_here(request: HttpRequest) -> bool:
    """Whether browsers take passkeys at the address the shop is visited at."""
    host, _port = split_domain_port(request.get_host())
    return host == settings.OTP_WEBAUTHN_RP_ID


@forms_only
@members_only
@asked_again
def add(request: MemberRequest) -> HttpResponse:
    """Ask the browser for one. It is a form that leads here: a question is kept."""
    question = passkeys.ask_to_make(request.user)
    request.session[STATE] = question.state
    return render(
        request,
        "account/security/add_passkey.html",
        {"options": question.options, "next_url": own_page(request, "")},
    )


@forms_only
@members_only
@asked_again
def take(request: MemberRequest) -> HttpResponse:
    agent = request.headers.get("user-agent", "")
    try:
        made = enrolling.add_passkey(
            person=request.user,
            state=request.session.pop(STATE, {}),
            answer=request.POST.get("passkey", ""),
            name=device_words(browser_of(agent), system_of(agent)),
            added_at=timezone.now(),
        )
    except passkeys.PasskeyRefused:
        messages.error(request, _("That did not work. Please begin again."))
        return redirect("customer:security")
    return added(request, made)
