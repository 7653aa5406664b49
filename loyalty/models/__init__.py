"""The tables of the programme. Nothing but the ledger's engine writes to them,
except to rules and proposals, and to what is kept of the ends of months.

Every key starts with the account: the account is the only lock, and the only
thing the tables would ever be spread by. What Django cannot say (keys over
several columns or checked at once, which movements exist at all, who may write)
stands in `ledger/guards.sql`.
"""

from loyalty.models.account import Account
from loyalty.models.by_hand import Limit, ProposedAdjustment
from loyalty.models.campaign import (
    BudgetSlot,
    Campaign,
    CampaignStep,
    CampaignVersion,
)
from loyalty.models.freeze import Freeze
from loyalty.models.ladder import Ladder, LadderStep, Tier, TierStanding
from loyalty.models.lot import Hold, Lot
from loyalty.models.merge import Merge, MergeProposal
from loyalty.models.mission import (
    Mission,
    MissionBudget,
    MissionDecision,
    MissionDeed,
    MissionPart,
    MissionReward,
    MissionStep,
    MissionVersion,
)
from loyalty.models.month_end import MonthEnd
from loyalty.models.posting import Movement, Posting
from loyalty.models.rule import Rule
from loyalty.models.voucher import Voucher, VoucherChoice, VoucherEntry, VoucherKind

__all__ = [
    "Account",
    "BudgetSlot",
    "Campaign",
    "CampaignStep",
    "CampaignVersion",
    "Freeze",
    "Hold",
    "Ladder",
    "LadderStep",
    "Limit",
    "Lot",
    "Merge",
    "MergeProposal",
    "Mission",
    "MissionBudget",
    "MissionDecision",
    "MissionDeed",
    "MissionPart",
    "MissionReward",
    "MissionStep",
    "MissionVersion",
    "MonthEnd",
    "Movement",
    "Posting",
    "ProposedAdjustment",
    "Rule",
    "Tier",
    "TierStanding",
    "Voucher",
    "VoucherChoice",
    "VoucherEntry",
    "VoucherKind",
]
