"""Menus as WeChat writes them: sent to menu/create, read from menu/get and the own console's."""

from typing import Any

from keliu.wechat.menus.shape import NEEDS, Button, Content, Variant

RULE = "matchrule"
PLATFORM = "client_platform_type"


def sent(buttons: tuple[Button, ...]) -> dict[str, Any]:
    """The body of menu/create; only what each kind of button needs."""
    return {"button": [_sent(one) for one in buttons]}


def _sent(button: Button) -> dict[str, Any]:
    if button.sub:
        return {"name": button.name, "sub_button": [_sent(one) for one in button.sub]}
    fields = {name: getattr(button, name) for name in NEEDS.get(button.type, ())}
    return {"type": button.type, "name": button.name, **fields}


def sent_variant(variant: Variant) -> dict[str, Any]:
    """The body of menu/addconditional."""
    rule = {}
    if variant.tag_id is not None:
        rule["tag_id"] = str(variant.tag_id)
    if variant.client is not None:
        rule[PLATFORM] = str(variant.client)
    return {**sent(variant.buttons), RULE: rule}


def buttons_of(menu: Any) -> tuple[Button, ...]:
    """The buttons of an answer; what has no meaning for the interface keeps name and kind."""
    rows = menu.get("button") if isinstance(menu, dict) else None
    return tuple(_read(one) for one in rows or () if isinstance(one, dict))


def _read(row: dict[str, Any]) -> Button:
    below = row.get("sub_button") or []
    if isinstance(below, dict):  # the own console's menus wrap it once more
        below = below.get("list") or []
    if below:
        return Button(name=_text(row, "name"), sub=tuple(_read(one) for one in below))
    kind = _text(row, "type")
    fields: dict[str, Any] = {name: _text(row, name) for name in NEEDS.get(kind, ())}
    return Button(name=_text(row, "name"), type=kind, **fields)


def _text(row: dict[str, Any], name: str) -> str:
    found = row.get(name)
    return "" if found is None else str(found)


def variants_of(answer: Any) -> list[tuple[str, Variant]]:
    """The conditional menus of menu/get with their numbers, the first that is matched first.

    WeChat matches the newest first and lists by number.
    """
    rows = [one for one in answer.get("conditionalmenu") or () if isinstance(one, dict)]
    rows.sort(key=lambda one: _number(one.get("menuid")) or 0, reverse=True)
    return [(_text(one, "menuid"), _variant(one)) for one in rows]


def _variant(row: dict[str, Any]) -> Variant:
    rule = row.get(RULE) or {}
    tag = _number(rule.get("tag_id", rule.get("group_id")))
    return Variant(tag_id=tag, client=_number(rule.get(PLATFORM)), buttons=buttons_of(row))


def _number(value: Any) -> int | None:
    text = str(value or "")
    return int(text) if text.isdecimal() and text.isascii() else None


def content_of(answer: Any) -> Content:
    """A whole menu from menu/get."""
    found = tuple(variant for _, variant in variants_of(answer))
    return Content(buttons=buttons_of(answer.get("menu")), variants=found)
