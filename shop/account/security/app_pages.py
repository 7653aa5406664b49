"""Add an authenticator app: a picture to scan, the key in letters, the first code."""

from base64 import b32encode

import segno
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from shop.account.members_only import members_only, own_page
from shop.account.requests import MemberRequest
from shop.account.security import passkey_pages
from shop.account.security.adding import added
from shop.account.security.asking_again import asked_again
from shop.account.security.factor_forms import AppForm
from shop.identity import enrolling
from shop.identity.factors import has_second_factor, must_enrol
from shop.identity.proving import WrongCode


@never_cache
@members_only
@asked_again
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: MemberRequest) -> HttpResponse:
    form = AppForm(request.POST or None, person=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            app = enrolling.add_app(
                person=request.user,
                key=form.key,
                code=form.cleaned_data["code"],
                added_at=timezone.now(),
            )
        except WrongCode:
            form.add_error("code", _("This is not what the app shows now."))
        else:
            return added(request, app)
    return _page(request, form)


def _page(request: MemberRequest, form: AppForm) -> HttpResponse:
    secret = b32encode(bytes.fromhex(form.key)).decode()
    address = enrolling.app_address(person=request.user, key=form.key)
    context = {
        "form": form,
        # In groups, as it is typed.
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        "address": address,
        "picture": segno.make(address, error="m").svg_data_uri(
            scale=4, border=3, dark="#1f1d1a", light="#fff"
        ),
        "next_url": own_page(request, ""),
        "is_needed": must_enrol(request.user),
        "passkeys": passkey_pages.work_here(request),
        "is_first": not has_second_factor(request.user),
    }
    status = 422 if form.is_bound else 200
    return render(request, "account/security/add_app.html", context, status=status)
