"""The only ways a balance moves: under the member's row lock, once for a cause, with an entry.

Lock order everywhere: order → its payments → goods → member → customer.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from keliu.kit import actor, clock, ids, scope
from keliu.kit.money import yuan
from keliu.membership.errors import BalanceShort, PointsShort
from keliu.membership.models import BalanceEntry, GrowthEntry, Level, Member, PointEntry
from keliu.membership.rules import points as law
from keliu.membership.rules.money import Parts
from keliu.membership.selectors import setup
from keliu.platform import sql

# One statement moves the column and adds the entry that says so; the caller holds the row, so that
# the entry of the same cause would be seen here.
MOVED = """WITH moved AS (
   UPDATE membership_member m SET {column} = m.{column} + %(change)s, updated_at = %(now)s
   WHERE m.merchant_id = %(m)s AND m.id = %(member)s AND m.{column} + %(change)s >= 0
     AND NOT EXISTS (SELECT FROM {ledger} e WHERE e.merchant_id = %(m)s
       AND e.member_id = %(member)s AND e.kind = %(kind)s AND e.ref = %(ref)s)
   RETURNING m.{column} AS after
 ) INSERT INTO {ledger}
   (id, merchant_id, member_id, kind, ref, change, after, order_id, note, by_id, created_at{more})
 SELECT %(id)s, %(m)s, %(member)s, %(kind)s, %(ref)s, %(change)s, after, %(order)s, %(note)s,
   %(by)s, %(now)s{values} FROM moved RETURNING after"""
POINTS = MOVED.format(
    column="points", ledger="membership_pointentry", more=", expires_on", values=", %(expires)s"
)
GROWTH = MOVED.format(column="growth", ledger="membership_growthentry", more="", values="")
BALANCE = """WITH moved AS (
   UPDATE membership_member m SET balance_fen = m.balance_fen + %(change)s,
     gift_fen = m.gift_fen + %(gift)s, updated_at = %(now)s
   WHERE m.merchant_id = %(m)s AND m.id = %(member)s AND m.gift_fen + %(gift)s >= 0
     AND m.balance_fen + %(change)s >= m.gift_fen + %(gift)s
     AND NOT EXISTS (SELECT FROM membership_balanceentry e WHERE e.merchant_id = %(m)s
       AND e.member_id = %(member)s AND e.kind = %(kind)s AND e.ref = %(ref)s)
   RETURNING m.balance_fen AS after, m.gift_fen AS gift_after
 ) INSERT INTO membership_balanceentry (id, merchant_id, member_id, kind, ref, change, gift_change,
   after, gift_after, order_id, note, by_id, created_at)
 SELECT %(id)s, %(m)s, %(member)s, %(kind)s, %(ref)s, %(change)s, %(gift)s, after, gift_after,
   %(order)s, %(note)s, %(by)s, %(now)s FROM moved RETURNING after, gift_after"""
Ledger = type[PointEntry] | type[GrowthEntry] | type[BalanceEntry]


@dataclass(frozen=True)
class Cause:
    """Why a balance moves; the same kind and ref move it once."""

    kind: str
    ref: str
    order_id: int | None = None
    note: str = ""


def hold(member_id: int) -> Member:
    """Lock a member until the transaction ends."""
    return Member.objects.select_for_update().get(pk=member_id)


def points(member: Member, change: int, cause: Cause, expires_on: date | None = None) -> bool:
    """Move a held member's points; False when this cause has moved them. Raises PointsShort."""
    if change == 0:
        return False
    row = sql.one(POINTS, {**_told(member, change, cause), "expires": expires_on})
    if row is not None:
        member.points = row[0]
    elif not _known(PointEntry, member, cause):
        raise PointsShort(need=-change, have=member.points)
    return row is not None


def grant(member: Member, change: int, cause: Cause) -> bool:
    """Points that come in, to live as long as the rules say."""
    months = setup.rules().points_months
    return points(member, change, cause, law.expires_on(setup.today(), months))


def growth(member: Member, change: int, cause: Cause) -> bool:
    """Move a held member's growth, never below nothing; the level follows."""
    change = max(change, -member.growth)
    row = sql.one(GROWTH, _told(member, change, cause)) if change else None
    if row is None:
        return False
    member.growth = row[0]
    relevel(member)
    return True


def balance(member: Member, change: Parts, cause: Cause) -> bool:
    """Move a held member's stored value by its parts. Raises BalanceShort."""
    if change == Parts(0, 0):
        return False
    row = sql.one(BALANCE, {**_told(member, change.total, cause), "gift": change.gift})
    if row is not None:
        member.balance_fen, member.gift_fen = row
    elif not _known(BalanceEntry, member, cause):
        raise BalanceShort(need=yuan(-change.total), have=yuan(member.balance_fen))
    return row is not None


def parts(member: Member) -> Parts:
    """A member's stored value by where it came from."""
    return Parts(member.balance_fen - member.gift_fen, member.gift_fen)


def relevel(member: Member) -> Level | None:
    """Put a held member on the level that its growth reaches; the level if it is a new one."""
    known = [(one.growth, one) for one in setup.levels()]
    level = law.level_of(member.growth, known)
    if (level.pk if level else None) == member.level_id:
        return None
    Member.objects.filter(pk=member.pk).update(level=level)
    member.level = level
    return level


def _known(ledger: Ledger, member: Member, cause: Cause) -> bool:
    """Whether this cause has moved the balance before."""
    rows = ledger.objects.filter(member_id=member.pk, kind=cause.kind, ref=cause.ref)
    return rows.exists()


def _told(member: Member, change: int, cause: Cause) -> dict[str, Any]:
    return {
        "id": ids.new(), "m": scope.current(), "member": member.pk, "change": change,
        "kind": cause.kind, "ref": cause.ref, "order": cause.order_id, "note": cause.note,
        "by": actor.current().staff_id, "now": clock.now(),
    }  # fmt: skip
