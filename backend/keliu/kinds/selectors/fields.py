"""The fields of a kind as they stand now: built-in ones, custom ones and the form over both."""

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from typing import Any

import msgspec
from django.db.models import QuerySet

from keliu.accounts import public as door
from keliu.kinds.models import FieldDefinition, Form
from keliu.kinds.ports import CUSTOM, Choice, Field, Group, kind_of
from keliu.kit import scope
from keliu.platform import sql
from keliu.platform.pipeline import Question

# One statement, prepared: it runs with every record that is added.
HERE = "nullif(current_setting('keliu.merchant_id', true), '')::bigint"
KNOWN = """SELECT
 (SELECT json_agg(json_build_array(id, slug, label, type, required, "unique", "default", hint,
   max_length, least, most, "precision", choices, active, version, types) ORDER BY id)::text
  FROM kinds_fielddefinition WHERE merchant_id = %(m)s AND kind = %(k)s),
 (SELECT json_build_object('groups', groups, 'items', items)::text FROM kinds_form
  WHERE merchant_id = %(m)s AND kind = %(k)s)"""
NAMES = ("id", "slug", "label", "type", "required", "unique", "default", "hint", "max_length",
         "least", "most", "precision", "choices", "active", "version", "types")  # fmt: skip
PLACED = ("group", "width", "required", "hidden", "label")


def _memory(kind_name: str) -> str:
    return f"fields of {kind_name}"


def _memory_of_custom(kind_name: str) -> str:
    return f"custom fields of {kind_name}"


def forget(kind_name: str) -> None:
    """What was looked up is different now."""
    scope.memory().pop(_memory(kind_name), None)
    scope.memory().pop(_memory_of_custom(kind_name), None)


def fields_of(kind_name: str) -> list[Field]:
    """Built-in and active custom fields, in the order of the form. Raises NotFound."""
    return [field for field in all_fields(kind_name) if field.active]


def all_fields(kind_name: str) -> list[Field]:
    """Like `fields_of`, with the custom fields that were put away; looked up once per scope."""
    memory, name = scope.memory(), _memory(kind_name)
    if name not in memory:
        question = ahead(kind_name)
        learn(kind_name, sql.rows(question.text, question.values))
    known: list[Field] = memory[name]
    return known


def ahead(kind_name: str) -> Question:
    """What to ask together with something else, so that `all_fields` need not."""
    return Question(KNOWN, {"m": scope.current(), "k": kind_name})


def with_the_session(kind_name: str) -> door.Ahead:
    """The same for the door: the session's row tells PostgreSQL the merchant."""
    question = Question(KNOWN.replace("%(m)s", HERE), {"k": kind_name})
    return door.Ahead(question, lambda rows: learn(kind_name, rows))


def learn(kind_name: str, rows: list[Any]) -> None:
    """Keep what `ahead` was answered until the scope is left."""
    forget(kind_name)
    scope.memory()[_memory(kind_name)] = list(_read(kind_name, *rows[0]))


def custom_fields(kind_name: str) -> dict[str, Field]:
    """Active custom fields by slug; not to be changed."""
    memory, name = scope.memory(), _memory_of_custom(kind_name)
    if name not in memory:
        memory[name] = {field.slug: field for field in fields_of(kind_name) if field.custom}
    known: dict[str, Field] = memory[name]
    return known


@lru_cache(maxsize=512)
def _read(kind_name: str, definitions: str | None, form: str | None) -> tuple[Field, ...]:
    """The fields that two answers of PostgreSQL speak of; the same answers are read once."""
    kind = kind_of(kind_name)
    rows = msgspec.json.decode(definitions) if definitions else ()
    own = [custom_field(dict(zip(NAMES, row, strict=True))) for row in rows]
    shape = msgspec.json.decode(form) if form else {"groups": [], "items": []}
    groups = [group["key"] for group in shape["groups"]] or [group.key for group in kind.groups]
    return tuple(placed([*kind.fields, *own], shape["items"], groups))


def custom_field(row: dict[str, Any]) -> Field:
    """A definition as a field."""
    return Field(
        key=f"{CUSTOM}{row['slug']}",
        zh=row["label"],
        en=row["label"],
        type=row["type"],
        choices=tuple(choices_of(row["choices"])),
        required=row["required"],
        unique=row["unique"],
        default=row["default"],
        hint=row["hint"],
        max_length=row["max_length"],
        least=_bound(row["least"]),
        most=_bound(row["most"]),
        precision=row["precision"],
        sortable=row["type"] not in {"multi", "file", "long_text"},
        group="more",
        width="full" if row["type"] in {"long_text", "multi", "file"} else "half",
        active=row["active"],
        custom=True,
        id=row["id"],
        version=row["version"],
        types=tuple(row["types"]),
    )


def _bound(value: Any) -> int | float | None:
    """A stored bound as a plain number, whole when it is whole."""
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)


def choices_of(rows: Iterable[dict[str, Any]]) -> Iterable[Choice]:
    """Stored choices of a definition."""
    for row in rows:
        yield Choice(row["value"], row["label"], row["label"], retired=bool(row.get("retired")))


def placed(fields: list[Field], items: list[dict[str, Any]], groups: list[str]) -> list[Field]:
    """`fields` where a form puts them; what it does not mention comes last in its own group."""
    by_key = {item["key"]: item for item in items}
    dressed = [_dressed(field, by_key.get(field.key)) for field in fields]
    order = {item["key"]: at for at, item in enumerate(items)}
    known = {name: at for at, name in enumerate(groups)}

    def place(pair: tuple[int, Field]) -> tuple[int, int, int]:
        at, field = pair
        return known.get(field.group, len(known)), order.get(field.key, len(order)), at

    return [field for _, field in sorted(enumerate(dressed), key=place)]


def _dressed(field: Field, item: dict[str, Any] | None) -> Field:
    if item is None:
        return field
    changes: dict[str, Any] = {"group": item["group"], "width": item["width"]}
    changes["hidden"] = item["hidden"]
    if not field.custom:
        changes["required"] = field.required or item["required"]
        if item["label"]:
            changes |= {"zh": item["label"], "en": item["label"]}
    return replace(field, **changes)


def form_row(kind_name: str) -> Form:
    """The form as stored, or a new one that nobody changed yet."""
    return Form.objects.filter(kind=kind_name).first() or Form(kind=kind_name, version=0)


def groups_of(kind_name: str) -> list[Group]:
    """The headings of the form in order."""
    form = form_row(kind_name)
    if not form.groups:
        return list(kind_of(kind_name).groups)
    ours = {group.key: group for group in kind_of(kind_name).groups}
    return [_group(row, ours) for row in form.groups]


def _group(row: dict[str, str], ours: dict[str, Group]) -> Group:
    """A stored heading; one of ours keeps its English unless somebody gave it another name."""
    known = ours.get(row["key"])
    same = known is not None and known.zh == row["label"]
    return known if known and same else Group(row["key"], row["label"], row["label"])


def definitions(kind_name: str) -> "QuerySet[FieldDefinition]":
    """Custom fields of a kind, put away ones included."""
    return FieldDefinition.objects.filter(kind=kind_name).order_by("id")
