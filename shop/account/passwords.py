"""Forgotten passwords: Django's links, our pages, mail by the outbox."""

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth import views as auth_views
from django.contrib.auth.views import INTERNAL_RESET_SESSION_TOKEN
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shop.account.coming_in import come_in
from shop.account.forms import ChoosePasswordForm, ForgottenForm
from shop.account.members_only import own_page
from shop.identity import changing
from shop.identity.mailing import may_mail
from shop.requests import ShopRequest, client_of
from shop.users.models import User

# Where somebody was who has forgotten the password: the link in the mail says nothing.
NEXT = "after_password"


@require_http_methods(["GET", "HEAD", "POST"])
def forgotten(request: ShopRequest) -> HttpResponse:
    """Answer a known and an unknown address alike."""
    form = ForgottenForm(request.POST or None)
    next_url = own_page(request, "")
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        context = {"form": form, "next_url": next_url}
        return render(request, "account/forgotten.html", context, status=status)
    email = form.cleaned_data["email"]
    if may_mail("password", to=email, client=client_of(request)):
        changing.ask_for_password(email=email, asked_at=timezone.now())
    if next_url:
        request.session[NEXT] = next_url
    return render(request, "account/forgotten_sent.html", {"email": email})


class Choose(auth_views.PasswordResetConfirmView):
    """The page behind the link in the mail.

    The link's secret goes into the session before the page is shown: no page has it in
    its address. It is good until it has been used.
    """

    request: ShopRequest
    template_name = "account/choose_password.html"
    form_class: Any = ChoosePasswordForm

    def get_user(self, uidb64: str) -> User | None:
        """Whose link it is, if the account may still be used."""
        user = super().get_user(uidb64)
        return user if user and user.is_active else None

    def form_valid(self, form: Form) -> HttpResponse:
        """Sign in who has chosen a password, and lead back where they were (F05)."""
        user = cast(User, self.user)  # the link was good
        session = self.request.session
        try:
            changing.choose_password(
                user=user,
                password=form.cleaned_data["new_password"],
                chosen_at=timezone.now(),
            )
        except changing.LinkIsStale:
            return self.render_to_response({"validlink": False})
        del session[INTERNAL_RESET_SESSION_TOKEN]
        next_url = session.pop(NEXT, "") or reverse("customer:summary")
        messages.success(self.request, _("Your new password is set."))
        return come_in(self.request, user, next_url=next_url)

    def form_invalid(self, form: Form) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def render_to_response(
        self, context: dict[str, Any], **response_kwargs: Any
    ) -> HttpResponse:
        if not context["validlink"]:
            response_kwargs["status"] = 410
        return super().render_to_response(context, **response_kwargs)
