"""Sign in, sign out, register."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import views as auth_views
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shop.account import trying
from shop.account.coming_in import come_in
from shop.account.forms import RegisterForm, SignInForm
from shop.account.inviting import invitations
from shop.account.members_only import can_be_opened, own_address, own_page
from shop.identity import joining, limits
from shop.identity.mailing import may_mail
from shop.requests import ShopRequest, client_of
from shop.users.models import User

# The address a visitor registered with, for the sign-in form that follows.
REGISTERED = "registered_email"


def starting_page(person: User | AnonymousUser) -> str:
    """Where somebody begins: staff who may do anything at their pages (F22)."""
    if person.is_authenticated and person.is_staff and person.get_all_permissions():
        return reverse("staff:start")
    return reverse("customer:summary")


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
        return starting_page(self.request.user)

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
        limits.succeed(self.tries, at=timezone.now())
        self.request.session.pop(REGISTERED, None)
        person = form.get_user()
        wanted = self.get_redirect_url() or starting_page(person)
        return come_in(self.request, person, next_url=wanted)

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


@require_safe
def from_the_admin(request: ShopRequest) -> HttpResponse:
    """Lead from the admin to the one door that counts wrong passwords (F25)."""
    if request.user.is_authenticated and not request.user.is_staff:
        # Signed in already, they would be sent to and fro for ever.
        raise PermissionDenied
    wanted = own_address(request, request.GET.get("next", "")) or reverse("admin:index")
    return redirect(reverse("customer:login", query={"next": wanted}))


@require_http_methods(["GET", "HEAD", "POST"])
def register(request: ShopRequest) -> HttpResponse:
    """Make an account, and go on where one was (F05)."""
    if request.user.is_authenticated:
        return redirect("customer:summary")
    form = RegisterForm(request.POST or None)
    next_url = own_page(request, "")
    status = 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        if may_mail("join", to=email, client=client_of(request)):
            user = joining.register(
                **form.cleaned_data,
                language=get_language() or "en",
                registered_at=timezone.now(),
                invitation=invitations.of(request),
            )
            return welcome(request, user, email=email, next_url=next_url)
        form.add_error(None, trying.too_many_mails())
        status = 429
    context = {"form": form, "next_url": next_url, "terms": invitations.terms(request)}
    return render(request, "account/register.html", context, status=status)


def welcome(
    request: ShopRequest, user: User | None, *, email: str, next_url: str = ""
) -> HttpResponse:
    """Lead on, signed in with a new account; a known address is answered alike (S13).

    That nobody is signed in with that one shows no more than trying the password did
    that was chosen a moment ago, and may be seen as often as `may_mail` lets.
    """
    messages.success(
        request,
        _("Thank you. We have sent a mail to %(email)s: please open the link in it.")
        % {"email": email},
    )
    next_url = next_url or reverse("customer:summary")
    if user is None:
        request.session[REGISTERED] = email
        return invitations.forget(request, redirect(next_url))
    response = come_in(request, user, next_url=next_url)
    return invitations.forget(request, response)
