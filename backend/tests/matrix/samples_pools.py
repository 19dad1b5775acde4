"""How pools and hand-overs are used rightly. A shop answers 409: it has no pools."""

from typing import Any

from tests.matrix.samples import BOSS, Sample, _one, fixed, versioned
from tests.matrix.world import MatrixWorld

NO_POOLS: dict[str, Any] = {"also": (409,)}
RUNS: dict[str, Any] = {**BOSS, **NO_POOLS}


def _waiting(world: MatrixWorld, slots: dict[str, str]) -> dict[str, Any]:
    return {"customer_ids": [world.id("waiting")]}


def _given(world: MatrixWorld, slots: dict[str, str]) -> dict[str, Any]:
    return {**_waiting(world, slots), "staff_id": world.id("staff", "小赵")}


def _moved(world: MatrixWorld, slots: dict[str, str]) -> dict[str, Any]:
    return {**_waiting(world, slots), "pool_id": world.id("other_pool")}


def _handing(world: MatrixWorld, slots: dict[str, str]) -> dict[str, Any]:
    return {"staff_id": world.id("staff"), "receiver_ids": [world.id("staff", "小赵")]}


HANDING = {"staff_id": "staff", "receiver_ids[]": "staff"}
POOLS = {
    "pool_list": Sample(**RUNS),
    "pool_create": Sample(
        body=fixed(name="新公海"),
        body_ids={
            "staff_ids[]": "staff",
            "department_ids[]": "department",
            "manager_ids[]": "staff",
        },
        **RUNS,
    ),
    "pool_mine": Sample(**NO_POOLS),
    "pool_falling": Sample(**NO_POOLS),
    "pool_preview": Sample(body=fixed(rules={}), body_ids={"pool_id": "pool"}, **RUNS),
    "pool_get": _one("pool", **RUNS),
    "pool_update": _one(
        "pool",
        body=versioned("pool", name="改名"),
        body_ids={
            "staff_ids[]": "staff",
            "department_ids[]": "department",
            "manager_ids[]": "staff",
        },
        **RUNS,
    ),
    "pool_delete": _one("pool", **RUNS),
    "pool_customers": _one("pool", owned=False, **NO_POOLS),
    "pool_customer_open": Sample(
        path={"pool_id": "pool", "customer_id": "waiting"}, owned=False, **NO_POOLS
    ),
    "pool_claim": _one(
        "pool", owned=False, body=_waiting, body_ids={"customer_ids[]": "waiting"}, **NO_POOLS
    ),
    "pool_assign": _one(
        "pool",
        body=_given,
        body_ids={"customer_ids[]": "waiting", "staff_id": "staff"},
        needs="pool.write",
        **RUNS,
    ),
    "pool_move": _one(
        "pool",
        body=_moved,
        body_ids={"customer_ids[]": "waiting", "pool_id": "pool"},
        needs="pool.write",
        **RUNS,
    ),
    "customer_stay": _one("customer", **NO_POOLS),
    "customer_return": _one(
        "customer", body=fixed(reason="联系不上"), body_ids={"pool_id": "pool"}, **NO_POOLS
    ),
    "customer_extend": _one("customer", body=fixed(), **NO_POOLS),
    "customer_owners": _one("customer"),
    "handover_scope": _one("staff", actor="王总"),
    "handover_preview": Sample(body=_handing, body_ids=HANDING, actor="王总", also=(422,)),
    "handover_start": Sample(body=_handing, body_ids=HANDING, actor="王总", also=(409, 422)),
}
