"""Add a second factor, take one away, and have codes for when it is lost.

What is changed here is told to the person by mail and, of staff, stands in the log.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django_otp.models import Device
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp.util import random_hex

from shop.audit.record import record
from shop.happenings.telling import happen
from shop.identity import passkeys
from shop.identity.factors import APP, PASSKEY, devices_of, has_staff_rights
from shop.identity.proving import WrongCode
from shop.identity.recovery_codes import hash_of, new_codes
from shop.typed.numbers import read_figures
from shop.users.models import RecoveryCodes, User


class NoSuchFactor(Exception):
    """It is somebody else's, or was taken away before."""


def new_key() -> str:
    """What an app and the shop will share: 160 bits, in hexadecimal figures."""
    return random_hex(20)


def app_address(*, person: User, key: str) -> str:
    """What an app reads from a picture: `otpauth://…`."""
    return str(TOTPDevice(user=person, key=key).config_url)


@transaction.atomic
def add_app(*, person: User, key: str, code: str, added_at: datetime) -> TOTPDevice:
    """Take codes of an app from now on, once it has shown one. Raises WrongCode.

    Repeating it with the same key adds nothing more.
    """
    _lock(person)
    if there := TOTPDevice.objects.filter(user=person, key=key).first():
        return there
    app = TOTPDevice(user=person, key=key)
    if not app.verify_token(read_figures(code)):
        raise WrongCode
    _tell_added(person, what=APP, device=app, at=added_at)
    return app


@transaction.atomic
def add_passkey(
    *,
    person: User,
    state: passkeys.State,
    answer: str,
    name: str,
    added_at: datetime,
) -> Device:
    """Raises PasskeyRefused."""
    made = passkeys.take(person=person, state=state, answer=answer, name=name)
    _tell_added(person, what=PASSKEY, device=made, at=added_at)
    return made


@transaction.atomic
def remove(*, person: User, key: str, removed_at: datetime) -> None:
    """Take a factor away, and with the last one the codes. Raises NoSuchFactor."""
    _lock(person)
    there = {
        device.persistent_id: (what, device) for what, device in devices_of(person)
    }
    if key not in there:
        raise NoSuchFactor
    what, device = there.pop(key)
    device.delete()
    if not there:
        RecoveryCodes.objects.filter(user=person).delete()
    happen(
        kind="member.factor-removed",
        subject=f"member:{person.pk}",
        facts={"what": what},
        at=removed_at,
        reference=f"{person.pk}:{key}",
    )
    _log("factor.remove", person, {"what": what}, at=removed_at)


@transaction.atomic
def renew_codes(*, person: User, renewed_at: datetime) -> list[str]:
    """Return new recovery codes, which nobody can read again; others do not count."""
    codes = new_codes()
    RecoveryCodes.objects.update_or_create(
        user=person, defaults={"hashes": [hash_of(code) for code in codes]}
    )
    happen(
        kind="member.codes-renewed",
        subject=f"member:{person.pk}",
        facts={},
        at=renewed_at,
        reference=f"{person.pk}:{renewed_at.timestamp()}",
    )
    _log("factor.renew-codes", person, {}, at=renewed_at)
    return codes


def _tell_added(person: User, *, what: str, device: Device, at: datetime) -> None:
    happen(
        kind="member.factor-added",
        subject=f"member:{person.pk}",
        facts={"what": what},
        at=at,
        reference=f"{person.pk}:{device.persistent_id}",
    )
    _log("factor.add", person, {"what": what}, at=at)


def _log(action: str, person: User, after: dict[str, Any], *, at: datetime) -> None:
    """Write down what staff do; a shopper's account is nobody's business."""
    if has_staff_rights(person):
        record(
            actor=person,
            action=action,
            subject=f"member:{person.pk}",
            after=after,
            recorded_at=at,
        )


def _lock(person: User) -> None:
    """One change at a time."""
    User.objects.select_for_update().get(pk=person.pk)
