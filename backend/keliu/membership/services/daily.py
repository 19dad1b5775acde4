"""Check-ins, birthdays, and points that run out."""

from datetime import date

from django.db import transaction

from keliu.kit import scope
from keliu.membership.errors import CheckedIn, CheckInOff
from keliu.membership.models import CheckIn, Member, PointEntry
from keliu.membership.rules import points as law
from keliu.membership.selectors import setup
from keliu.membership.services import ledgers, members
from keliu.membership.services.ledgers import Cause
from keliu.platform import sql

BATCH = 500
# Whose points have run out and are not spent: what came in and ended, against all that went out.
ENDED = """SELECT m.id, g.n - coalesce(d.n, 0) FROM (
   SELECT member_id, sum(change) AS n FROM membership_pointentry
   WHERE merchant_id = %(m)s AND expires_on < %(day)s AND change > 0 AND member_id > %(after)s
   GROUP BY member_id
 ) g JOIN membership_member m ON m.merchant_id = %(m)s AND m.id = g.member_id
 LEFT JOIN LATERAL (
   SELECT -sum(change) AS n FROM membership_pointentry
   WHERE merchant_id = %(m)s AND member_id = g.member_id AND change < 0
 ) d ON true
 WHERE g.n > coalesce(d.n, 0) ORDER BY m.id LIMIT %(most)s"""
BORN = """SELECT m.id, extract(month FROM c.birthday)::int, extract(day FROM c.birthday)::int
 FROM membership_member m JOIN customers_customer c
   ON c.merchant_id = %(m)s AND c.id = m.customer_id
 WHERE m.merchant_id = %(m)s AND m.main AND m.id > %(after)s AND c.birthday IS NOT NULL
   AND c.deleted_at IS NULL AND extract(month FROM c.birthday) = %(month)s
 ORDER BY m.id LIMIT %(most)s"""


@transaction.atomic
def check_in(customer_id: int) -> CheckIn:
    """Today's check-in with its points. Raises CheckedIn, CheckInOff, NotAMember, MemberFrozen."""
    rules = setup.rules()
    if not (rules.active and rules.check_in_points):
        raise CheckInOff
    held, today = members.usable(customer_id), setup.today()
    if held.checked_on is not None and held.checked_on >= today:
        raise CheckedIn
    day = law.streak(held.checked_on, held.streak, today)
    points = law.check_in_points(day, rules.check_in_points, rules.check_in_steps)
    row = CheckIn(member=held, day=today, streak=day, points=points)
    row.save(force_insert=True)
    Member.objects.filter(pk=held.pk).update(streak=day, checked_on=today)
    ledgers.grant(held, points, Cause("check_in", f"day:{today}"))
    return row


def birthdays(after: int, today: date) -> int | None:
    """Presents for those who celebrate today, a batch of members; where to go on, or None."""
    rules = setup.rules()
    if not (rules.active and rules.birthday_points):
        return None
    asked = {"m": scope.current(), "after": after, "month": today.month, "most": BATCH}
    found = sql.rows(BORN, asked)
    for member_id, month, day in found:
        if law.has_birthday((month, day), today):
            held = ledgers.hold(member_id)
            cause = Cause("birthday", f"year:{today.year}")
            ledgers.grant(held, rules.birthday_points, cause)
    return found[-1][0] if len(found) == BATCH else None


def expire(after: int, today: date) -> int | None:
    """Take away points whose last day is over, a batch of members; where to go on, or None."""
    asked = {"m": scope.current(), "after": after, "day": today, "most": BATCH}
    found = sql.rows(ENDED, asked)
    for member_id, _ in found:
        _expire(member_id, today)
    return found[-1][0] if len(found) == BATCH else None


def _expire(member_id: int, today: date) -> None:
    """Counted again under the member's lock: they may just have been spent."""
    held = ledgers.hold(member_id)
    rows = PointEntry.objects.filter(member_id=member_id).values_list("change", "expires_on")
    changes = list(rows)
    grants = sum(n for n, ends in changes if n > 0 and ends is not None and ends < today)
    gone = law.to_expire(grants, -sum(n for n, _ in changes if n < 0))
    ledgers.points(held, -min(gone, held.points), Cause("expire", f"day:{today}:{grants}"))
