"""The mails about an account, each with an example of what it is written with."""

from django.utils.translation import gettext_lazy as _

from shop.outbox.mail_kinds import declare

ACCOUNT = {"name": "Ada Fischer"}

declare("welcome", _("Welcome"), sample={"user_id": 1})
declare("confirm-address", _("Address to confirm"), sample={"user_id": 1})
declare("account-exists", _("Account exists already"), sample=ACCOUNT)
declare("confirm-email", _("New address to confirm"), sample={"token": "t:o-k_en"})
declare(
    "email-changed", _("Address changed"), sample=ACCOUNT | {"email": "new@example.com"}
)
declare(
    "password-changed",
    _("Password changed"),
    sample=ACCOUNT | {"email": "ada@example.com"},
)
declare("password-chosen", _("Password chosen by mail"), sample=ACCOUNT)
declare("password-reset", _("New password"), sample=ACCOUNT | {"user_id": 1})
declare(
    "new-device",
    _("Signed in on a new device"),
    sample=ACCOUNT | {"browser": "Firefox", "system": "Windows"},
)
declare(
    "second-factor",
    _("Second factor changed"),
    sample=ACCOUNT | {"change": "recovery-code-used", "what": "", "left": 9},
)
