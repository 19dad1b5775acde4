"""Who may be meant already, and pairs of customers that may be one."""

from typing import Any, Literal, cast

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from keliu.accounts import public as door
from keliu.customers import selectors
from keliu.customers.models import Customer, DuplicatePair, DuplicateScan
from keliu.customers.rules import duplicates as law
from keliu.customers.selectors import duplicates as questions
from keliu.customers.selectors.duplicates import Duplicate
from keliu.customers.services.duplicates import hints, pairs, scan
from keliu.kit.errors import NotFound
from keliu.platform import lists
from keliu.platform.wire import Bilingual, Id, Items, ListAsked, Moment, Page, Ref, Text, Wire

router = Router(tags=["duplicates"])
Level = Literal["sure", "likely", "maybe"]
LEAST = {"sure": law.SURE, "likely": law.LIKELY, "maybe": law.MAYBE}


class DuplicateReason(Wire):
    code: str
    label: Bilingual


class DuplicateOut(Wire):
    """`customer` is null where it is out of reach: then only that there is somebody."""

    customer: Ref | None
    name: str
    subtitle: str
    strength: int
    level: Level
    reasons: list[DuplicateReason]

    @staticmethod
    def of(one: Duplicate) -> "DuplicateOut":
        known = one.customer_id
        return DuplicateOut(
            customer=Ref(id=known, name=one.name) if known else None,
            name=one.name,
            subtitle=one.subtitle,
            strength=one.strength,
            level=cast(Level, law.level(one.strength)),
            reasons=[_reason(sign.code) for sign in one.reasons],
        )


def _reason(code: str) -> DuplicateReason:
    sign = law.SIGNS[code]
    return DuplicateReason(code=code, label=Bilingual(zh=sign.zh, en=sign.en))


class DuplicatesAsked(Schema):
    """What somebody is about to save; `but` is the customer that is being changed."""

    name: Text = Field("", max_length=60)
    phone: Text = Field("", max_length=30)
    email: Text = Field("", max_length=100)
    company: Text = Field("", max_length=80)
    kind: Literal["person", "company", ""] = ""
    region: Text = Field("", max_length=60)
    but: str | None = None


class PairSide(Wire):
    """One of a pair; without an id it is a colleague's customer."""

    id: Id | None
    name: str
    kind: str
    company: str
    phone_masked: str
    region: str
    owner: str
    level: str
    created_at: Moment | None
    updated_at: Moment | None
    version: int
    mergeable: bool


class PairRow(Wire):
    id: Id
    low: PairSide
    high: PairSide
    reasons: list[DuplicateReason]
    strength: int
    level: Level
    state: Literal["open", "dismissed", "merged"]
    found_at: Moment
    decided_at: Moment | None
    version: int

    @staticmethod
    def of(row: DuplicatePair, seen: set[int], may: set[int]) -> "PairRow":
        return PairRow(
            id=row.pk,
            low=_side(row.low, seen, may),
            high=_side(row.high, seen, may),
            reasons=[_reason(code) for code in row.reasons],
            strength=row.strength,
            level=cast(Level, law.level(row.strength)),
            state=cast(Any, row.state),
            found_at=row.found_at,
            decided_at=row.decided_at,
            version=row.version,
        )


def _side(row: Customer, seen: set[int], may: set[int]) -> PairSide:
    known = row.pk in seen
    return PairSide(
        id=row.pk if known else None,
        name=row.name if known else questions.SOMEBODY,
        kind=row.kind if known else "",
        company=row.company if known else "",
        phone_masked=row.phone_masked if known else "",
        region=row.region if known else "",
        owner=row.owner.name if known and row.owner else "",
        level=row.level if known else "",
        created_at=row.created_at if known else None,
        updated_at=row.updated_at if known else None,
        version=row.version if known else 0,
        mergeable=row.pk in may,
    )


class PairsAsked(ListAsked):
    state: Literal["open", "dismissed", "merged"] = "open"
    level: Level = "maybe"


class ScanOut(Wire):
    """How far the search has come; `looked` of `total` customers in this round."""

    running: bool
    looked: int
    total: int
    found: int
    started_at: Moment | None
    finished_at: Moment | None

    @staticmethod
    def of(row: DuplicateScan | None) -> "ScanOut":
        found = row or DuplicateScan()
        return ScanOut(
            running=found.running,
            looked=found.looked,
            total=max(found.total, found.looked),
            found=found.found,
            started_at=found.started_at,
            finished_at=found.finished_at,
        )


@router.get("/customers/duplicates", response=Items[DuplicateOut])
@door.staff("customer.write")
def customer_duplicates(request: HttpRequest, asked: Query[DuplicatesAsked]) -> Items[DuplicateOut]:
    """Who may be meant already, before a customer is saved."""
    values = asked.model_dump(exclude={"but"})
    found = hints.duplicates_of(values, but=lists.id_filter(asked.but))
    return Items[DuplicateOut](items=[DuplicateOut.of(one) for one in found])


@router.get("/duplicates", response=Page[PairRow])
@door.staff("customer.merge")
def duplicate_list(request: HttpRequest, asked: Query[PairsAsked]) -> Page[PairRow]:
    """Pairs that may be one, the likeliest first."""
    rows = questions.pairs_for_list(state=asked.state, least=LEAST[asked.level])
    found, following = lists.page(rows, questions.SORT, cursor=asked.cursor, limit=asked.limit)
    seen, may = _reach(found)
    items = [PairRow.of(row, seen, may) for row in found]
    return Page[PairRow](items=items, next=following, total=rows.count() if asked.total else None)


def _reach(found: list[DuplicatePair]) -> tuple[set[int], set[int]]:
    """Of all customers in these pairs: whom one may see, and whom one may merge."""
    people = {one for row in found for one in (row.low_id, row.high_id)}
    seen = selectors.within("customer.read").filter(pk__in=people)
    may = selectors.reachable("customer.merge").filter(pk__in=people)
    return set(seen.values_list("id", flat=True)), set(may.values_list("id", flat=True))


@router.get("/duplicates/scan", response=ScanOut)
@door.staff("customer.merge")
def duplicate_scan_state(request: HttpRequest) -> ScanOut:
    """How far the search for duplicates has come."""
    return ScanOut.of(scan.state())


@router.post("/duplicates/scan", response=ScanOut)
@door.staff("customer.merge")
def duplicate_scan(request: HttpRequest) -> ScanOut:
    """Search all customers now, in the background; a running search goes on."""
    return ScanOut.of(scan.begin(whole=True))


def _pair(pair_id: int) -> DuplicatePair:
    """A pair of which one side at least is one's own to merge."""
    for state in ("open", "dismissed"):
        rows = questions.pairs_for_list(state=state, least=0)
        row = rows.filter(pk=pair_id).first()
        if row is not None:
            return row
    raise NotFound


@router.post("/duplicates/{pair_id}/dismiss", response=PairRow)
@door.staff("customer.merge")
def duplicate_dismiss(request: HttpRequest, pair_id: int) -> PairRow:
    """These are not the same; the search leaves them alone from now on."""
    row = pairs.pair_decide(_pair(pair_id), to="dismissed")
    return PairRow.of(row, *_reach([row]))


@router.post("/duplicates/{pair_id}/reopen", response=PairRow)
@door.staff("customer.merge")
def duplicate_reopen(request: HttpRequest, pair_id: int) -> PairRow:
    """They may be the same after all."""
    row = pairs.pair_decide(_pair(pair_id), to="open")
    return PairRow.of(row, *_reach([row]))
