"""What screens show of a member beside its row."""

from datetime import date, timedelta

from keliu.accounts import public as accounts
from keliu.membership.models import Level, Member
from keliu.membership.selectors import members as questions
from keliu.membership.selectors import setup

VERBS = [questions.WRITE]


def next_level(member: Member) -> Level | None:
    """The level that comes next, if there is a higher one."""
    return setup.levels().filter(growth__gt=member.growth).first()


def can(member: Member) -> list[str]:
    """What the acting person may do with this member."""
    one = member.customer
    return accounts.can(one.owner_id, one.department_id, VERBS, "customer", one.pk)


def running_out(member: Member) -> int:
    """Points that end within thirty days."""
    return min(questions.running_out(member.pk, setup.today()), member.points)


def streak_now(member: Member, today: date) -> int:
    """How many days in a row, up to today or yesterday; a missed day ends it."""
    last = member.checked_on
    return member.streak if last and last >= today - timedelta(days=1) else 0
