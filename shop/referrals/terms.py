"""What an invitation is worth: the version in force, and the next one."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from shop.audit.record import record
from shop.referrals.models import Terms
from shop.users.models import User
from shop.users.permission import require

PERMISSION = "loyalty.publish_rule"
FIELDS = (
    "is_open",
    "referrer_points",
    "friend_points",
    "most_per_year",
    "smallest_order",
)


class TermsChangedMeanwhile(Exception):
    """Another version holds by now than the one that was changed."""


def current() -> Terms:
    return Terms.objects.order_by("-version")[0]


@transaction.atomic
def publish(
    *, actor: User, based_on: int, published_at: datetime, **fields: Any
) -> Terms:
    """Publish the version after `based_on`; who was invited before keeps theirs.

    Raises PermissionDenied, TermsChangedMeanwhile.
    """
    require(actor, PERMISSION)
    earlier = current()
    if earlier.version != based_on:
        raise TermsChangedMeanwhile(earlier.version)
    published = Terms(
        version=based_on + 1,
        published_at=published_at,
        author=actor,
        **{name: getattr(earlier, name) for name in FIELDS} | fields,
    )
    try:
        with transaction.atomic():
            published.save(force_insert=True)
    except IntegrityError as error:
        raise TermsChangedMeanwhile(published.version) from error
    changed = [name for name in fields if fields[name] != getattr(earlier, name)]
    record(
        actor=actor,
        action="referral.publish-terms",
        subject=f"referral-terms:{published.version}",
        recorded_at=published_at,
        before={name: _json(getattr(earlier, name)) for name in changed},
        after={name: _json(getattr(published, name)) for name in changed},
    )
    return published


def _json(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal) else value
