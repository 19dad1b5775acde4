"""Pools: looking in, claiming, giving, and setting them up."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from keliu.accounts import public as door
from keliu.customers.models import Pool
from keliu.customers.pools_schemas import (
    ClaimIn,
    FallingAsked,
    FallingOut,
    GiveIn,
    MovedOut,
    PoolCustomer,
    PoolCustomerOut,
    PoolCustomersAsked,
    PoolIn,
    PoolMine,
    PoolMoveIn,
    PoolOut,
    PoolPatch,
    PoolPreviewIn,
    PoolPreviewOut,
    TakenOut,
)
from keliu.customers.rules import pools as law
from keliu.customers.selectors import falling, pool_lists
from keliu.customers.selectors import pools as questions
from keliu.customers.services.pools import claims, desk, letting_go, pools, views
from keliu.kit import actor
from keliu.platform import lists
from keliu.platform.wire import Items, Page

router = Router(tags=["pools"])


def _shown(pool: Pool) -> PoolOut:
    return PoolOut.all([pool])[0]


@router.get("/pools", response=Items[PoolOut])
@door.staff("pool.write")
def pool_list(request: HttpRequest) -> Items[PoolOut]:
    """Every pool with its rules, the default one first."""
    questions.in_company_mode()
    return Items[PoolOut](items=PoolOut.all(list(questions.everything())))


@router.post("/pools", response=PoolOut)
@door.staff("pool.write")
def pool_create(request: HttpRequest, payload: PoolIn) -> PoolOut:
    """A new pool; without members it is for everybody."""
    questions.in_company_mode()
    return _shown(pools.pool_create(fields=_fields(payload)))


def _fields(payload: Any) -> dict[str, Any]:
    given: dict[str, Any] = payload.given()
    if payload.rules is not None:
        given["rules"] = pools.rules_checked(payload.rules.law())
    return {name: value for name, value in given.items() if name != "name" or value}


@router.get("/pools/mine", response=Items[PoolMine])
@door.staff("pool.claim")
def pool_mine(request: HttpRequest) -> Items[PoolMine]:
    """The pools I may look into, with what is left of today's quota and of my capacity."""
    questions.in_company_mode()
    me, counts = actor.current().staff_id or 0, questions.counts()
    taken, seen = questions.taken_today(me), questions.seen_today(me)
    desks = desk.look(questions.mine(), me)
    rows = [
        PoolMine.of(
            one,
            taken.get(one.pool.pk, 0),
            len(seen.get(one.pool.pk, ())),
            counts.get(one.pool.pk, 0),
        )
        for one in desks
    ]
    return Items[PoolMine](items=rows)


@router.get("/pools/falling", response=Page[FallingOut])
@door.staff("customer.read")
def pool_falling(request: HttpRequest, asked: Query[FallingAsked]) -> Page[FallingOut]:
    """Customers who fall into a pool within the days it warns before, the most urgent first."""
    questions.in_company_mode()
    own = asked.owner == "me"
    found, following = falling.soon(own=own, cursor=asked.cursor, limit=asked.limit)
    rows = [FallingOut.of(*one) for one in pool_lists.named(found)]
    total = falling.soon_count(own=own) if asked.total else None
    return Page[FallingOut](items=rows, next=following, total=total)


@router.post("/pools/preview", response=PoolPreviewOut)
@door.staff("pool.write")
def pool_preview(request: HttpRequest, payload: PoolPreviewIn) -> PoolPreviewOut:
    """What these rules would do tonight, before they are saved."""
    pool = questions.find(payload.pool_id) if payload.pool_id else None
    rules = payload.rules.law()
    pools.rules_checked(rules)
    who = law.Members(
        pool.pk if pool else 0,
        pool.is_default if pool else False,
        frozenset(payload.staff_ids),
        frozenset(payload.department_ids),
    )
    return PoolPreviewOut.model_validate(falling.preview(pool, rules, who))


@router.get("/pools/{pool_id}", response=PoolOut)
@door.staff("pool.write")
def pool_get(request: HttpRequest, pool_id: int) -> PoolOut:
    """One pool with its rules."""
    return _shown(questions.find(pool_id))


@router.patch("/pools/{pool_id}", response=PoolOut)
@door.staff("pool.write")
def pool_update(request: HttpRequest, pool_id: int, payload: PoolPatch) -> PoolOut:
    """Change name, members, managers or rules; rules are replaced as a whole."""
    pool = questions.find(pool_id)
    return _shown(
        pools.pool_update(
            pool,
            version=payload.version,
            changes=_fields(payload),
            current=lambda row: _shown(row).model_dump(mode="json"),
        )
    )


@router.delete("/pools/{pool_id}", response={204: None})
@door.staff("pool.write")
def pool_delete(request: HttpRequest, pool_id: int) -> None:
    """Delete an empty pool."""
    pools.pool_delete(questions.find(pool_id))


@router.get("/pools/{pool_id}/customers", response=Page[PoolCustomer])
@door.staff("pool.claim")
def pool_customers(
    request: HttpRequest, pool_id: int, asked: Query[PoolCustomersAsked]
) -> Page[PoolCustomer]:
    """Who waits in a pool, the latest first, with why I may not claim somebody."""
    pool = questions.find(pool_id)
    rows = pool_lists.waiting(pool, level=asked.level, q=asked.q)
    sort = lists.choose(pool_lists.SORTS, asked.sort)
    found, following = lists.page(rows, sort, cursor=asked.cursor, limit=asked.limit)
    (seen,) = desk.look([pool], actor.current().staff_id or 0)
    items = PoolCustomer.all(found, seen, whole=questions.manages(pool))
    total = rows.count() if asked.total else None
    return Page[PoolCustomer](items=items, next=following, total=total)


@router.post("/pools/{pool_id}/customers/{customer_id}/open", response=PoolCustomerOut)
@door.staff("pool.claim")
def pool_customer_open(request: HttpRequest, pool_id: int, customer_id: int) -> PoolCustomerOut:
    """The details of one who waits; counts against today's looks, once a day for each customer."""
    pool = questions.find(pool_id)
    row, count = views.customer_open(pool, customer_id)
    (seen,) = desk.look([pool], actor.current().staff_id or 0)
    past = list(pool_lists.owners(row.pk))
    return PoolCustomerOut.of(row, seen, past, count, whole=questions.manages(pool))


@router.post("/pools/{pool_id}/claim", response=TakenOut)
@door.staff("pool.claim")
def pool_claim(request: HttpRequest, pool_id: int, payload: ClaimIn) -> TakenOut:
    """Claim customers; when none can be had, the first refusal is the answer."""
    return TakenOut.of(claims.claim(questions.find(pool_id), payload.customer_ids))


@router.post("/pools/{pool_id}/assign", response=TakenOut)
@door.staff("pool.claim")
def pool_assign(request: HttpRequest, pool_id: int, payload: GiveIn) -> TakenOut:
    """Give customers of a pool to a colleague, as one of its managers."""
    pool = questions.find(pool_id, manager=True)
    chosen = door.owner_choice(payload.staff_id, "staff_id")
    return TakenOut.of(claims.give(pool, payload.customer_ids, chosen.id))


@router.post("/pools/{pool_id}/move", response=MovedOut)
@door.staff("pool.claim")
def pool_move(request: HttpRequest, pool_id: int, payload: PoolMoveIn) -> MovedOut:
    """Move customers to another pool, as one of the managers."""
    pool = questions.find(pool_id, manager=True)
    return MovedOut(ids=letting_go.customers_move(pool, payload.customer_ids, payload.pool_id))
