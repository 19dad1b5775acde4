"""What stands behind the radar: what came in, what was refused, websites, how long it is kept."""

from django.conf import settings
from django.http import HttpRequest
from ninja import Query, Router

from keliu.accounts import public as door
from keliu.catalog import public as catalog
from keliu.kit import clock
from keliu.kit.paging import Sort
from keliu.platform import lists, merchants, records
from keliu.platform.wire import Bilingual, Items, Page, Ref
from keliu.radar import selectors_intake as questions
from keliu.radar.models import Keeping, Quarantined, Site
from keliu.radar.rules import intake, kinds, origins
from keliu.radar.schemas import DayAsked
from keliu.radar.schemas_intake import (
    IntakeHour,
    IntakeState,
    KeepingIn,
    KeepingOut,
    QuarantineAsked,
    QuarantinedRow,
    RefusedSum,
    SiteIn,
    SiteOut,
    SourceSum,
)
from keliu.radar.services import keeping as keeps
from keliu.radar.services import sites

router = Router(tags=["radar"])
SORTS = (Sort("-at", "at", descending=True, kind="time"),)
PERMISSION = "radar.setup"


@router.get("/radar/intake", response=IntakeState)
@door.staff(PERMISSION)
def radar_intake(request: HttpRequest, asked: Query[DayAsked]) -> IntakeState:
    """A day of events by the hour and by source, and what was refused in thirty days."""
    zone = merchants.timezone()
    day = asked.day or clock.local_day(clock.now(), zone)
    start, end = clock.day_bounds(day, zone)
    found = questions.hours_between(start, end)
    none = {"events": 0, "anonymous": 0, "visitors": 0, "dwell_ms": 0}
    return IntakeState(
        day=day.isoformat(),
        hours=[IntakeHour(at=at, **found.get(at, none)) for at in questions.hours_of(start, end)],
        sources=[_source(*one) for one in questions.sources_between(start, end)],
        stored=sum(one["events"] for one in found.values()),
        refused=[RefusedSum(reason=why, words=intake.WORDS.get(why, why), count=count)
                 for why, count in questions.refused_since(day)],
        dictionary_version=kinds.VERSION,
        kinds=len(kinds.KINDS),
    )  # fmt: skip


def _source(source: str, events: int) -> SourceSum:
    zh, en = origins.SOURCES.get(source, (source, source))
    return SourceSum(source=source, name=Bilingual(zh=zh, en=en), events=events)


@router.get("/radar/quarantine", response=Page[QuarantinedRow])
@door.staff(PERMISSION)
def radar_quarantine(request: HttpRequest, asked: Query[QuarantineAsked]) -> Page[QuarantinedRow]:
    """Rows that were refused, as they came, newest first; kept for thirty days."""
    rows = questions.quarantined(asked.reason)
    sort = lists.choose(SORTS, asked.sort)
    found, following = lists.page(rows, sort, cursor=asked.cursor, limit=asked.limit)
    codes = catalog.codes([row.code_id for row in found])
    total = rows.count() if asked.total else None
    return Page[QuarantinedRow](
        items=[_quarantined(row, codes) for row in found], next=following, total=total
    )


def _quarantined(row: Quarantined, codes: dict[int, catalog.CodeFace]) -> QuarantinedRow:
    code = codes[row.code_id]
    return QuarantinedRow(
        id=row.pk,
        at=row.at,
        reason=row.reason,
        words=intake.WORDS.get(row.reason, row.reason),
        event_id=row.event_id,
        raw=row.raw,
        code=code.code,
        card=Ref(id=code.card_id, name=code.card_name),
    )


# --- websites ---------------------------------------------------------------------------------


def _snippet(code: str) -> str:
    return f'<script async src="{settings.BASE_URL}/t.js" data-code="{code}"></script>'


def _sites(rows: list[Site]) -> list[SiteOut]:
    codes = catalog.codes([row.code_id for row in rows])
    pages = sites.pages_of([row.pk for row in rows])
    return [
        SiteOut(
            id=row.pk,
            host=row.host,
            code=codes[row.code_id].code,
            code_id=row.code_id,
            channel=codes[row.code_id].channel,
            card=Ref(id=codes[row.code_id].card_id, name=codes[row.code_id].card_name),
            pages=pages.get(row.pk, 0),
            seen_at=row.seen_at,
            snippet=_snippet(codes[row.code_id].code),
        )
        for row in rows
    ]


@router.get("/radar/sites", response=Items[SiteOut])
@door.staff(PERMISSION)
def radar_sites(request: HttpRequest) -> Items[SiteOut]:
    """The merchant's own websites, with the line to put into their pages."""
    return Items[SiteOut](items=_sites(list(questions.sites())))


@router.post("/radar/sites", response=SiteOut)
@door.staff(PERMISSION)
def radar_site_add(request: HttpRequest, payload: SiteIn) -> SiteOut:
    """Register a website; its visits join the trail under one of the cards' codes."""
    return _sites([sites.site_add(host=payload.host, code_id=payload.code_id)])[0]


@router.delete("/radar/sites/{site_id}", response={204: None})
@door.staff(PERMISSION)
def radar_site_remove(request: HttpRequest, site_id: int) -> None:
    """Stop listening to a website."""
    sites.site_remove(records.find(questions.sites(), site_id))


# --- keeping ----------------------------------------------------------------------------------


def _keeping(row: Keeping) -> KeepingOut:
    return KeepingOut(
        days=row.days, least=keeps.LEAST_DAYS, most=keeps.MOST_DAYS, version=row.version
    )


@router.get("/radar/keeping", response=KeepingOut)
@door.staff(PERMISSION)
def radar_keeping(request: HttpRequest) -> KeepingOut:
    """How long single events are kept; counts stay."""
    return _keeping(keeps.keeping())


@router.patch("/radar/keeping", response=KeepingOut)
@door.staff(PERMISSION)
def radar_keeping_set(request: HttpRequest, payload: KeepingIn) -> KeepingOut:
    """Keep events longer or shorter."""
    return _keeping(keeps.keeping_set(days=payload.days, version=payload.version))
