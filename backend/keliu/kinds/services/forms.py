"""Arranging a form: groups, order, width, what must be filled in, what is not asked for."""

from collections.abc import Callable
from typing import Any

from django.db import transaction

from keliu.kinds import rules
from keliu.kinds.models import Form
from keliu.kinds.ports import Field, kind_of
from keliu.kinds.selectors import fields as questions
from keliu.kinds.services.fields import alone
from keliu.kit import clock
from keliu.kit.errors import Invalid, Stale
from keliu.platform import audit


@transaction.atomic
def form_arrange(
    kind_name: str,
    *,
    version: int,
    groups: list[dict[str, str]],
    items: list[dict[str, Any]],
    shown: Callable[[], Any],
) -> None:
    """Put the fields of a kind where `items` says, in order. Raises Invalid, Stale.

    Fields that are not named stay, at the end of their own group; what must be filled in of a
    custom field belongs to the field itself.
    """
    kind_of(kind_name)
    form = _held(kind_name, version, shown)
    _sound_groups(groups)
    arranged = _sound_items(questions.fields_of(kind_name), {one["key"] for one in groups}, items)
    _save(form, groups, arranged)


@transaction.atomic
def form_reset(kind_name: str, *, version: int, shown: Callable[[], Any]) -> None:
    """The form as it comes. Raises Stale."""
    kind_of(kind_name)
    _save(_held(kind_name, version, shown), [], [])


def _held(kind_name: str, version: int, shown: Callable[[], Any]) -> Form:
    """The form, ours alone. Raises Stale."""
    alone(kind_name)
    row = questions.form_row(kind_name)
    if row.version != version:
        raise Stale(current=shown())
    return row


def _save(form: Form, groups: list[dict[str, str]], items: list[dict[str, Any]]) -> None:
    form.groups, form.items, form.updated_at = groups, items, clock.now()
    form.version += 1
    form.save()
    questions.forget(form.kind)
    audit.record("form.update", "form", form.pk, kind_of(form.kind).zh)


def _sound_groups(groups: list[dict[str, str]]) -> None:
    if not 0 < len(groups) <= rules.MOST_GROUPS:
        raise Invalid(fields={"groups": f"要有 1 到 {rules.MOST_GROUPS} 个分组"})
    for name, sentence in (("key", "有两个分组的标识相同"), ("label", "有两个分组同名")):
        if len({group[name] for group in groups}) != len(groups):
            raise Invalid(fields={"groups": sentence})


def _sound_items(
    fields: list[Field], groups: set[str], items: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    known = {field.key: field for field in fields}
    wrong = {}
    for item in items:
        field = known.get(item["key"])
        if field is None:
            wrong[item["key"]] = "没有这个字段,可能已停用,请刷新"
        elif item["group"] not in groups:
            wrong[item["key"]] = "没有这个分组"
        elif item["hidden"] and (field.required or item["required"] or field.fixed):
            wrong[item["key"]] = f"“{field.zh}”必填,不能从表单里拿掉"
    if len({item["key"] for item in items}) != len(items):
        wrong["items"] = "有字段出现了两次"
    if wrong:
        raise Invalid(fields=wrong)
    return [_item(known[item["key"]], item) for item in items]


def _item(field: Field, item: dict[str, Any]) -> dict[str, Any]:
    free = not field.custom and not field.fixed
    return {
        "key": field.key,
        "group": item["group"],
        "width": item["width"],
        "hidden": item["hidden"],
        "required": item["required"] and free,
        "label": "" if field.custom else item["label"],
    }
