"""What staff type in to merge two accounts of one person."""

from django import forms
from django.utils.translation import gettext_lazy as _

from shop.account.forms import EmailField
from shop.staff.people import member_finding
from shop.staff.shell.forms import reason_field
from shop.users.models import User


class OtherAccountForm(forms.Form):
    """The account of the same person that stays."""

    email = EmailField(label=_("E-mail address of the account that stays"))

    def clean_email(self) -> User:
        """The member of that address."""
        member = (
            member_finding.members().filter(email=self.cleaned_data["email"]).first()
        )
        if member is None:
            raise forms.ValidationError(_("No member has this address."))
        return member

    def differs_from(self, closing: User) -> bool:
        """Whether it is another account than the one that closes; an error if not."""
        if self.cleaned_data["email"] != closing:
            return True
        self.add_error("email", _("This is the same account."))
        return False


class MergeForm(OtherAccountForm):
    """A proposal: the same account again, as it was looked at, and why."""

    email = EmailField(widget=forms.HiddenInput)
    reason = reason_field(
        required=True,
        help_text=_("How you know that it is the same person. For the log."),
    )
