"""What people write about themselves."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.password_validation import validate_password
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from loyalty.typed import address
from shop.account import trying
from shop.components.fields import TypedField
from shop.identity import limits
from shop.identity.limits import Tries
from shop.typed.numbers import read_number
from shop.users.email_field import validate_address
from shop.users.models import User


class EmailField(forms.EmailField):
    """An address, whose one form is what is checked and kept."""

    default_validators = [validate_address]

    def __init__(self, *, autocomplete: str = "email", **kwargs: Any) -> None:
        kwargs.setdefault("label", _("E-mail"))
        autocompleted = forms.EmailInput(attrs={"autocomplete": autocomplete})
        kwargs.setdefault("widget", autocompleted)
        super().__init__(max_length=254, **kwargs)

    def to_python(self, value: Any) -> str:
        return address(super().to_python(value) or "")


class SignInForm(AuthenticationForm):
    error_messages = {
        "invalid_login": _("E-mail and password do not match. Please try again."),
        "inactive": _("E-mail and password do not match. Please try again."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"] = EmailField(autocomplete="username")
        self.fields["password"].label = _("Password")


def own_password(user: User, password: str) -> str:
    """Return the password if it is the user's; whoever guesses is slowed down (F25)."""
    tries = [Tries("own-password", str(user.pk), trying.PASSWORDS)]
    if wait := limits.begin(tries, at=timezone.now()):
        raise forms.ValidationError(trying.too_many(wait))
    if not user.check_password(password):
        raise forms.ValidationError(_("This is not your password."))
    limits.succeed(tries, at=timezone.now())
    return password


def new_password(label: Any) -> forms.CharField:
    """A field for a password that is chosen now."""
    return forms.CharField(
        label=label,
        strip=False,
        help_text=_("At least 10 characters. A short sentence is easy to remember."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        validators=[validate_password],
    )


class RegisterForm(forms.Form):
    name = forms.CharField(
        label=pgettext_lazy("of a person", "Name"),
        max_length=255,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = EmailField()
    password = new_password(_("Password"))


class ForgottenForm(forms.Form):
    email = EmailField()


class ChangePasswordForm(forms.Form):
    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new_password = new_password(_("New password"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        return own_password(self.user, self.cleaned_data["password"])


class ChoosePasswordForm(forms.Form):
    """A new password for who has opened the link in the mail."""

    new_password = new_password(_("New password"))

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class JoinForm(forms.Form):
    """All that a guest who has just ordered still needs for an account."""

    password = new_password(_("Choose a password"))


class DetailsForm(forms.Form):
    name = forms.CharField(
        label=pgettext_lazy("of a person", "Name"),
        max_length=255,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    language = forms.ChoiceField(
        label=_("Language of our mails"), choices=settings.LANGUAGES
    )


class ChangeEmailForm(forms.Form):
    """A new address, and the password to prove who asks (S08)."""

    email = EmailField(label=_("New e-mail"))
    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        return own_password(self.user, self.cleaned_data["password"])


class UnlockForm(forms.Form):
    """The password, to prove who asks (L40)."""

    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        return own_password(self.user, self.cleaned_data["password"])


class FindOrderForm(forms.Form):
    number = TypedField(
        read=read_number,
        label=_("Order number"),
        max_length=200,  # some copy the line of the mail
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters"}
        ),
    )
    email = EmailField(help_text=_("The one you gave with the order."))
