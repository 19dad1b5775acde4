"""Types of customers that a merchant defines."""

from typing import Any, Literal

from django.http import HttpRequest
from ninja import Router
from pydantic import Field as Limit

from keliu.accounts import public as door
from keliu.kinds.models import RecordType
from keliu.kinds.selectors import types as questions
from keliu.kinds.services import types
from keliu.platform import records
from keliu.platform.wire import Asked, Id, Items, Text, Wire

router = Router(tags=["types"])
DESIGN = "field.write"
Base = Literal["person", "company"]


class TypeOut(Wire):
    """客户类型: `slug` is the value of a customer's `type`."""

    id: Id
    slug: str
    name: str
    base: Base
    color: str
    icon: str
    required: list[str]
    level: str
    active: bool
    position: int
    version: int


class TypeShape(Asked):
    color: Text = Limit("slate", max_length=10)
    icon: Text = Limit("user", max_length=12)
    required: list[str] = Limit([], max_length=50)
    level: Literal["", "A", "B", "C"] = ""


class TypeIn(TypeShape):
    name: Text = Limit(min_length=1, max_length=20)
    base: Base


class TypePatch(TypeShape):
    name: Text = Limit("", min_length=1, max_length=20)
    position: int = Limit(0, ge=0, le=1000)
    version: int


def _out(row: RecordType) -> TypeOut:
    return TypeOut.model_validate(row)


def _shown(row: RecordType) -> Any:
    return _out(row).model_dump(mode="json")


def _found(type_id: int, *, active: bool) -> RecordType:
    return records.find(RecordType.objects.filter(kind=types.KIND, active=active), type_id)


@router.get("/customer-types", response=Items[TypeOut])
@door.staff()
def type_list(request: HttpRequest) -> Items[TypeOut]:
    """The merchant's own types, those put away at the end; forms and lists name customers by it."""
    rows = sorted(questions.types_of(types.KIND), key=lambda row: not row.active)
    return Items[TypeOut](items=[_out(row) for row in rows])


@router.post("/customer-types", response=TypeOut)
@door.staff(DESIGN)
def type_create(request: HttpRequest, payload: TypeIn) -> TypeOut:
    """Define a type; its base says whether it is a person or a company, which never changes."""
    return _out(types.type_add(**payload.model_dump()))


@router.patch("/customer-types/{int:type_id}", response=TypeOut)
@door.staff(DESIGN)
def type_update(request: HttpRequest, type_id: int, payload: TypePatch) -> TypeOut:
    """Change a type: name, colour, what it demands."""
    row = _found(type_id, active=True)
    changes = payload.model_dump(exclude_unset=True, exclude={"version"})
    return _out(types.type_change(row, version=payload.version, changes=changes, current=_shown))


@router.delete("/customer-types/{int:type_id}", response={204: None})
@door.staff(DESIGN)
def type_delete(request: HttpRequest, type_id: int) -> None:
    """Put a type away: no longer offered, customers keep it; `restore` brings it back."""
    types.type_switch(_found(type_id, active=True), active=False)


@router.post("/customer-types/{int:type_id}/restore", response=TypeOut)
@door.staff(DESIGN)
def type_restore(request: HttpRequest, type_id: int) -> TypeOut:
    """Offer a type again that was put away."""
    return _out(types.type_switch(_found(type_id, active=False), active=True))
