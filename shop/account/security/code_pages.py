"""Recovery codes: shown once, when they are made."""

from datetime import datetime
from urllib.parse import quote

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from shop.account.members_only import members_only, own_page
from shop.account.requests import MemberRequest
from shop.account.security.asking_again import asked_again
from shop.identity import enrolling
from shop.identity.factors import has_second_factor
from shop.requests import forms_only


@never_cache
@forms_only
@members_only
@asked_again
def renew(request: MemberRequest) -> HttpResponse:
    if not has_second_factor(request.user):
        return redirect("customer:security")
    return show_new(request, at=timezone.now())


def show_new(request: MemberRequest, *, at: datetime) -> HttpResponse:
    """Make codes and show them: they are kept in no form that could be shown again."""
    codes = enrolling.renew_codes(person=request.user, renewed_at=at)
    title = _("Recovery codes of %(email)s") % {"email": request.user.email}
    text = "\r\n".join([title, "", *codes, ""])
    return render(
        request,
        "account/security/codes.html",
        {
            "codes": codes,
            "file": f"data:text/plain;charset=utf-8,{quote(text)}",
            "next_url": own_page(request, reverse("customer:security")),
        },
    )
