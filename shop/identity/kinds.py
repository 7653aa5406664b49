"""What happens to people's accounts."""

from django.utils.translation import gettext_lazy as _

from shop.kinds import actions, happenings

happenings.declare("member.joined", _("Member joined"))
happenings.declare("member.password-changed", _("Password changed"))

actions.declare("account.sign-in", _("Signed in"))
actions.declare("account.sign-in-failed", _("Sign-in failed"))
actions.declare(
    "account.change",
    _("Sign-in changed"),
    happening=(_("What happened"), "member.password-changed"),
)
actions.declare(
    "account.rights", _("Rights changed"), rights=(_("Rights"), ["Manager"])
)
