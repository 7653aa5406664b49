"""What people type in about how they sign in."""

from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from loyalty.typed import plain
from shop.account.forms import own_password
from shop.components.fields import TypedField
from shop.identity import enrolling
from shop.users.models import User

SALT = "shop.account.security.app"
KEY_IS_GOOD_FOR = 60 * 60


class CodeForm(forms.Form):
    """A code of an app."""

    code = TypedField(
        read=plain,
        label=_("Code"),
        max_length=100,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}
        ),
        help_text=_("The six figures that your app shows now."),
    )


class RecoveryForm(forms.Form):
    """A code that was printed, or kept in another way."""

    code = TypedField(
        read=plain,
        label=_("Recovery code"),
        max_length=100,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters"}
        ),
        help_text=_("One that you have not used yet. It counts once."),
    )


class AppForm(CodeForm):
    """The first code of an app, and the key it was given.

    The key travels with the form, signed: a page that is only looked at keeps nothing.
    """

    signed = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        self.key = self._key_sent() or enrolling.new_key()
        self.initial["signed"] = signing.dumps([person.pk, self.key], salt=SALT)

    def _key_sent(self) -> str:
        """The key of the form that was sent, if it is this person's and not old."""
        try:
            pk, key = signing.loads(
                self.data.get("signed", ""), salt=SALT, max_age=KEY_IS_GOOD_FOR
            )
        except (signing.BadSignature, ValueError):
            return ""
        return str(key) if pk == self.person.pk else ""

    def clean_signed(self) -> str:
        if not self._key_sent():
            raise forms.ValidationError(
                _("This page is too old. Please open it once more and begin again.")
            )
        return self.key


class PasswordForm(forms.Form):
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
