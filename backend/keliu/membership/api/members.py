"""Members, for staff."""

from typing import Any

from django.db.models import Sum
from django.http import HttpRequest
from ninja import Query, Router

from keliu.accounts import public as accounts
from keliu.customers import public as customers
from keliu.kit import clock
from keliu.kit.errors import NotFound
from keliu.membership.models import Member
from keliu.membership.schemas import members as schemas
from keliu.membership.schemas.members import (
    CorrectionIn,
    EntriesAsked,
    JoinMemberIn,
    MemberCardOut,
    MemberEntry,
    MemberFigures,
    MemberRow,
    MembersAsked,
    ReasonIn,
    StatementAsked,
    StatementOut,
    TopUpIn,
    TopUpOut,
)
from keliu.membership.selectors import members as questions
from keliu.membership.selectors import setup
from keliu.membership.services import members, showing, top_ups
from keliu.platform import lists, merchants
from keliu.platform.wire import Page, Ref

router = Router(tags=["members"])
READ, WRITE = questions.READ, questions.WRITE


def _out(row: Member) -> MemberCardOut:
    higher = showing.next_level(row)
    return MemberCardOut(
        **MemberRow.columns(row),
        frozen_reason=row.frozen_reason,
        streak=row.streak,
        checked_on=row.checked_on,
        running_out=showing.running_out(row),
        next_level=Ref(id=higher.pk, name=higher.name) if higher else None,
        next_growth=higher.growth if higher else None,
        can=showing.can(row),
    )


@router.get("/members", response=Page[MemberRow])
@accounts.staff(READ)
def member_list(request: HttpRequest, asked: Query[MembersAsked]) -> Page[MemberRow]:
    """Members within reach; `q` is a member number, a telephone number or part of a name."""
    rows = questions.for_list(
        q=asked.q, level=asked.level, state=asked.state, customer=asked.customer
    )
    sort = lists.choose(questions.SORTS, asked.sort)
    found, following = lists.page(rows, sort, cursor=asked.cursor, limit=asked.limit)
    items = [MemberRow(**MemberRow.columns(row)) for row in found]
    total = rows.count() if asked.total else None
    return Page[MemberRow](items=items, next=following, total=total)


@router.post("/members", response=MemberCardOut)
@accounts.staff(WRITE)
def member_create(request: HttpRequest, payload: JoinMemberIn) -> MemberCardOut:
    """Make a customer a member; one who is already stays as they are."""
    one = customers.find(payload.customer_id, WRITE)
    return _out(questions.find(members.join(one.id, by_staff=True).pk, WRITE))


@router.get("/members/figures", response=MemberFigures)
@accounts.staff(READ)
def member_figures(request: HttpRequest) -> MemberFigures:
    """How many members, and what the shop owes them."""
    rows = questions.reachable().order_by()
    first, _ = clock.day_bounds(setup.today().replace(day=1), merchants.timezone())
    sums = rows.aggregate(points=Sum("points"), balance=Sum("balance_fen"), gift=Sum("gift_fen"))
    return MemberFigures(
        members=rows.count(),
        new_this_month=rows.filter(joined_at__gte=first).count(),
        points=sums["points"] or 0,
        balance_fen=sums["balance"] or 0,
        gift_fen=sums["gift"] or 0,
    )


@router.get("/members/lookup", response=MemberCardOut)
@accounts.staff(READ)
def member_lookup(request: HttpRequest, code: str) -> MemberCardOut:
    """The member behind a scanned or typed member number or telephone number."""
    return _out(questions.look_up(code[:40]))


@router.get("/members/{int:member_id}", response=MemberCardOut)
@accounts.staff(READ)
def member_get(request: HttpRequest, member_id: int) -> MemberCardOut:
    """One member."""
    return _out(questions.find(member_id))


@router.get("/members/{int:member_id}/entries", response=Page[MemberEntry])
@accounts.staff(READ)
def member_entries(
    request: HttpRequest, member_id: int, asked: Query[EntriesAsked]
) -> Page[MemberEntry]:
    """A ledger, newest first."""
    return entries_of(questions.find(member_id), asked, named=True)


def entries_of(row: Member, asked: EntriesAsked, *, named: bool) -> Page[MemberEntry]:
    """A page of a ledger; customers do not see which colleague wrote an entry."""
    rows: Any = questions.entries(row.pk, asked.account)
    if asked.month:
        rows = questions.in_month(rows, schemas.month_of(asked.month, setup.today()))
    found, following = lists.page(rows, lists.NEWEST, cursor=asked.cursor, limit=asked.limit)
    by = accounts.names({one.by_id for one in found}) if named else {}
    items = [MemberEntry.of(one, asked.account, by) for one in found]
    return Page[MemberEntry](items=items, next=following)


@router.get("/members/{int:member_id}/statement", response=StatementOut)
@accounts.staff(READ)
def member_statement(
    request: HttpRequest, member_id: int, asked: Query[StatementAsked]
) -> StatementOut:
    """A month of one account."""
    return statement_of(questions.find(member_id), asked)


def statement_of(row: Member, asked: StatementAsked) -> StatementOut:
    """What was there before a month, came, went, and was there after."""
    month = schemas.month_of(asked.month, setup.today())
    before, came, went, after = questions.statement(row.pk, asked.account, month)
    return StatementOut(
        account=asked.account, month=f"{month:%Y-%m}", before=before, came=came, went=went,
        after=after,
    )  # fmt: skip


@router.post("/members/{int:member_id}/freeze", response=MemberCardOut)
@accounts.staff(WRITE)
def member_freeze(request: HttpRequest, member_id: int, payload: ReasonIn) -> MemberCardOut:
    """Nothing can be spent or paid in until it is thawed."""
    return _out(members.freeze(questions.find(member_id, WRITE), reason=payload.reason))


@router.post("/members/{int:member_id}/thaw", response=MemberCardOut)
@accounts.staff(WRITE)
def member_thaw(request: HttpRequest, member_id: int, payload: ReasonIn) -> MemberCardOut:
    """It can be used again."""
    return _out(members.thaw(questions.find(member_id, WRITE), reason=payload.reason))


@router.post("/members/{int:member_id}/corrections", response=MemberCardOut)
@accounts.staff(WRITE)
def member_correct(request: HttpRequest, member_id: int, payload: CorrectionIn) -> MemberCardOut:
    """Put a balance right, with a reason."""
    given = members.Correction(payload.account, payload.change, payload.reason)
    return _out(members.correct(questions.find(member_id, WRITE), given))


@router.post("/members/{int:member_id}/fold", response=MemberCardOut)
@accounts.staff(WRITE)
def member_fold(request: HttpRequest, member_id: int) -> MemberCardOut:
    """Pour a second card, left by a merge of customers, into the main one."""
    return _out(members.fold(questions.find(member_id, WRITE)))


@router.post("/members/{int:member_id}/top-ups", response=TopUpOut)
@accounts.staff(WRITE)
def member_top_up(request: HttpRequest, member_id: int, payload: TopUpIn) -> TopUpOut:
    """Money taken at the counter: it is on the card at once."""
    row = questions.find(member_id, WRITE)
    fen = payload.pay_fen
    amount = top_ups.Amount(fen) if fen else top_ups.of_plan(payload.plan_id or 0)
    done = top_ups.receive(row, amount, method=payload.method, note=payload.note)
    if done.order_id is None:
        raise NotFound
    return TopUpOut(id=done.pk, order_id=done.order_id, total_fen=done.pay_fen, state=done.state)
