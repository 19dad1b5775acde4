"""What a customer's type brings along: whether it is a person or a company, and a first level."""

from typing import Any

from keliu.kinds import public as kinds
from keliu.kit.errors import Invalid

KIND = "customer"


def typed(fields: dict[str, Any], *, kind: str = "", before: str = "") -> dict[str, Any]:
    """`fields` with what their type says; `kind` and `before` are what the customer is now.

    A type says what a customer is, so another kind alone takes the type away. Raises Invalid.
    """
    slug = fields.get("type", before)
    if not slug:
        return fields
    chosen = kinds.type_of(KIND, slug)
    if "type" not in fields:
        other = chosen is not None and fields.get("kind", kind) != chosen.base
        return {**fields, "type": ""} if other else fields
    if chosen is None or not (chosen.active or slug == before):
        raise Invalid(fields={"type": "没有这个客户类型,可能已停用,请刷新后再选"})
    found = {**fields, "kind": chosen.base}
    if not kind and chosen.level:
        found["level"] = found.get("level") or chosen.level
    return found
