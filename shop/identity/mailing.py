"""How much mail anybody may cause to whoever they like (F29)."""

from shop.identity.limits import may_try
from shop.outbox.turns import TO_ONE, mailbox

HOUR = 60 * 60
# Several people may share a client.
BY_ONE = 20


def may_mail(what: str, *, to: str, client: str) -> bool:
    """Count a mail of this sort, and say whether it may be sent.

    Whether there is an account with the address makes no difference.
    """
    counted = [(f"mail-{what}-to", mailbox(to), TO_ONE)]
    if client:
        # First: what is refused to a client does not count against the mailbox.
        counted.insert(0, (f"mail-{what}-by", client, BY_ONE))
    return all(
        may_try(name, who, times=times, seconds=HOUR) for name, who, times in counted
    )
