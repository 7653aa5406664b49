"""What happens to people's accounts."""

from django.utils.translation import gettext_lazy as _

from shop.kinds import actions, happenings

happenings.declare("member.joined", _("Member joined"))
happenings.declare("member.confirmed", _("E-mail address confirmed"))
happenings.declare("member.email-changed", _("E-mail address changed"))
happenings.declare("member.password-changed", _("Password changed"))
happenings.declare("member.password-chosen", _("Password chosen by mail"))
happenings.declare(
    "member.new-device",
    _("Signed in on a new device"),
    browser=(_("Browser"), "Firefox"),
    system=(_("System"), "Windows"),
)

WHAT = (_("What"), "passkey")
LEFT = (_("Codes left"), 9)
happenings.declare("member.factor-added", _("Second factor added"), what=WHAT)
happenings.declare("member.factor-removed", _("Second factor removed"), what=WHAT)
happenings.declare("member.codes-renewed", _("New recovery codes"))
happenings.declare("member.recovery-code-used", _("Recovery code used"), left=LEFT)
happenings.declare("member.factor-reset", _("Second factor taken away"))
actions.declare("factor.add", _("Second factor added"), what=WHAT)
actions.declare("factor.remove", _("Second factor removed"), what=WHAT)
actions.declare("factor.renew-codes", _("New recovery codes"))
actions.declare("factor.reset", _("Second factor taken away"), number=(_("Number"), 1))

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
