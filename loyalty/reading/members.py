"""Who is a member."""

from collections.abc import Iterable

from loyalty.models import Account
from loyalty.people import Person


def is_member(person: Person) -> bool:
    return Account.objects.filter(pk=person.pk).exists()


def members_by_address(addresses: Iterable[str]) -> dict[str, int]:
    """Return the keys of those who are members, by address in its one form."""
    return dict(
        Account.objects.filter(member__email__in=set(addresses)).values_list(
            "member__email", "pk"
        )
    )


def members_count() -> int:
    return Account.objects.count()
