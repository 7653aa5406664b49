"""The page that asks for the password once more."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from shop.account.members_only import members_only, own_page
from shop.account.requests import MemberRequest
from shop.account.security import asking_again
from shop.account.security.factor_forms import PasswordForm


@members_only
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: MemberRequest) -> HttpResponse:
    next_url = own_page(request, reverse("customer:security"))
    form = PasswordForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        asking_again.note(request, at=timezone.now())
        return redirect(next_url)
    return render(
        request,
        "account/security/ask_again.html",
        {"form": form, "next_url": next_url},
        status=422 if form.is_bound else 200,
    )
