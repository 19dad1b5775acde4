"""Members, the rules they live by, and their ledgers."""

from keliu.membership.models.ledgers import BalanceEntry, GrowthEntry, PointEntry
from keliu.membership.models.members import CheckIn, Member, TopUp
from keliu.membership.models.setup import Level, MemberRules, TopUpPlan

__all__ = [
    "BalanceEntry", "CheckIn", "GrowthEntry", "Level", "Member", "MemberRules", "PointEntry",
    "TopUp", "TopUpPlan",
]  # fmt: skip
