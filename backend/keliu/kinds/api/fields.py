"""Fields and forms of every kind of record."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from keliu.accounts import public as door
from keliu.kinds.models import FieldDefinition
from keliu.kinds.ports import Kind, Ports, kind_of
from keliu.kinds.schemas import (
    FieldIn,
    FieldOut,
    FieldPatch,
    FieldsOut,
    FormIn,
    KindOut,
    ReferenceOut,
    ReferencesAsked,
    definition_out,
)
from keliu.kinds.selectors import fields as questions
from keliu.kinds.selectors import references, rights
from keliu.kinds.services import fields, forms, types
from keliu.kit import actor, regions
from keliu.kit.errors import Forbidden
from keliu.platform import records
from keliu.platform.wire import Bilingual, Items, VersionIn

router = Router(tags=["kinds"])
DESIGN = "field.write"


def _readable(name: str) -> Kind:
    """A kind whose records the acting person works with. Raises NotFound, Forbidden."""
    kind = kind_of(name)
    if not actor.current().may(kind.read):
        raise Forbidden(permission=kind.read)
    return kind


def _form(kind: Kind) -> FieldsOut:
    seen = rights.visible_fields(kind.name)
    return FieldsOut.of(kind, [one for one in questions.fields_of(kind.name) if one.key in seen])


def _definition(name: str, field_id: int, *, active: bool = True) -> FieldDefinition:
    kind_of(name)
    return records.find(questions.definitions(name).filter(active=active), field_id)


def _shown(row: FieldDefinition) -> Any:
    return definition_out(row).model_dump(mode="json")


@router.get("/kinds", response=Items[KindOut])
@door.staff()
def kind_list(request: HttpRequest) -> Items[KindOut]:
    """The kinds of records that the acting person works with."""
    mine = [kind for kind in Ports.kinds.values() if actor.current().may(kind.read)]
    return Items[KindOut](
        items=[
            KindOut(name=one.name, label=Bilingual(zh=one.zh, en=one.en), read=one.read,
                    write=one.write)
            for one in mine
        ]
    )  # fmt: skip


@router.get("/kinds/references", response=Items[ReferenceOut])
@door.staff()
def reference_list(request: HttpRequest, asked: Query[ReferencesAsked]) -> Items[ReferenceOut]:
    """The names behind the ids of people, departments and files that fields hold."""
    found = references.named(asked.person, asked.department, asked.file)
    return Items[ReferenceOut](items=[ReferenceOut.model_validate(one) for one in found])


@router.get("/kinds/{kind}/fields", response=FieldsOut)
@door.staff()
def field_list(request: HttpRequest, kind: str) -> FieldsOut:
    """The form of a kind: groups and fields in order, without those the role may not see."""
    return _form(_readable(kind))


@router.get("/kinds/{kind}/fields/all", response=FieldsOut)
@door.staff(DESIGN)
def field_list_all(request: HttpRequest, kind: str) -> FieldsOut:
    """The form with everything on it, fields that were put away included."""
    return FieldsOut.of(kind_of(kind), questions.all_fields(kind))


@router.post("/kinds/{kind}/fields", response=FieldOut)
@door.staff(DESIGN)
def field_create(request: HttpRequest, kind: str, payload: FieldIn) -> FieldOut:
    """Add a custom field; its slug names its values and never changes."""
    types.assert_known(kind, payload.types)
    return definition_out(fields.field_define(kind, given=payload.given()))


@router.patch("/kinds/{kind}/fields/{int:field_id}", response=FieldOut)
@door.staff(DESIGN)
def field_update(request: HttpRequest, kind: str, field_id: int, payload: FieldPatch) -> FieldOut:
    """Change a custom field; values that are stored already stay."""
    row = _definition(kind, field_id)
    types.assert_known(kind, payload.types)
    changed = fields.field_change(row, version=payload.version, given=payload.given(), shown=_shown)
    return definition_out(changed)


@router.delete("/kinds/{kind}/fields/{int:field_id}", response={204: None})
@door.staff(DESIGN)
def field_delete(request: HttpRequest, kind: str, field_id: int) -> None:
    """Put a custom field away: off forms and lists, its values stay; `restore` brings it back."""
    fields.field_put_away(_definition(kind, field_id))


@router.post("/kinds/{kind}/fields/{int:field_id}/restore", response=FieldOut)
@door.staff(DESIGN)
def field_restore(request: HttpRequest, kind: str, field_id: int) -> FieldOut:
    """Use a field again that was put away; its values are there again."""
    return definition_out(fields.field_bring_back(_definition(kind, field_id, active=False)))


@router.put("/kinds/{kind}/form", response=FieldsOut)
@door.staff(DESIGN)
def form_update(request: HttpRequest, kind: str, payload: FormIn) -> FieldsOut:
    """Arrange the form of a kind: groups, order, width, what must be filled in."""
    found = kind_of(kind)
    given = payload.model_dump()
    forms.form_arrange(kind, **given, shown=lambda: _all(found).model_dump(mode="json"))
    return _all(found)


def _all(kind: Kind) -> FieldsOut:
    return FieldsOut.of(kind, questions.all_fields(kind.name))


@router.post("/kinds/{kind}/form/reset", response=FieldsOut)
@door.staff(DESIGN)
def form_reset(request: HttpRequest, kind: str, payload: VersionIn) -> FieldsOut:
    """The form as it comes: built-in groups and order, custom fields at the end."""
    found = kind_of(kind)
    forms.form_reset(
        kind, version=payload.version, shown=lambda: _all(found).model_dump(mode="json")
    )
    return _all(found)


@router.get("/regions", response=list[Any])
@door.public
def region_tree(request: HttpRequest) -> door.Body:
    """省市区: [code, name, [children]] from the province down; the same for everybody."""
    answer = door.Body(regions.tree_json())
    answer["Cache-Control"] = "public, max-age=604800"
    return answer
