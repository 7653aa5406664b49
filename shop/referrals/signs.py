"""What makes a friend look like the referrer: never proof, always a look by people.

Traits are compared as people vary them by accident: capitals, blanks, points.
"""

from collections.abc import Collection, Iterator

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from loyalty import merging
from shop.outbox.turns import mailbox
from shop.referrals import again, traits
from shop.referrals.models import Referral
from shop.referrals.traits import Traits
from shop.users.models import User

DEVICE, MAILBOX, ADDRESS = "device", "mailbox", "address"
NAME, PHONE, MERGED = "name", "phone", "merged"
FRIEND, MEMBER = "friend-again", "member-again"
LABELS: dict[str, str | Promise] = {
    DEVICE: _("Registered on a device on which the referrer had signed in"),
    MAILBOX: _("The same mailbox, but for points or what follows a plus"),
    ADDRESS: _("Goods went to the same address"),
    NAME: _("Ordered under the same name"),
    PHONE: _("The same phone number"),
    FRIEND: _("Seems to be another friend of the same referrer once more"),
    MEMBER: _("Seems to be somebody who has an account already"),
    MERGED: _("One of the accounts was closed, or merged into another"),
}


def at_registration(
    *, friend: User, referrer: User, known_on_device: Collection[int]
) -> list[str]:
    """What can be seen only then: addresses change, and cookies go."""
    found = [DEVICE] if referrer.pk in known_on_device else []
    if mailbox(friend.email) == mailbox(referrer.email):
        found.append(MAILBOX)
    others = {*known_on_device} - {friend.pk, referrer.pk}
    return [*found, *_again(others, referrer)]


def of(referral: Referral) -> list[str]:
    """Everything that speaks for one person behind both accounts, by now."""
    two = (referral.friend, referral.referrer)
    known = traits.of(referral.friend)
    seen = {*referral.signs, *alike(known, traits.of(referral.referrer))}
    others = again.known(referral.friend, known) - {referral.referrer_id}
    seen.update(_again(others, referral.referrer))
    if any(map(_is_closed, two)):
        seen.add(MERGED)
    return [sign for sign in LABELS if sign in seen]


def alike(friend: Traits, referrer: Traits) -> Iterator[str]:
    """Yield what two people have in common: pure."""
    if friend.mailbox == referrer.mailbox:
        yield MAILBOX
    if friend.addresses & referrer.addresses:
        yield ADDRESS
    if friend.names & referrer.names:
        yield NAME
    if friend.phones & referrer.phones:
        yield PHONE


def _again(others: set[int], referrer: User) -> Iterator[str]:
    """Yield what it means that a friend looks like these members."""
    friends = Referral.objects.filter(referrer=referrer, pk__in=others)
    brought = set(friends.values_list("pk", flat=True))
    if brought:
        yield FRIEND
    if others - brought:
        yield MEMBER


def _is_closed(person: User) -> bool:
    merged = next(iter(merging.successors(member=person)), None)
    return merged is not None or not person.is_active
