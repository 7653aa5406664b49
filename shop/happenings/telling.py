"""Write down what happened, in the transaction that makes it happen."""

import json
import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from kombu.exceptions import OperationalError

from shop.happenings.listening import listeners
from shop.happenings.tasks import hear_due
from shop.kinds import Undeclared, happenings

logger = logging.getLogger(__name__)
# One statement, for it stands in the busiest transactions of the shop.
WRITE = """
    WITH written AS (
        INSERT INTO happenings_happening
            (kind, subject, facts, reference, happened_at, recorded_at)
        VALUES (%(kind)s, %(subject)s, %(facts)s, %(reference)s, %(at)s,
                statement_timestamp())
        ON CONFLICT (kind, reference) DO NOTHING
        RETURNING id, subject, happened_at
    )
    INSERT INTO happenings_hearing
        (happening_id, subject, listener, due_at, tries, last_error)
    SELECT id, subject, listener, happened_at, 0, ''
    FROM written, unnest(%(listeners)s::text[]) AS listener
"""


def happen(
    *, kind: str, subject: str, facts: Mapping[str, Any], at: datetime, reference: str
) -> None:
    """Tell all who listen, after this transaction commits.

    `facts` are JSON values, all that the kind was declared with and no others: what
    cannot be read again later, and nothing of a person (ADR 16). Repeating a
    `reference` for the same kind tells nothing more. Raises Undeclared.
    """
    declared = happenings.find(kind)
    declared.require(facts)
    if missing := set(declared.facts) - set(facts):
        raise Undeclared(f"{kind} without {', '.join(sorted(missing))}")
    with connection.cursor() as cursor:
        cursor.execute(
            WRITE,
            {
                "kind": kind,
                "subject": subject,
                "facts": json.dumps(facts),
                "reference": reference,
                "at": at,
                "listeners": listeners(kind),
            },
        )
    transaction.on_commit(wake_worker, robust=True)


def wake_worker() -> None:
    """Ask a worker to look now. Without a broker the sweep finds what there is."""
    try:
        hear_due.delay()
    except OperationalError as error:
        logger.warning("The broker does not answer, the sweep will tell: %s", error)
