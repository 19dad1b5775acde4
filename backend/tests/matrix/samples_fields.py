"""How fields and forms are used rightly."""

from typing import Any

from keliu.kinds.models import Form
from tests.matrix.samples import BOSS, Sample, fixed, versioned
from tests.matrix.world import MatrixWorld

CUSTOMERS: dict[str, Any] = {"words": {"kind": "customer"}}


def _form_version(world: MatrixWorld) -> int:
    with world.company.inside():
        return Form.objects.filter(kind="customer").values_list("version", flat=True).first() or 0


def _arranged(world: MatrixWorld, slots: dict[str, str]) -> dict[str, Any]:
    groups = [{"key": "basic", "label": "基本信息"}]
    items = [{"key": "name", "group": "basic"}]
    return {"version": _form_version(world), "groups": groups, "items": items}


def _reset(world: MatrixWorld, slots: dict[str, str]) -> dict[str, Any]:
    return {"version": _form_version(world)}


def _field(**more: Any) -> Sample:
    return Sample(path={"field_id": "field"}, **CUSTOMERS, **BOSS, **more)


def _type(**more: Any) -> Sample:
    return Sample(path={"type_id": "recordtype"}, **BOSS, **more)


def _phrase(**more: Any) -> Sample:
    return Sample(path={"phrase_id": "phrase"}, **BOSS, **more)


FIELDS = {
    "kind_list": Sample(),
    "region_tree": Sample(),
    "preset_list": Sample(**BOSS),
    "preset_get": Sample(words={"trade": "fruit"}, **BOSS),
    "preset_use": Sample(body=fixed(trade="fruit"), **BOSS),
    "type_list": Sample(),
    "type_create": Sample(body=fixed(name="新类型", base="person"), **BOSS),
    "type_update": _type(body=versioned("recordtype", name="改名")),
    "type_delete": _type(),
    "type_restore": _type(on="deleted", body=fixed()),
    "phrase_list": Sample(),
    "phrase_create": Sample(body=fixed(text="新的一句"), **BOSS),
    "phrase_order": Sample(body=fixed(ids=[]), body_ids={"ids[]": "phrase"}, also=(422,), **BOSS),
    "phrase_update": _phrase(body=versioned("phrase", text="换个说法")),
    "phrase_delete": _phrase(),
    "reference_list": Sample(
        query_ids={"person": "staff", "department": "department", "file": "file"}
    ),
    "field_list": Sample(needs="customer.read", **CUSTOMERS),
    "field_list_all": Sample(**CUSTOMERS, **BOSS),
    "field_create": Sample(body=fixed(label="新字段", type="text"), **CUSTOMERS, **BOSS),
    "field_update": _field(body=versioned("field", hint="写全称")),
    "field_delete": _field(),
    "field_restore": _field(on="deleted", body=fixed()),
    "form_update": Sample(body=_arranged, **CUSTOMERS, **BOSS),
    "form_reset": Sample(body=_reset, **CUSTOMERS, **BOSS),
}
