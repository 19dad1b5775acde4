"""Shapes of the pool endpoints."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any, Literal, cast

import msgspec
from pydantic import Field

from keliu.accounts import public as accounts
from keliu.customers.models import Customer, Ownership, Pool
from keliu.customers.rules import pools as law
from keliu.customers.schemas import Kind, Level, Source
from keliu.customers.selectors import pools as questions
from keliu.customers.services.pools.claims import Taken
from keliu.customers.services.pools.desk import Desk, closed, waits
from keliu.kinds import public as kinds
from keliu.kit.errors import KeliuError
from keliu.platform.wire import Asked, Custom, Id, ListAsked, Moment, Ref, Said, Text, Wire

Days = dict[Level, int]
Hideable = Literal[
    "name", "company", "position", "phone_masked", "wechat_name", "region", "industry",
    "previous_owner",
]  # fmt: skip
Why = Literal["followup", "opportunity", "deal", "contract"]
Some = Annotated[list[Id], Field(min_length=1, max_length=100)]


class PoolRulesShape(Asked):
    daily_claims: int | None = None
    daily_views: int | None = None
    person_holds: int | None = None
    department_holds: int | None = None
    won_count: bool = True
    cool_down_days: int = 0
    new_hours: int = 0
    protect_days: int = 0
    followup_days: Days = {}
    opportunity_days: Days = {}
    deal_days: Days = {}
    contract_days: Days = {}
    exempt_won: bool = True
    exempt_open: bool = True
    exempt_contract: bool = True
    warn_days: int = 3
    extension_days: int = 0
    hidden: list[Hideable] = []

    def law(self) -> law.PoolRules:
        """As the law knows them."""
        return msgspec.convert(self.model_dump(), law.PoolRules)


class PoolFields(Asked):
    staff_ids: list[Id] | None = Field(None, max_length=500)
    department_ids: list[Id] | None = Field(None, max_length=500)
    manager_ids: list[Id] | None = Field(None, max_length=100)
    rules: PoolRulesShape | None = None

    def given(self) -> dict[str, Any]:
        """The fields really sent, rules aside; no list means an empty one."""
        sent = {name: getattr(self, name) for name in self.model_fields_set - {"version", "rules"}}
        return {name: [] if value is None else value for name, value in sent.items()}


class PoolIn(PoolFields):
    name: Text = Field(min_length=1, max_length=40)


class PoolPatch(PoolFields):
    name: Text = Field("", max_length=40)
    version: int


class PoolPreviewIn(Asked):
    pool_id: Id | None = None
    staff_ids: list[Id] = Field([], max_length=500)
    department_ids: list[Id] = Field([], max_length=500)
    rules: PoolRulesShape


class PoolPreviewOut(Wire):
    tonight: int
    soon: int
    people: int
    why: dict[Why, int]


class PoolOut(Wire):
    id: Id
    name: str
    is_default: bool
    staff: list[Ref]
    departments: list[Ref]
    managers: list[Ref]
    rules: PoolRulesShape
    count: int
    version: int

    @staticmethod
    def all(pools: list[Pool]) -> "list[PoolOut]":
        """Pools with the names of everybody in them, in a constant number of queries."""
        people = {one for pool in pools for one in [*pool.staff_ids, *pool.manager_ids]}
        names = accounts.names({*people})
        places = accounts.department_names({one for pool in pools for one in pool.department_ids})
        counts = questions.counts()
        return [
            PoolOut(
                id=pool.pk, name=pool.name, is_default=pool.is_default,
                staff=_refs(pool.staff_ids, names), departments=_refs(pool.department_ids, places),
                managers=_refs(pool.manager_ids, names), rules=_rules(pool),
                count=counts.get(pool.pk, 0), version=pool.version,
            )
            for pool in pools
        ]  # fmt: skip


def _refs(ids: Iterable[int], names: dict[int, str]) -> list[Ref]:
    return [Ref(id=one, name=names[one]) for one in ids if one in names]


def _rules(pool: Pool) -> PoolRulesShape:
    return PoolRulesShape(**msgspec.to_builtins(questions.rules_of(pool)))


class ReasonOut(Wire):
    """Why something is refused; `until` is when it works again."""

    code: str
    message: Said
    until: str | None

    @staticmethod
    def of(refusal: KeliuError) -> "ReasonOut":
        return ReasonOut(
            code=refusal.code, message=refusal.text, until=refusal.details.get("until")
        )


class PoolMine(Wire):
    """A pool as one of its people sees it."""

    id: Id
    name: str
    count: int
    manager: bool
    taken: int
    limit: int | None
    seen: int
    views: int | None
    held: int
    holds: int | None
    cool_down_days: int
    new_hours: int
    hidden: list[str]
    closed: ReasonOut | None

    @staticmethod
    def of(desk: Desk, taken: int, seen: int, count: int) -> "PoolMine":
        refused = closed(desk, taken)
        return PoolMine(
            id=desk.pool.pk,
            name=desk.pool.name,
            count=count,
            manager=questions.manages(desk.pool),
            taken=taken,
            limit=desk.rules.daily_claims,
            seen=seen,
            views=desk.rules.daily_views,
            held=desk.mine.counted(desk.rules),
            holds=desk.rules.person_holds,
            cool_down_days=desk.rules.cool_down_days,
            new_hours=desk.rules.new_hours,
            hidden=list(desk.rules.hidden),
            closed=ReasonOut.of(refused) if refused else None,
        )


class PoolCustomer(Wire):
    """A customer in a pool; what the pool hides reads *** until claimed."""

    id: Id
    name: str
    kind: Kind
    company: str
    position: str
    phone_masked: str
    wechat_name: str
    level: Level
    source: Source
    region: str
    industry: str
    score: int
    deal_state: Literal["none", "open", "won"]
    visit_count: int
    last_visit_at: Moment | None
    last_followup_at: Moment | None
    created_at: Moment
    pool_since: Moment
    previous_owner: Ref | None
    waits: ReasonOut | None

    @staticmethod
    def all(rows: list[Customer], desk: Desk, *, whole: bool) -> "list[PoolCustomer]":
        """A page of the pool, covered unless `whole`, with why each has to wait."""
        names = accounts.names({row.previous_owner_id for row in rows})
        return [_pool_customer(row, desk, names, whole=whole) for row in rows]


PLAIN = [
    name for name in PoolCustomer.model_fields if name not in {"id", "previous_owner", "waits"}
]


def _pool_customer(
    row: Customer, desk: Desk, names: dict[int, str], *, whole: bool
) -> PoolCustomer:
    before, refused = row.previous_owner_id, waits(desk, row)
    known = {name: getattr(row, name) for name in PLAIN}
    known["previous_owner"] = Ref(id=before, name=names[before]) if before in names else None
    shown = _shown(row, known, desk, whole=whole, place="list")
    return PoolCustomer(id=row.pk, waits=ReasonOut.of(refused) if refused else None, **shown)


def _shown(
    row: Customer, known: dict[str, Any], desk: Desk, *, whole: bool, place: kinds.Place
) -> dict[str, Any]:
    """Without what the pool hides (unless `whole`) and without what the role may not see."""
    covered = known if whole else law.covered(desk.rules, known)
    return kinds.conceal("customer", covered, place)


class PoolCustomerOut(PoolCustomer):
    """The details of a customer in a pool, and what is left of today's looks."""

    gender: Literal["male", "female", ""]
    lifecycle: str
    note: str
    custom: Custom
    past: "list[OwnerInterval]"
    seen: int
    views: int | None

    @staticmethod
    def of(
        row: Customer, desk: Desk, past: "list[Ownership]", seen: int, *, whole: bool
    ) -> "PoolCustomerOut":
        """One customer as far as the pool shows it; who had it only when the pool tells."""
        plain = PoolCustomer.all([row], desk, whole=whole)[0].model_dump()
        more = {name: getattr(row, name) for name in ("gender", "lifecycle", "note")}
        more["custom"] = dict(row.custom or {})
        told = whole or "previous_owner" not in desk.rules.hidden
        return PoolCustomerOut(
            **plain | _shown(row, more, desk, whole=whole, place="detail"),
            past=OwnerInterval.all(past) if told else [],
            seen=seen,
            views=desk.rules.daily_views,
        )


