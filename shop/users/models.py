"""Who can sign in: shoppers and staff alike."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from oscar.apps.customer.abstract_models import AbstractUser

from shop.users.email_field import EmailAddressField


class User(AbstractUser):
    """A person who signs in with an e-mail address.

    Two spellings of one address are one address, and one account (F24).
    """

    email = EmailAddressField(_("email address"), unique=True)
    language = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES, default="en"
    )

    # When mail to the address was shown to reach this person; None: not yet. Whoever
    # makes an account by hand vouches for it, who registers does not (F29).
    confirmed_at = models.DateTimeField(
        _("address confirmed"), null=True, blank=True, default=timezone.now
    )
    # How often all visits were ended: part of what each of them is known by.
    visits_ended = models.PositiveIntegerField(
        _("visits ended"), default=0, db_default=0
    )

    class Meta(AbstractUser.Meta):
        abstract = False
        constraints = [
            # Nothing that has a second spelling: no capitals, blanks or other letters.
            models.CheckConstraint(
                condition=Q(email__regex=r"^[!-@\[-~]+$"),
                name="users_email_in_its_one_form",
            )
        ]

    @property
    def greeted_as(self) -> str:
        """The name in mails; none before the address is known to be this person's."""
        return self.get_full_name() if self.confirmed_at else ""

    def _get_session_auth_hash(self, secret: Any = None) -> str:
        """What a visit that goes on has in its session."""
        by_password: str = super()._get_session_auth_hash(secret=secret)
        if not self.visits_ended:
            return by_password
        counted = f"{by_password}:{self.visits_ended}"
        salt = "shop.users.visits"
        return salted_hmac(salt, counted, secret=secret, algorithm="sha256").hexdigest()


class Attempts(models.Model):
    """How often something was tried lately. The key names nobody: it is a hash.

    The next try is let through from `free_at` on; from `forget_at` on none counts.
    """

    key = models.CharField(_("key"), max_length=80, primary_key=True)
    number = models.PositiveIntegerField(_("number"))
    free_at = models.DateTimeField(_("free again"))
    forget_at = models.DateTimeField(_("forgotten"), db_index=True)

    def __str__(self) -> str:
        return self.key
