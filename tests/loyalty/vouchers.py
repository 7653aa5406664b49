"""Vouchers as tests make and use them, in few words."""

from loyalty import offering, vouchers
from loyalty.why import voucher_given_back
from tests.loyalty.conftest import MARCH, staff

PER_UNIT = 100


def offered(points=500, *, kind="discount", days=90, at=MARCH, by=None, **fields):
    """What points are exchanged for; again with the same `series` for a new version."""
    return offering.offer(
        actor=by or staff(f"vera{points}{kind}{days}", "publish_voucher"),
        published_at=at,
        kind=kind,
        points=points,
        days=days,
        **fields,
    )


def exchange(member, choice, reference="one", *, at=MARCH):
    return vouchers.exchange(
        member=member,
        choice=choice,
        points_per_unit=PER_UNIT,
        currency="EUR",
        reference=reference,
        at=at,
    )


def use(member, voucher, points, order="A", *, at=MARCH):
    return vouchers.use(
        member=member, voucher=voucher.version, used_by=order, points=points, at=at
    )


def bring_back(
    member, voucher, points, reference="back", *, at=MARCH, order="A", **how
):
    return vouchers.return_to(
        member=member,
        voucher=voucher,
        used_by=order,
        points=points,
        reference=reference,
        at=at,
        why=voucher_given_back(voucher=vouchers.reference_of(voucher), used_by=order),
        **how,
    )
