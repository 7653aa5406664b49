"""How much mail anybody may cause to whoever they like (F29)."""

from datetime import datetime, timedelta

from shop.identity.limits import may_try, turn

HOUR = 60 * 60
# To one mailbox, and by one client: several people may share one.
TO_ONE, BY_ONE = 5, 20


def may_mail(what: str, *, to: str, client: str) -> bool:
    """Count a mail of this sort, and say whether it may be sent.

    Whether there is an account with the address makes no difference.
    """
    counted = [(f"mail-{what}-to", _mailbox(to), TO_ONE)]
    if client:
        # First: what is refused to a client does not count against the mailbox.
        counted.insert(0, (f"mail-{what}-by", client, BY_ONE))
    return all(
        may_try(name, who, times=times, seconds=HOUR) for name, who, times in counted
    )


def leaves_at(*, to: str, at: datetime) -> datetime:
    """When a mail that must not be lost leaves to an address nobody has confirmed.

    At once, or in its turn where the mailbox has had as many as it gets in an hour.
    """
    every = timedelta(seconds=HOUR)
    return turn("mail-in-turn", _mailbox(to), times=TO_ONE, every=every, at=at)


def _mailbox(address: str) -> str:
    """What many addresses have in common that one person reads: ada+1@, a.d.a@."""
    local, _at, domain = address.rpartition("@")
    return f"{local.partition('+')[0].replace('.', '')}@{domain}"
