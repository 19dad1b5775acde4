"""The customer's own side: card, check-in, paying in, statement."""

from django.http import HttpRequest
from ninja import Query, Router

from keliu.accounts import public as accounts
from keliu.customers import public as customers
from keliu.kit import actor, scope
from keliu.kit.errors import NotFound, SignedOut
from keliu.membership.api.members import entries_of, statement_of
from keliu.membership.errors import NotAMember
from keliu.membership.models import Member
from keliu.membership.schemas.members import (
    CheckInOut,
    EntriesAsked,
    JoinIn,
    MemberEntry,
    MyTopUpIn,
    StatementAsked,
    StatementOut,
    TopUpOut,
    level_mark,
    qr_of,
)
from keliu.membership.schemas.visitor import MyCard, MyLevel, MyMembership, MyPlan, MyRules
from keliu.membership.selectors import members as questions
from keliu.membership.selectors import setup
from keliu.membership.services import daily, members, showing, top_ups
from keliu.platform.models import Merchant
from keliu.platform.wire import Page

router = Router(tags=["visitor"])


def _me() -> int:
    """The living customer behind the session. Raises SignedOut."""
    try:
        return customers.card(actor.current().customer_id or 0).id
    except NotFound as gone:
        raise SignedOut from gone


def _mine() -> Member:
    """My card. Raises NotAMember."""
    row = questions.main_of(_me())
    if row is None:
        raise NotAMember
    return row


def _card(row: Member) -> MyCard:
    higher, today = showing.next_level(row), setup.today()
    return MyCard(
        code=row.code,
        qr=qr_of(row.code),
        level=level_mark(row),
        growth=row.growth,
        points=row.points,
        balance_fen=row.balance_fen,
        gift_fen=row.gift_fen,
        state=row.state,
        frozen_reason=row.frozen_reason,
        joined_at=row.joined_at,
        running_out=showing.running_out(row),
        checked_today=row.checked_on == today,
        streak=showing.streak_now(row, today),
        next_level=higher.name if higher else "",
        next_growth=higher.growth if higher else None,
    )


@router.get("/visitor/member", response=MyMembership)
@accounts.visitor
def my_member(request: HttpRequest) -> MyMembership:
    """My card, and what members get here."""
    return _membership(_me())


def _membership(customer_id: int) -> MyMembership:
    row, rules = questions.main_of(customer_id), setup.rules()
    return MyMembership(
        active=rules.active,
        merchant=Merchant.objects.get(pk=scope.current()).name,
        card=_card(row) if row else None,
        rules=MyRules.model_validate(rules),
        levels=[MyLevel.model_validate(one) for one in setup.levels()],
        plans=[MyPlan.model_validate(one) for one in setup.plans()] if rules.top_up else [],
        today=setup.today(),
        birthday_known=customers.has_birthday(customer_id),
    )


@router.post("/visitor/member", response=MyMembership)
@accounts.visitor
def my_member_join(request: HttpRequest, payload: JoinIn) -> MyMembership:
    """Become a member."""
    customer_id = _me()
    members.join(customer_id)
    if payload.birthday:
        customers.birthday_given(customer_id, payload.birthday)
    return _membership(customer_id)


@router.post("/visitor/member/check-in", response=CheckInOut)
@accounts.visitor
def my_check_in(request: HttpRequest) -> CheckInOut:
    """Today's check-in."""
    done = daily.check_in(_me())
    return CheckInOut(day=done.day, streak=done.streak, points=done.points, total=_mine().points)


@router.get("/visitor/member/entries", response=Page[MemberEntry])
@accounts.visitor
def my_entries(request: HttpRequest, asked: Query[EntriesAsked]) -> Page[MemberEntry]:
    """One of my ledgers, newest first."""
    return entries_of(_mine(), asked, named=False)


@router.get("/visitor/member/statement", response=StatementOut)
@accounts.visitor
def my_statement(request: HttpRequest, asked: Query[StatementAsked]) -> StatementOut:
    """A month of one of my accounts."""
    return statement_of(_mine(), asked)


@router.post("/visitor/member/top-ups", response=TopUpOut)
@accounts.visitor
def my_top_up(request: HttpRequest, payload: MyTopUpIn) -> TopUpOut:
    """An order to be paid; its money is on the card once it is."""
    begun = top_ups.begin(_mine(), top_ups.of_plan(payload.plan_id))
    if begun.order_id is None:
        raise NotFound
    return TopUpOut(
        id=begun.pk, order_id=begun.order_id, total_fen=begun.pay_fen, state=begun.state
    )
