"""What can be exchanged, and the vouchers there are."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q, QuerySet, Sum

from loyalty.models import Voucher, VoucherChoice, VoucherEntry
from loyalty.people import Person


def choices_at(*, at: datetime) -> list[VoucherChoice]:
    """What points can be exchanged for, the fewest points first."""
    found = VoucherChoice.objects.raw("SELECT * FROM ledger.choices_at(%s)", [at])
    return sorted(found, key=lambda choice: (choice.points, choice.series))


def every_choice() -> QuerySet[VoucherChoice]:
    """Every version of each choice, the newest first."""
    return VoucherChoice.objects.select_related("author").order_by("series", "-number")


def vouchers(*, member: Person) -> QuerySet[Voucher]:
    """Every voucher of the member's, the newest first."""
    return Voucher.objects.filter(account_id=member.pk).order_by("-made_at", "-version")


def every_voucher() -> QuerySet[Voucher]:
    """The vouchers of all members, the newest first."""
    return Voucher.objects.select_related("account__member").order_by(
        "-made_at", "-account_id", "-version"
    )


def usable_vouchers(*, member: Person, at: datetime) -> QuerySet[Voucher]:
    """Those of which something is left, the soonest to end first."""
    return Voucher.objects.filter(
        account_id=member.pk, open=True, left__gt=0, expires_at__gt=at
    ).order_by("expires_at", "version")


def usable_voucher(*, member: Person, version: int, at: datetime) -> Voucher | None:
    return usable_vouchers(member=member, at=at).filter(version=version).first()


def voucher_by_code(*, code: str) -> Voucher | None:
    """Whoever's it is: the caller looks whether it is the asker's."""
    return Voucher.objects.filter(code=code).first()


def voucher_used_by(*, member: Person, order: str) -> Voucher | None:
    """The voucher that an order of the member's used."""
    used = VoucherEntry.objects.filter(
        account_id=member.pk, kind=VoucherEntry.Kind.USE, order=order
    )
    return Voucher.objects.filter(
        account_id=member.pk, version__in=used.values("voucher")
    ).first()


def entries(*, member: Person, versions: Sequence[int]) -> QuerySet[VoucherEntry]:
    """What became of some vouchers of the member's, in the order it happened."""
    return VoucherEntry.objects.filter(
        account_id=member.pk, voucher__in=versions
    ).order_by("voucher", "seq")


def voucher_uses(*, first: int, last: int) -> dict[tuple[int, str], tuple[int, int]]:
    """What orders used of vouchers and what came back of it, by account and order.

    Of the accounts from `first` to `last`.
    """
    entries = VoucherEntry.objects.filter(account_id__gte=first, account_id__lte=last)
    of_orders = entries.exclude(order="").order_by()
    use = Q(kind=VoucherEntry.Kind.USE)
    found = of_orders.values_list("account_id", "order").annotate(
        used=Sum("points", filter=use, default=0),
        back=Sum("points", filter=~use, default=0),
    )
    return {(account, order): (used, back) for account, order, used, back in found}


def vouchers_over(*, at: datetime) -> QuerySet[Voucher]:
    """Those whose time is up and that were not ended yet."""
    return Voucher.objects.filter(open=True, expires_at__lte=at).order_by("expires_at")


def vouchers_ending(*, after: datetime, until: datetime) -> QuerySet[Voucher]:
    """Those of which something is left, and that end within a time."""
    return Voucher.objects.filter(
        open=True, left__gt=0, expires_at__gt=after, expires_at__lte=until
    ).order_by("account_id", "expires_at", "version")
