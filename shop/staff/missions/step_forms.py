"""Why a mission is turned down or ended, and on whom it is tried."""

from django import forms
from django.utils.translation import gettext_lazy as _

from shop.staff.shell.forms import reason_field
from shop.users.models import User


class TurnDownForm(forms.Form):
    reason = reason_field(
        required=True, help_text=_("What is to be changed. Whoever wrote it reads it.")
    )


class EndForm(forms.Form):
    reason = reason_field(required=True, help_text=_("It is in the log."))


class TryForm(forms.Form):
    who = forms.EmailField(label=_("E-mail address of a member"))
    days = forms.IntegerField(
        label=_("who began so many days ago"), min_value=0, max_value=366, initial=90
    )

    def clean_who(self) -> User:
        found: User | None = User.objects.filter(
            email=self.cleaned_data["who"], loyalty_account__isnull=False
        ).first()
        if found is None:
            raise forms.ValidationError(_("No member has this address."))
        return found
