"""The second factors people have, and who needs one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, QuerySet
from django_otp.models import Device
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp_webauthn.models import WebAuthnCredential

from shop.users.models import RecoveryCodes, User

APP, PASSKEY = "app", "passkey"
# Recovery codes are none: they stand in for one that is lost.
MODELS: dict[str, type[Device]] = {APP: TOTPDevice, PASSKEY: WebAuthnCredential}


@dataclass(frozen=True, kw_only=True)
class Factor:
    """`key` names it among those of its person."""

    key: str
    what: str
    name: str
    added_at: datetime
    used_at: datetime | None


def factors_of(person: User) -> list[Factor]:
    """In the order in which they were added."""
    found = [
        Factor(
            key=device.persistent_id,
            what=what,
            name=device.name,
            added_at=device.created_at,
            used_at=device.last_used_at,
        )
        for what, device in devices_of(person)
    ]
    return sorted(found, key=lambda factor: factor.added_at)


def devices_of(person: User) -> Iterator[tuple[str, Device]]:
    for what, model in MODELS.items():
        for device in model.objects.devices_for_user(person, confirmed=True):
            yield what, device


def has_second_factor(person: User) -> bool:
    """Asked once for every page of staff in the demo, so with one statement."""
    apps, others = (
        model.objects.devices_for_user(person, confirmed=True).values("pk")
        for model in MODELS.values()
    )
    found: bool = apps.union(others).exists()
    return found


def with_factors(people: QuerySet[User]) -> QuerySet[User]:
    """The same people, each of whom knows whether they have one (`has_factor`)."""
    return people.annotate(
        has_factor=Exists(_own(TOTPDevice)) | Exists(_own(WebAuthnCredential))
    )


def _own(model: type[Device]) -> QuerySet[Device]:
    found: QuerySet[Device] = model.objects.filter(user=OuterRef("pk"), confirmed=True)
    return found


def codes_left(person: User) -> int:
    codes = RecoveryCodes.objects.filter(user=person).first()
    return len(codes.hashes) if codes else 0


def has_staff_rights(person: User) -> bool:
    """Whether there is anything that a shopper may not do, and this person may."""
    return person.is_staff or person.is_superuser or bool(person.get_all_permissions())


def may_go_without(person: User | AnonymousUser) -> bool:
    """Whether it is an account of the demo (settings.SECOND_FACTOR_GRACE)."""
    _name, _at, domain = getattr(person, "email", "").rpartition("@")
    return domain in settings.SECOND_FACTOR_GRACE


def must_enrol(person: User) -> bool:
    """Whether somebody has to add a second factor before they can work here."""
    return (
        has_staff_rights(person)
        and not may_go_without(person)
        and not has_second_factor(person)
    )
