"""What staff do with points, as the log calls it."""

from django.utils.translation import gettext_lazy as _

from shop.kinds import actions, happenings

PROPOSAL = (_("Proposal"), 7)
MERGED_INTO = (_("Into account"), 12)
POINTS = (_("Points"), 250)
AGREED_BY = (_("Agreed to by"), "manager@shop.example")
REFERENCE = (_("Reference"), "4f1c")

actions.declare(
    "points.adjust",
    _("Points adjusted"),
    available=(_("Available points"), 5000),
    owed=(_("Owed points"), 0),
    points=POINTS,
    reference=REFERENCE,
    proposal=PROPOSAL,
)
actions.declare(
    "points.propose", _("Adjustment proposed"), proposal=PROPOSAL, points=POINTS
)
actions.declare(
    "points.decline", _("Adjustment turned down"), proposal=PROPOSAL, points=POINTS
)
actions.declare(
    "points.extend",
    _("Points valid longer"),
    valid_until=(_("Valid until"), "2025-12-31"),
    points=POINTS,
    reference=REFERENCE,
)
actions.declare(
    "points.lift-freeze",
    _("Frozen points can be used again"),
    frozen_because=(_("Frozen because of"), ["email-changed"]),
)
actions.declare(
    "points.grant",
    _("Gift of points announced"),
    points=POINTS,
    reference=REFERENCE,
    agreed_by=AGREED_BY,
)
actions.declare(
    "points.import",
    _("Import of points announced"),
    points=POINTS,
    source=(_("Source"), "balances.csv"),
    agreed_by=AGREED_BY,
)
actions.declare(
    "points.publish-rule",
    _("Points rule published"),
    points_per_unit=(_("Points per 1.00 paid in money"), "1.50"),
    rounding=(_("Fractions of a point are"), "half-up"),
    excluded_labels=(_("Categories that earn nothing"), ["books"]),
    return_window_days=(_("Days after delivery until points can be spent"), 30),
    expiry_profile=(_("Points last"), "inactivity"),
    expiry_months=(_("Months until points expire"), 24),
    law=(_("Keeps to the law of"), "ca-qc"),
    grace_days=(_("Days of grace"), 30),
    points_per_unit_of_discount=(_("Points for a discount of 1.00"), 100),
    min_points_per_order=(_("Fewest points per order"), 100),
    max_points_per_order=(_("Most points per order"), 10_000),
    max_share_percent=(
        _("Largest share of the goods that points may cover, in percent"),
        50,
    ),
)
for action, label in (
    ("campaign.draft", _("Campaign drafted")),
    ("campaign.submit", _("Campaign submitted for review")),
    ("campaign.approve", _("Campaign approved")),
    ("campaign.turn-down", _("Campaign turned down")),
    ("campaign.end", _("Campaign ended early")),
):
    actions.declare(
        action,
        label,
        name=(_("Campaign"), "Tea week"),
        version=(_("Version"), 2),
    )
for action, label in (
    ("ladder.draft", _("Ladder of tiers drafted")),
    ("ladder.submit", _("Ladder of tiers submitted for review")),
    ("ladder.approve", _("Ladder of tiers approved")),
    ("ladder.turn-down", _("Ladder of tiers turned down")),
):
    actions.declare(
        action,
        label,
        version=(_("Version"), 2),
        starts_on=(_("Starts on"), "2026-04-01"),
    )
TIER = (_("Tier"), "grove")
actions.declare("tier.hand-out", _("Perk of a tier handed out"), tier=TIER)
VOUCHER = {
    "points": (_("Points"), 500),
    "amount": (_("Discount"), "5.00"),
    "last_day": (_("Valid until"), "2025-12-31"),
}
actions.declare(
    "voucher.offer",
    _("Choice of vouchers published"),
    kind=(_("Kind"), "discount"),
    points=POINTS,
    days=(_("Days it can be used"), 90),
    min_basket=(_("Smallest basket"), "20.00"),
    most_in_30_days=(_("Most per member in 30 days"), 2),
)
actions.declare("voucher.withdraw", _("Choice of vouchers withdrawn"), points=POINTS)
actions.declare(
    "voucher.cancel",
    _("Voucher cancelled"),
    code=(_("Code"), "ABCD-EFGH-JKMN"),
    points=POINTS,
)
actions.declare(
    "merge.propose", _("Merge proposed"), proposal=PROPOSAL, merged_into=MERGED_INTO
)
actions.declare(
    "merge.withdraw", _("Merge turned down"), proposal=PROPOSAL, merged_into=MERGED_INTO
)
actions.declare(
    "merge.approve",
    _("Accounts merged"),
    proposal=PROPOSAL,
    merged_into=MERGED_INTO,
    can_sign_in=(_("Can sign in"), False),
)

happenings.declare("voucher.made", _("Voucher made of points"), **VOUCHER)
happenings.declare(
    "voucher.given-back",
    _("Voucher given back as points"),
    points=POINTS,
    cause=(_("Cause"), "cancelled"),
)
happenings.declare("points.locked", _("Points locked by the member"))
happenings.declare("points.unlocked", _("Points unlocked by the member"))
happenings.declare("points.freeze-lifted", _("Frozen points released by staff"))
BEFORE = (_("Tier before"), "blossom")
happenings.declare("ladder.approved", _("Ladder of tiers approved"))
happenings.declare("tier.reached", _("Tier reached"), tier=TIER, before=BEFORE)
happenings.declare("tier.left", _("Tier left"), tier=TIER, before=BEFORE)
