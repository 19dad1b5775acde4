"""What differs between two menus, in lines that people can read."""

from collections.abc import Iterator

import msgspec

from keliu.wechat.menus.shape import NEEDS, Button, Content, Variant

FIELDS = ("name", "type", "key", "url", "appid", "pagepath", "media_id", "article_id")


class Difference(msgspec.Struct, frozen=True):
    """`where` names the way down (菜单 · 一级 · 二级); `what` is added, removed or changed."""

    where: list[str]
    what: str
    field: str = ""
    before: str = ""
    after: str = ""


def differences(before: Content, after: Content) -> list[Difference]:
    """What was done to `before` to make `after`; nothing when both mean the same to WeChat."""
    found = list(_lists([""], before.buttons, after.buttons))
    for number in range(max(len(before.variants), len(after.variants))):
        one = before.variants[number : number + 1]
        other = after.variants[number : number + 1]
        found += _variants(number, one[0] if one else None, other[0] if other else None)
    return found


def _variants(number: int, one: Variant | None, other: Variant | None) -> Iterator[Difference]:
    names = [known.name for known in (other, one) if known is not None and known.name]
    where = [names[0] if names else f"#{number + 1}"]
    if one is None or other is None:
        yield Difference(where, "added" if one is None else "removed", "variant")
        return
    for field in ("tag_id", "client"):
        a, b = getattr(one, field), getattr(other, field)
        if a != b:
            shown = ("" if a is None else str(a)), ("" if b is None else str(b))
            yield Difference(where, "changed", field, *shown)
    yield from _lists(where, one.buttons, other.buttons)


def _lists(
    where: list[str], before: tuple[Button, ...], after: tuple[Button, ...]
) -> Iterator[Difference]:
    for number in range(max(len(before), len(after))):
        one = before[number] if number < len(before) else None
        other = after[number] if number < len(after) else None
        if one is None and other is not None:
            yield Difference([*where, other.name], "added", other.type or "sub")
        elif other is None and one is not None:
            yield Difference([*where, one.name], "removed", one.type or "sub")
        elif one is not None and other is not None:
            yield from _pair([*where, other.name], one, other)


def _pair(where: list[str], one: Button, other: Button) -> Iterator[Difference]:
    for field in FIELDS:
        a, b = _meant(one, field), _meant(other, field)
        if a != b:
            yield Difference(where, "changed", field, a, b)
    yield from _lists(where, one.sub, other.sub)


def _meant(button: Button, field: str) -> str:
    """A field that counts for this kind of button; leftovers of another kind do not."""
    if field == "name":
        return button.name
    if button.sub:
        return ""
    if field == "type" or field in NEEDS.get(button.type, ()):
        return str(getattr(button, field))
    return ""
