"""Prove by a code that one has one's second factor, or that one has lost it."""

from datetime import datetime

from django.db import transaction
from django_otp.models import Device
from django_otp.plugins.otp_totp.models import TOTPDevice

from shop.happenings.telling import happen
from shop.identity.recovery_codes import hash_of
from shop.typed.numbers import read_figures
from shop.users.models import RecoveryCodes, User

FIGURES_OF_APPS = 6


class WrongCode(Exception):
    """No code of this person, or one that was used before."""


@transaction.atomic
def prove(*, person: User, code: str, proved_at: datetime) -> Device:
    """Return what proves it: an app, or the recovery codes, which have one less.

    No code counts twice, two at the same time included. Raises WrongCode.
    """
    figures = read_figures(code)
    if len(figures) == FIGURES_OF_APPS:
        return _by_app(person, figures)
    return _by_recovery_code(person, figures, proved_at)


def _by_app(person: User, figures: str) -> TOTPDevice:
    for app in TOTPDevice.objects.select_for_update().filter(
        user=person, confirmed=True
    ):
        if app.verify_token(figures):
            return app
    raise WrongCode


def _by_recovery_code(person: User, figures: str, at: datetime) -> RecoveryCodes:
    codes = RecoveryCodes.objects.select_for_update().filter(user=person).first()
    used = hash_of(figures)
    if codes is None or used not in codes.hashes:
        raise WrongCode
    codes.hashes.remove(used)
    codes.save(update_fields=["hashes"])
    happen(
        kind="member.recovery-code-used",
        subject=f"member:{person.pk}",
        facts={"left": len(codes.hashes)},
        at=at,
        reference=f"{person.pk}:{used[:32]}",
    )
    return codes
