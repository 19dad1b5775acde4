"""Questions about a merchant's rules, levels and top-up plans."""

from datetime import date

from django.db.models import Count, QuerySet

from keliu.kit import clock
from keliu.membership.models import Level, Member, MemberRules, TopUpPlan
from keliu.platform import merchants


def rules() -> MemberRules:
    """The merchant's rules; the usual ones while nobody has saved any."""
    return MemberRules.objects.first() or MemberRules()


def levels() -> QuerySet[Level]:
    """The levels from the lowest."""
    rows: QuerySet[Level] = Level.objects.filter(deleted_at__isnull=True)
    return rows.order_by("growth", "id")


def members_by_level() -> dict[int | None, int]:
    """How many members each level has."""
    return dict(Member.objects.values_list("level_id").annotate(n=Count("id")).order_by())


def plans() -> QuerySet[TopUpPlan]:
    """What can be paid in, the smallest first."""
    rows: QuerySet[TopUpPlan] = TopUpPlan.objects.filter(deleted_at__isnull=True)
    return rows.order_by("pay_fen", "id")


def today() -> date:
    """The day by the merchant's clock."""
    return clock.local_day(clock.now(), merchants.timezone())
