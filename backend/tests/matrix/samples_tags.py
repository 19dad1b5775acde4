"""How tags, rules and segments are used rightly."""

from typing import Any

from tests.matrix.samples import BOSS, Sample, _one, an, fixed, linked, versioned
from tests.matrix.world import MatrixWorld


def _records(world: MatrixWorld, slots: dict[str, str]) -> dict[str, Any]:
    return {"kind": "customer", "ids": [world.id("customer")]}


def _tagged(world: MatrixWorld, slots: dict[str, str]) -> dict[str, Any]:
    return {**_records(world, slots), "add": [world.id("tag")]}


FILTER = {"field": "level", "op": "is", "value": "A"}

TAGS = {
    "tag_list": Sample(),
    "tag_group_create": Sample(body=fixed(name="新组"), **BOSS),
    "tag_group_update": Sample(
        path={"group_id": "taggroup"}, body=versioned("taggroup", name="改名"), **BOSS
    ),
    "tag_group_delete": Sample(path={"group_id": "taggroup"}, also=(409,), **BOSS),
    "tag_create": Sample(
        body=linked(group_id=an("taggroup"), name="新标签"),
        body_ids={"group_id": "taggroup"},
        **BOSS,
    ),
    "tag_update": _one("tag", body=versioned("tag", name="改名"), **BOSS),
    "tag_delete": _one("tag", **BOSS),
    "tags_of": Sample(body=_records, needs="customer.read"),
    "tags_change": Sample(body=_tagged, body_ids={"add[]": "tag"}, needs="customer.write"),
    "tags_bulk": Sample(body=_tagged, body_ids={"add[]": "tag"}, needs="customer.write"),
    "tag_rule_list": Sample(**BOSS),
    "tag_rule_create": Sample(
        body=linked(name="新规则", kind="customer", tag_id=an("tag"), filter=FILTER),
        body_ids={"tag_id": "tag"},
        **BOSS,
    ),
    "tag_rule_update": Sample(
        path={"rule_id": "tagrule"}, body=versioned("tagrule", active=False), **BOSS
    ),
    "tag_rule_delete": Sample(path={"rule_id": "tagrule"}, **BOSS),
    "segment_list": Sample(),
    "segment_create": Sample(body=fixed(name="新人群", kind="customer", filter=FILTER), **BOSS),
    "segment_update": _one("segment", body=versioned("segment", note="说明"), **BOSS),
    "segment_delete": _one("segment", **BOSS),
}
