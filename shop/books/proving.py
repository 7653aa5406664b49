"""Prove that what is stored in one place is what other places demand. Fixes nothing.

Each proof is one statement in `proofs/`: a look at one moment, however busy the shop
is, whose rows are what differs.
"""

from pathlib import Path

from django.db import connection

PROOFS = Path(__file__).with_name("proofs")


def differences(proof: str) -> list[str]:
    """Return what the proof of that name finds: nothing, when all is well."""
    statement = (PROOFS / f"{proof}.sql").read_text()
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return sorted(f"{subject}: {what}" for subject, what in cursor)
