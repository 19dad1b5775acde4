"""The boss radar: ranking, axes, funnel, heat map, hints, the wall, and the rows behind it all."""

from django.http import HttpRequest
from ninja import Query, Router

from keliu.accounts import public as accounts
from keliu.analytics.boss import services
from keliu.analytics.boss.rules import funnel as steps
from keliu.analytics.boss.rules.measures import AXES, BOSS, MEASURES
from keliu.analytics.boss.schemas import (
    AxisOut,
    BossBoard,
    BossBoardAsked,
    BossFunnel,
    BossHeat,
    BossHeatAsked,
    BossHints,
    BossRow,
    BossRowsAsked,
    BossSpanAsked,
    BossStaffAsked,
    BossWall,
    DismissalOut,
    DismissIn,
    FunnelRow,
    FunnelRowsAsked,
    HintOut,
    MeasureOut,
    RankedStaff,
    WallAsked,
    WallFigure,
    WallRank,
    checked,
)
from keliu.analytics.boss.selectors import board, funnel, heat, hints, measures, people, rows, wall
from keliu.analytics.boss.selectors.people import Span
from keliu.kit.paging import MOST, USUAL
from keliu.platform import lists
from keliu.platform.wire import Bilingual, ListAsked, Page, Ref

router = Router(tags=["boss"])


def _span(asked: BossSpanAsked) -> Span:
    return people.span(*checked(asked))


def _staff(asked: BossStaffAsked) -> list[int]:
    return people.chosen(lists.id_filter(asked.staff), lists.id_filter(asked.department))


@router.get("/boss/board", response=BossBoard)
@accounts.staff(BOSS)
def boss_board(request: HttpRequest, asked: Query[BossBoardAsked]) -> BossBoard:
    """Every colleague within reach with every measure, the span before, and the six axes."""
    at = _span(asked)
    with people.looking():
        found = board.board(at, lists.id_filter(asked.department))
    places = accounts.department_names(
        row.who.department_id for row in found.rows if row.who.department_id
    )
    return BossBoard(
        first=asked.first,
        last=asked.last,
        measures=[MeasureOut.of(one) for one in found.measures],
        axes=[
            AxisOut(key=one.key, label=Bilingual(zh=one.zh, en=one.en), measures=list(one.measures))
            for one in AXES
        ],
        rows=[RankedStaff.of(row, places) for row in found.rows],
        totals=found.totals,
        tops=found.tops,
    )


@router.get("/boss/rows", response=Page[BossRow])
@accounts.staff(BOSS)
def boss_rows(request: HttpRequest, asked: Query[BossRowsAsked]) -> Page[BossRow]:
    """The records behind a number of the ranking or of the heat map; `total=true` is that number.

    Of money the sum is in the rows; of waiting times the middle one; of days there is a row a day.
    """
    at = _span(asked)
    with people.looking():
        staff = _staff(asked)
        if asked.measure == "active_days":
            return _shown((rows.days(at, staff), None), None)
        found = measures.rows_of(asked.measure, at, staff)
        if asked.weekday and asked.hour is not None:
            found = heat.cell(asked.measure, at, staff, asked.weekday, asked.hour)
        return _page(found, measures.asked(asked.measure).at, asked)


def _page(found: measures.Rows, column: str, asked: ListAsked) -> Page[BossRow]:
    total = found.count() if asked.total else None
    return _shown(rows.page(found, column, cursor=asked.cursor, limit=asked.limit), total)


def _shown(found: rows.Lines, total: int | None) -> Page[BossRow]:
    lines, following = found
    names = rows.names(lines)
    items = [BossRow.of(one, names) for one in lines]
    return Page[BossRow](items=items, next=following, total=total)


@router.get("/boss/heat", response=BossHeat)
@accounts.staff(BOSS)
def boss_heat(request: HttpRequest, asked: Query[BossHeatAsked]) -> BossHeat:
    """When customers come, or when people work: weekday by hour."""
    at = _span(asked)
    with people.looking():
        cells = heat.heat(asked.what, at, _staff(asked))
    return BossHeat(what=asked.what, cells=cells, total=sum(map(sum, cells)))


