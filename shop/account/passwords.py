"""Forgotten passwords: Django's links, our pages, mail by the outbox."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import views as auth_views
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.views import INTERNAL_RESET_SESSION_TOKEN
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shop.account.forms import ForgottenForm
from shop.identity import changing
from shop.identity.mailing import may_mail
from shop.requests import client_of


@require_http_methods(["GET", "HEAD", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """Answer a known and an unknown address alike."""
    form = ForgottenForm(request.POST or None)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "account/forgotten.html", {"form": form}, status=status)
    email = form.cleaned_data["email"]
    if may_mail("password", to=email, client=client_of(request)):
        changing.ask_for_password(email=email, asked_at=timezone.now())
    return render(request, "account/forgotten_sent.html", {"email": email})


class Choose(auth_views.PasswordResetConfirmView):
    """The page behind the link in the mail."""

    template_name = "account/choose_password.html"
    success_url = reverse_lazy("customer:login")

    def form_valid(self, form: SetPasswordForm) -> HttpResponse:
        changing.choose_password(
            user=self.user,
            password=form.cleaned_data["new_password1"],
            chosen_at=timezone.now(),
        )
        del self.request.session[INTERNAL_RESET_SESSION_TOKEN]
        messages.success(
            self.request, _("Your new password is set. You can sign in now.")
        )
        return redirect(self.get_success_url())

    def form_invalid(self, form: Form) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def render_to_response(
        self, context: dict[str, Any], **response_kwargs: Any
    ) -> HttpResponse:
        if not context["validlink"]:
            response_kwargs["status"] = 410
        return super().render_to_response(context, **response_kwargs)
