"""How lists, views and work on many records are used rightly."""

from typing import Any

from tests.matrix.samples import Sample, fixed, versioned
from tests.matrix.world import MatrixWorld

LEVEL_A = {"field": "level", "op": "is", "value": "A"}
OF_CUSTOMERS: dict[str, Any] = {"words": {"kind": "customer"}}


def _bulk(world: MatrixWorld, slots: dict[str, str]) -> dict[str, Any]:
    return {"action": "edit", "ids": [world.id("customer")], "changes": {"level": "A"}}


def _order(world: MatrixWorld, slots: dict[str, str]) -> dict[str, Any]:
    return {"views": [world.id("view")], "opens": None}


OWN_VIEW: dict[str, Any] = {"path": {"view_id": "view"}, "owned": False, "personal": True}

LISTS = {
    "filter_fields": Sample(needs="customer.read", **OF_CUSTOMERS),
    "filter_described": Sample(body=fixed(filter=LEVEL_A), needs="customer.read", **OF_CUSTOMERS),
    "filter_count": Sample(body=fixed(filter=LEVEL_A), needs="customer.read", **OF_CUSTOMERS),
    "bulk_start": Sample(body=_bulk, needs="customer.write", **OF_CUSTOMERS),
    "view_list": Sample(**OF_CUSTOMERS),
    "view_create": Sample(
        body=fixed(name="新视图", filter=LEVEL_A), needs="customer.read", **OF_CUSTOMERS
    ),
    "view_arrange": Sample(body=_order, body_ids={"views[]": "view"}, **OF_CUSTOMERS),
    "view_update": Sample(body=versioned("view", name="改名"), **OWN_VIEW),
    "view_delete": Sample(**OWN_VIEW),
    "view_restore": Sample(body=fixed(), on="deleted", **OWN_VIEW),
}
