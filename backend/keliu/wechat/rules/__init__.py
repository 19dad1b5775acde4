"""What an error code means for the caller. Source: wechat.md 1.4 and WeChat's return code pages."""

import re
from collections.abc import Sequence
from datetime import datetime

TOKEN_STALE = frozenset({40001, 40014, 42001})  # fetch once more, try once more
CODE_USED = frozenset({40029, 40163, 41008})
TEMPLATE_WRONG = frozenset({40037, 47003, 41028, 41029, 40097})
RETRY_LATER = frozenset({-1, 45009, 45011, 44990, 44991, 44993})

SCENE_CHARACTERS = frozenset(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$&'()*+,/:;=?@-._~"
)


def sound_scene(scene: str) -> bool:
    """Whether WeChat takes this as the scene of a mini-program code: 1..32 visible characters."""
    return 0 < len(scene) <= 32 and set(scene) <= SCENE_CHARACTERS


# Template messages: {{thing1.DATA}} names a field of the kind `thing`. Limits: wechat.md 3.5.
FIELD = re.compile(r"{{([a-z_]+)(\d*)\.DATA}}")
MOST = {
    "thing": 20, "character_string": 32, "letter": 32, "symbol": 5, "number": 32, "phrase": 5,
    "name": 10, "const": 20,
}  # fmt: skip
TEXTS = ("thing", "keyword", "first", "const")
NOTHING = "无"
Field = tuple[str, str]  # the whole key, and its kind


def template_gone(code: int) -> bool:
    """Whether what we remember of the template is wrong."""
    return code in TEMPLATE_WRONG


def template_fields(content: str) -> list[Field]:
    """The fields of a template in its order: `thing1` is of the kind `thing`."""
    return [(f"{kind}{number}", kind) for kind, number in FIELD.findall(content)]


def filled(
    fields: Sequence[Field], title: str, text: str, what: str, at: datetime
) -> dict[str, dict[str, str]]:
    """The data of a template message: title and text go into its text fields in order.

    Whatever kind a field has, it gets something that WeChat takes; too long is cut with an
    ellipsis, empty becomes 无.
    """
    waiting = [title, text, what]
    data = {}
    for key, kind in fields:
        if kind in TEXTS:
            value = waiting.pop(0) if waiting else NOTHING
        else:
            value = _other(kind, what, at)
        data[key] = {"value": fitted(kind, value)}
    return data


def _other(kind: str, what: str, at: datetime) -> str:
    if kind in {"time", "date"}:
        day = f"{at.year}年{at.month}月{at.day}日"
        return day if kind == "date" else f"{day} {at:%H:%M}"
    if kind in {"phrase", "name"}:
        return what
    return {"amount": "0元", "phone_number": "0", "car_number": "0"}.get(kind, "1")


def fitted(kind: str, text: str) -> str:
    """A value within the limit of its kind, on one line, never empty."""
    line = " ".join(text.split()) or NOTHING
    most = MOST.get(kind, 200)
    return line if len(line) <= most else f"{line[: most - 1]}…"
