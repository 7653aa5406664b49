"""The mail about books that do not agree."""

from django.utils.translation import gettext_lazy as _

from shop.outbox.mail_kinds import declare

declare(
    "books-differ",
    _("The books do not agree"),
    sample={"name": "Ada", "error": "", "differences": 1, "first": ["member:1"]},
)
