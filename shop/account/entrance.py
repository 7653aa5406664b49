"""Sign in, sign out, register."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import views as auth_views
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shop.account import devices, trying
from shop.account.forms import RegisterForm, SignInForm
from shop.account.members_only import can_be_opened
from shop.baskets import merging
from shop.identity import joining, limits
from shop.requests import ShopRequest

# The address a visitor registered with, for the sign-in form that follows.
REGISTERED = "registered_email"


def starting_page(request: HttpRequest) -> str:
    """Where staff who may do anything begin; empty for everybody else."""
    person = request.user
    if person.is_authenticated and person.is_staff and person.get_all_permissions():
        return reverse("staff:start")
    return ""


class SignIn(auth_views.LoginView):
    request: ShopRequest
    template_name = "account/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True
    tries: list[limits.Tries]

    def get_initial(self) -> dict[str, Any]:
        return {"username": self.request.session.get(REGISTERED, "")}

    def get_redirect_url(self, *args: Any, **kwargs: Any) -> str:
        """Where to go on to; nowhere in particular, if that only takes forms (F07)."""
        url = super().get_redirect_url(*args, **kwargs)
        return url if can_be_opened(url) else ""

    def get_default_redirect_url(self) -> str:
        """Staff begin at their pages, everybody else at the account (F22)."""
        return starting_page(self.request) or super().get_default_redirect_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "next_url": self.get_redirect_url()
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        typed = request.POST.get("username", "")
        self.tries = trying.to_sign_in(request, typed)
        wait = limits.begin(self.tries, at=timezone.now())
        if wait is None:
            return super().post(request, *args, **kwargs)
        messages.error(request, trying.too_many(wait))
        form = SignInForm(request, initial={"username": typed[:254]})
        page = self.render_to_response(self.get_context_data(form=form), status=429)
        return trying.say_when(page, wait)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        # Looked up before: afterwards the request's basket is the member's.
        guest_basket = self.request.basket.pk
        response = super().form_valid(form)
        limits.succeed(self.tries, at=timezone.now())
        devices.remember(self.request, response, user_id=form.get_user().pk)
        self.request.session.pop(REGISTERED, None)
        merged = merging.adopt(basket_id=guest_basket, owner=form.get_user())
        if merged:
            messages.info(
                self.request,
                ngettext(
                    "%(number)s piece from your last visit is in your basket too.",
                    "%(number)s pieces from your last visit are in your basket too.",
                    merged,
                )
                % {"number": merged},
            )
        return response

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


@require_safe
def from_the_admin(request: ShopRequest) -> HttpResponse:
    """Lead from the admin to the one door that counts wrong passwords (F25)."""
    if request.user.is_authenticated and not request.user.is_staff:
        # Signed in already, they would be sent to and fro for ever.
        raise PermissionDenied
    wanted = _own(request, request.GET.get("next", "")) or reverse("admin:index")
    return redirect(reverse("customer:login", query={"next": wanted}))


@require_http_methods(["GET", "HEAD", "POST"])
def register(request: ShopRequest) -> HttpResponse:
    """Answer a new and a known address alike (S13): on to the sign-in page."""
    if request.user.is_authenticated:
        return redirect("customer:summary")
    form = RegisterForm(request.POST or None)
    next_url = _own(request, request.POST.get("next") or request.GET.get("next", ""))
    if request.method == "POST" and form.is_valid():
        joining.register(
            **form.cleaned_data,
            language=get_language() or "en",
            registered_at=timezone.now(),
        )
        return welcome(request, email=form.cleaned_data["email"], next_url=next_url)
    return render(
        request,
        "account/register.html",
        {"form": form, "next_url": next_url},
        status=422 if form.is_bound else 200,
    )


def welcome(request: ShopRequest, *, email: str, next_url: str = "") -> HttpResponse:
    """Lead on to the sign-in page, whether an account was made or was there."""
    request.session[REGISTERED] = email
    messages.success(
        request,
        _("Thank you. We have sent a mail to %(email)s; you can sign in now.")
        % {"email": email},
    )
    url = reverse("customer:login", query={"next": next_url} if next_url else None)
    return redirect(url)


def _own(request: ShopRequest, url: str) -> str:
    """Return an address of this shop, or nothing."""
    allowed = url_has_allowed_host_and_scheme(
        url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return url if allowed else ""