@router.get("/boss/funnel", response=BossFunnel)
@accounts.staff(BOSS)
def boss_funnel(request: HttpRequest, asked: Query[BossStaffAsked]) -> BossFunnel:
    """How far the customers who came within the span got, until now."""
    at = _span(asked)
    with people.looking():
        found = funnel.came(at, _staff(asked))
    return BossFunnel.of(steps.steps(found.further, found.alone))


@router.get("/boss/funnel/rows", response=Page[FunnelRow])
@accounts.staff(BOSS)
def boss_funnel_rows(request: HttpRequest, asked: Query[FunnelRowsAsked]) -> Page[FunnelRow]:
    """The customers of one step, the latest to come first."""
    at = _span(asked)
    with people.looking():
        size = min(max(asked.limit or USUAL, 1), MOST)
        shown, following, many = funnel.page(at, _staff(asked), asked.step, asked.cursor, size)
    items = [FunnelRow(**one) for one in funnel.named(shown)]
    return Page[FunnelRow](items=items, next=following, total=many if asked.total else None)


@router.get("/boss/hints", response=BossHints)
@accounts.staff(BOSS)
def boss_hints(request: HttpRequest) -> BossHints:
    """What looks odd in the work of the last seven days, and what was looked into already."""
    with people.looking():
        staff = {one.id: one.name for one in people.people()}
        found = hints.hints(list(staff))
    aside = hints.dismissals(list(staff))
    return BossHints(
        items=[HintOut.of(one, staff) for one in found],
        dismissed=[DismissalOut.of(one, staff) for one in aside],
    )


@router.get("/boss/hints/{key}/{int:staff_id}/rows", response=Page[BossRow])
@accounts.staff(BOSS)
def boss_hint_rows(
    request: HttpRequest, key: str, staff_id: int, asked: Query[ListAsked]
) -> Page[BossRow]:
    """The evidence of a hint; `total=true` is its count."""
    with people.looking():
        found, column = hints.evidence(services.known(key), people.person(staff_id).id)
        return _page(found, column, asked)


@router.post("/boss/hints/{key}/{int:staff_id}/dismiss", response=DismissalOut)
@accounts.staff(BOSS)
def boss_hint_dismiss(
    request: HttpRequest, key: str, staff_id: int, given: DismissIn
) -> DismissalOut:
    """It was looked into: evidence up to the moment seen counts no more."""
    with people.looking():
        who = people.person(staff_id)
    row = services.hint_dismiss(key, who, until=given.seen_at, note=given.note)
    return DismissalOut.of(row, {who.id: who.name})


@router.post("/boss/hints/{key}/{int:staff_id}/recall", response={204: None})
@accounts.staff(BOSS)
def boss_hint_recall(request: HttpRequest, key: str, staff_id: int) -> None:
    """It counts again after all."""
    with people.looking():
        who = people.person(staff_id)
    services.hint_recall(key, who)


@router.get("/boss/wall", response=BossWall)
@accounts.staff(BOSS)
def boss_wall(request: HttpRequest, asked: Query[WallAsked]) -> BossWall:
    """Today for a big screen, as it is at this moment."""
    with people.looking():
        found = wall.wall(asked.by)
    return BossWall(
        at=found.at,
        day=found.day,
        merchant=found.merchant,
        figures=[_figure(key, *pair) for key, pair in found.figures.items()],
        looking=found.looking,
        hours=found.hours,
        yesterday=found.yesterday,
        ranks=[
            WallRank(staff=Ref(id=row.who.id, name=row.who.name), value=row.values[asked.by] or 0)
            for row in found.rows
        ],
        lines=found.lines,
    )


def _figure(key: str, value: int, previous: int) -> WallFigure:
    one = MEASURES[key]
    label = Bilingual(zh=one.zh, en=one.en)
    return WallFigure(key=key, label=label, unit=one.unit, value=value, previous=previous)