class PoolCustomersAsked(ListAsked):
    level: str | None = None


class ClaimIn(Asked):
    customer_ids: Some


class GiveIn(Asked):
    customer_ids: Some
    staff_id: Id


class PoolMoveIn(Asked):
    customer_ids: Some
    pool_id: Id


class RefusedOut(ReasonOut):
    id: Id


class TakenOut(Wire):
    ids: list[Id]
    refused: list[RefusedOut]

    @staticmethod
    def of(taken: Taken) -> "TakenOut":
        refused = [
            RefusedOut(id=one, **ReasonOut.of(why).model_dump()) for one, why in taken.refused
        ]
        return TakenOut(ids=taken.ids, refused=refused)


class MovedOut(Wire):
    ids: list[Id]


class ReturnIn(Asked):
    reason: Text = Field(min_length=1, max_length=200)
    pool_id: Id | None = None


class StayOut(Wire):
    """How long a customer stays with the owner, and where they go then."""

    owner: Ref | None
    pool: Ref | None
    falls_on: date | None
    days_left: int | None
    why: Why | None
    why_days: int | None
    extended_days: int
    extension_days: int
    extension_refused: str
    may_return: bool
    return_refused: str


class OwnerInterval(Wire):
    """One interval of a customer's owner history."""

    id: Id
    owner: Ref
    since: Moment
    until: Moment | None
    how: str
    end_how: str
    reason: str
    by: Ref | None

    @staticmethod
    def all(rows: list[Ownership]) -> "list[OwnerInterval]":
        names = accounts.names({row.by_id for row in rows})
        return [
            OwnerInterval(
                owner=Ref(id=row.owner.pk, name=row.owner.name),
                by=Ref(id=row.by_id, name=names[row.by_id]) if row.by_id in names else None,
                **{name: getattr(row, name) for name in INTERVAL},
            )
            for row in rows
        ]


PoolCustomerOut.model_rebuild()
INTERVAL = ("id", "since", "until", "how", "end_how", "reason")


class FallingAsked(ListAsked):
    owner: Literal["me", "all"] = "me"


class FallingOut(Wire):
    id: Id
    name: str
    level: Level
    owner: Ref | None
    falls_on: date
    days_left: int
    why: Why
    last_followup_at: Moment | None

    @staticmethod
    def of(row: Customer, falls_on: date, days_left: int, why: str) -> "FallingOut":
        return FallingOut(
            id=row.pk,
            name=row.name,
            level=cast(Level, row.level),
            owner=Ref(id=row.owner.pk, name=row.owner.name) if row.owner else None,
            falls_on=falls_on,
            days_left=days_left,
            why=cast(Why, why),
            last_followup_at=row.last_followup_at,
        )
