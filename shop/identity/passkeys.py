"""Ask a browser to make or to show a passkey, and check what it answers.

A question is what the browser is given, as JSON; its `state` is kept where the visitor
cannot change it, and used once.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django_otp_webauthn.exceptions import OTPWebAuthnApiError
from django_otp_webauthn.helpers import WebAuthnHelper
from django_otp_webauthn.models import WebAuthnCredential
from webauthn.helpers.exceptions import WebAuthnException

from shop.users.models import User

State = Mapping[str, Any]
# What its readers raise at answers that are none.
REFUSALS = (
    OTPWebAuthnApiError,
    WebAuthnException,
    IntegrityError,
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
)


class PasskeyRefused(Exception):
    """The answer is forged, stale, of another person, or no answer at all."""


@dataclass(frozen=True, kw_only=True)
class Question:
    options: str
    state: State


def ask_to_make(person: User) -> Question:
    options, state = _helper().register_begin(person)
    return Question(options=json.dumps(options), state=state)


def ask_to_show(person: User) -> Question:
    """For one of those that the person has."""
    options, state = _helper().authenticate_begin(
        user=person, require_user_verification=False
    )
    return Question(options=json.dumps(options), state=state)


@transaction.atomic
def take(*, person: User, state: State, answer: str, name: str) -> WebAuthnCredential:
    """Keep the passkey that was made. Raises PasskeyRefused."""
    try:
        with transaction.atomic():
            made = _helper().register_complete(
                user=person, state=state, data=json.loads(answer)
            )
    except REFUSALS as refusal:
        raise PasskeyRefused from refusal
    made.name = name[:64]
    made.save(update_fields=["name"])
    return made


@transaction.atomic
def check(*, person: User, state: State, answer: str) -> WebAuthnCredential:
    """Return the passkey that was shown. Raises PasskeyRefused."""
    try:
        shown: WebAuthnCredential = _helper().authenticate_complete(
            user=person, state=state, data=json.loads(answer)
        )
    except REFUSALS as refusal:
        raise PasskeyRefused from refusal
    if not shown.confirmed:
        raise PasskeyRefused
    return shown


def _helper() -> WebAuthnHelper:
    # It takes a request for settings that differ between sites: ours do not.
    return WebAuthnHelper(request=None)
