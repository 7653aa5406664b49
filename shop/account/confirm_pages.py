"""Show that mail to one's address reaches one; have the link sent once more."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shop.account.members_only import members_only
from shop.account.requests import MemberRequest
from shop.account.trying import too_many_mails
from shop.identity import confirming
from shop.identity.mailing import may_mail
from shop.requests import client_of, forms_only


@members_only
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: MemberRequest, token: str) -> HttpResponse:
    """The page behind the link in the mail: one button, since a GET changes nothing."""
    try:
        if request.method != "POST":
            confirming.check(user=request.user, token=token)
            return render(request, "account/confirm_address.html", {"token": token})
        confirming.confirm(user=request.user, token=token, confirmed_at=timezone.now())
    except confirming.LinkIsStale:
        return render(request, "account/confirm_address.html", status=410)
    messages.success(request, _("Thank you. Your e-mail address is confirmed."))
    return redirect("customer:summary")


@forms_only
@members_only
def send_again(request: MemberRequest) -> HttpResponse:
    user = request.user
    if not may_mail("confirm", to=user.email, client=client_of(request)):
        messages.error(request, too_many_mails())
        return redirect("customer:profile-view")
    confirming.ask_again(user=user, asked_at=timezone.now())
    messages.success(
        request,
        _("We have sent a mail to %(email)s. Please open the link in it.")
        % {"email": user.email},
    )
    return redirect("customer:profile-view")
