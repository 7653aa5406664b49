"""Apps and passkeys for tests, as people would hold them in their hands."""

import json
import secrets
import time
from base64 import urlsafe_b64encode
from hashlib import sha256

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.test import Client
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice


def make_app(person) -> TOTPDevice:
    return TOTPDevice.objects.create(user=person)


def with_an_app(person):
    """The person, who has added an app."""
    make_app(person)
    return person


def code_of(key: str, *, later: int = 0) -> str:
    """What an app with this key shows, so many codes later."""
    return f"{totp(bytes.fromhex(key), t0=-30 * later):06}"


def next_code(person) -> str:
    """A code of the person's app that was not used before, if one more counts now."""
    app = TOTPDevice.objects.get(user=person)
    used = app.last_t - int(time.time()) // 30
    return code_of(app.key, later=max(used + 1, 0))


def signed_in_with_it(client: Client, person) -> Client:
    """A browser in which somebody has shown their app."""
    client.force_login(person)
    session = client.session
    session["otp_device_id"] = TOTPDevice.objects.get(user=person).persistent_id
    session.save()
    return client


class Passkey:
    """A passkey of a machine of one's own, as a browser hands it on."""

    def __init__(self, origin: str = ""):
        self.origin = origin or settings.OTP_WEBAUTHN_ALLOWED_ORIGINS[0]
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.credential = secrets.token_bytes(16)

    def make(self, options: str) -> str:
        asked = json.loads(options)
        numbers = self.private.public_key().public_numbers()
        public = cbor2.dumps(
            {1: 2, 3: -7, -1: 1, -2: _bytes(numbers.x), -3: _bytes(numbers.y)}
        )
        held = len(self.credential).to_bytes(2) + self.credential + public
        data = self._data(asked["rp"]["id"], flags=0x45) + bytes(16) + held
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        return self._answer(
            clientDataJSON=self._client("webauthn.create", asked),
            attestationObject=attestation,
        )

    def show(self, options: str) -> str:
        asked = json.loads(options)
        client = self._client("webauthn.get", asked)
        data = self._data(asked["rpId"], flags=0x05)
        signature = self.private.sign(
            data + sha256(client).digest(), ec.ECDSA(hashes.SHA256())
        )
        return self._answer(
            clientDataJSON=client, authenticatorData=data, signature=signature
        )

    def _client(self, what: str, asked) -> bytes:
        said = {"type": what, "challenge": asked["challenge"], "origin": self.origin}
        return json.dumps(said).encode()

    def _data(self, place: str, *, flags: int) -> bytes:
        return sha256(place.encode()).digest() + bytes([flags]) + bytes(4)

    def _answer(self, **response: bytes) -> str:
        return json.dumps(
            {
                "id": _text(self.credential),
                "rawId": _text(self.credential),
                "type": "public-key",
                "clientExtensionResults": {},
                "response": {name: _text(what) for name, what in response.items()},
            }
        )


def _bytes(number: int) -> bytes:
    return number.to_bytes(32)


def _text(what: bytes) -> str:
    return urlsafe_b64encode(what).rstrip(b"=").decode()
