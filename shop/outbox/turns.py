"""When mail leaves that anybody can cause and that must not be lost (F29).

Counted under a hash: whose mailbox it is cannot be read from it.
"""

import hashlib
from datetime import datetime, timedelta

from django.db import transaction

from shop.users.models import Attempts

# So many to one mailbox in so long; the others wait for their turn.
TO_ONE = 5
EVERY = timedelta(hours=1)


@transaction.atomic
def leaves_at(*, to: str, at: datetime) -> datetime:
    """Count a mail to an address that nobody has confirmed; say when it leaves.

    At once, or later where the mailbox has had as many as it gets.
    """
    hidden = hashlib.sha256(mailbox(to).encode()).hexdigest()[:40]
    key = f"mail-in-turn:{hidden}"
    fresh = Attempts(key=key, number=0, free_at=at, forget_at=at)
    Attempts.objects.bulk_create([fresh], ignore_conflicts=True)
    count = Attempts.objects.select_for_update().get(pk=key)
    begins = count.forget_at - EVERY
    if count.number == 0 or count.forget_at <= at:
        count.number, begins = 0, at
    elif count.number == TO_ONE:
        count.number, begins = 0, count.forget_at
    count.number, count.forget_at = count.number + 1, begins + EVERY
    count.save()
    return max(at, begins)


def mailbox(address: str) -> str:
    """What many addresses have in common that one person reads: ada+1@, a.d.a@.

    One service has two domains, and hands out each mailbox under both.
    """
    local, _at, domain = address.rpartition("@")
    domain = "gmail.com" if domain == "googlemail.com" else domain
    return f"{local.partition('+')[0].replace('.', '')}@{domain}"
