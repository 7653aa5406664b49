"""Who can sign in: shoppers and staff alike."""

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django_otp.models import Device
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
        permissions = [
            ("reset_second_factor", _("Can take away somebody's second factor"))
        ]
        constraints = [
            # Nothing that has a second spelling: no capitals, blanks or other letters.
            models.CheckConstraint(
                condition=Q(email__regex=r"^[!-@\[-~]+$"),
                name="users_email_in_its_one_form",
            )
        ]
        indexes = [
            models.Index(
                fields=["email"], condition=Q(is_staff=True), name="user_staff"
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


class Session(AbstractBaseSession):
    """A visit, which knows who is signed in: one can list one's own and end them.

    No foreign key: whose account is gone is a visitor, not an error on every page.
    """

    user_id = models.BigIntegerField(_("user"), null=True, db_index=True)

    class Meta(AbstractBaseSession.Meta):
        abstract = False

    @classmethod
    def get_session_store_class(cls) -> Any:
        from shop.users.session_store import SessionStore  # noqa: PLC0415  a circle

        return SessionStore


class RecoveryCodes(Device):
    """What somebody signs in with who has lost their second factor: hashes of codes.

    A code that was used is not among them any more.
    """

    hashes = ArrayField(models.CharField(max_length=64), verbose_name=_("hashes"))

    class Meta:
        verbose_name = verbose_name_plural = _("recovery codes")
        constraints = [
            models.UniqueConstraint(
                fields=["user"], name="users_recovery_codes_once_a_person"
            )
        ]
