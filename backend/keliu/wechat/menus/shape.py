"""A menu and its conditional variants, and what WeChat would refuse. Source: wechat.md 2.2."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

import msgspec

MOST_BUTTONS, MOST_SUB, MOST_VARIANTS, MOST_DOMAINS = 3, 5, 20, 3
NAME_BYTES, SUB_NAME_BYTES, KEY_BYTES, URL_BYTES = 16, 60, 128, 1024
SHOWN, SUB_SHOWN = 8, 14  # what phones show: four and seven Chinese characters, half width counted
CLIENTS = {1: "ios", 2: "android", 3: "other"}
NEEDS: Mapping[str, tuple[str, ...]] = {
    "click": ("key",),
    "view": ("url",),
    "miniprogram": ("appid", "pagepath", "url"),
    "scancode_push": ("key",),
    "scancode_waitmsg": ("key",),
    "pic_sysphoto": ("key",),
    "pic_photo_or_album": ("key",),
    "pic_weixin": ("key",),
    "location_select": ("key",),
    "media_id": ("media_id",),
    "view_limited": ("media_id",),
    "article_id": ("article_id",),
    "article_view_limited": ("article_id",),
}
"""What a button does, and the fields that each kind needs, in WeChat's own words."""


class Button(msgspec.Struct, frozen=True, omit_defaults=True):
    """One button; one with `sub` only opens its list. `type` empty: not chosen yet."""

    name: str = ""
    type: str = ""
    key: str = ""
    url: str = ""
    appid: str = ""
    pagepath: str = ""
    media_id: str = ""
    article_id: str = ""
    sub: tuple["Button", ...] = ()


class Variant(msgspec.Struct, frozen=True, omit_defaults=True):
    """个性化菜单: shown to followers with a tag, on one kind of phone, or both."""

    name: str = ""
    tag_id: int | None = None  # WeChat's number
    client: int | None = None
    buttons: tuple[Button, ...] = ()


class Content(msgspec.Struct, frozen=True, omit_defaults=True):
    """A whole menu: the one for everybody, and variants, of which the first that fits is shown."""

    buttons: tuple[Button, ...] = ()
    variants: tuple[Variant, ...] = ()


class Problem(msgspec.Struct, frozen=True):
    """What WeChat would refuse: where (`buttons.0.sub.1.name`), a code, and the figures."""

    path: str
    code: str
    used: int = 0
    most: int = 0


def read(stored: Any) -> Content:
    """A menu from its stored JSON."""
    return msgspec.convert(stored, Content)


def stored(content: Content) -> Any:
    """A menu as JSON to store; empty fields stay out."""
    return msgspec.to_builtins(content)


def length(text: str) -> int:
    """Bytes, as WeChat counts names, keys and addresses of menus."""
    return len(text.encode())


def width(text: str) -> int:
    """Half-width columns, as a phone has room for them."""
    return sum(1 if ord(one) < 0x2E80 else 2 for one in text)


def problems(content: Content) -> list[Problem]:
    """Everything WeChat would refuse, in the order of the menu."""
    found = list(_buttons("buttons", content.buttons))
    for number, variant in enumerate(content.variants):
        found += _variant(f"variants.{number}", variant)
    found += _together(content)
    return found


def _together(content: Content) -> Iterator[Problem]:
    if len(content.variants) > MOST_VARIANTS:
        yield Problem("variants", "too_many", len(content.variants), MOST_VARIANTS)
    hosts = {host for one in content.variants for host in _hosts(one.buttons)}
    if len(hosts) > MOST_DOMAINS:
        yield Problem("variants", "too_many_domains", len(hosts), MOST_DOMAINS)


def _variant(path: str, variant: Variant) -> Iterator[Problem]:
    if variant.tag_id is None and variant.client is None:
        yield Problem(path, "nobody")
    if variant.client is not None and variant.client not in CLIENTS:
        yield Problem(f"{path}.client", "unknown")
    yield from _buttons(f"{path}.buttons", variant.buttons)


def _buttons(path: str, buttons: tuple[Button, ...]) -> Iterator[Problem]:
    if not buttons:
        yield Problem(path, "none")
    if len(buttons) > MOST_BUTTONS:
        yield Problem(path, "too_many", len(buttons), MOST_BUTTONS)
    for number, button in enumerate(buttons):
        here = f"{path}.{number}"
        yield from _name(here, button.name, NAME_BYTES)
        if not button.sub:
            yield from _action(here, button)
            continue
        if len(button.sub) > MOST_SUB:
            yield Problem(f"{here}.sub", "too_many", len(button.sub), MOST_SUB)
        for below, one in enumerate(button.sub):
            yield from _name(f"{here}.sub.{below}", one.name, SUB_NAME_BYTES)
            yield from _action(f"{here}.sub.{below}", one)


def _name(path: str, name: str, most: int) -> Iterator[Problem]:
    if not name.strip():
        yield Problem(f"{path}.name", "empty")
    elif length(name) > most:
        yield Problem(f"{path}.name", "too_long", length(name), most)


def _action(path: str, button: Button) -> Iterator[Problem]:
    if button.type not in NEEDS:
        yield Problem(f"{path}.type", "empty" if not button.type else "unknown")
        return
    for field in NEEDS[button.type]:
        text = getattr(button, field)
        most = KEY_BYTES if field == "key" else URL_BYTES
        if not text.strip():
            yield Problem(f"{path}.{field}", "empty")
        elif length(text) > most:
            yield Problem(f"{path}.{field}", "too_long", length(text), most)
        elif field == "url" and not sound_url(text):
            yield Problem(f"{path}.url", "no_url")
        elif field == "appid" and not text.startswith("wx"):
            yield Problem(f"{path}.appid", "no_appid")


def sound_url(text: str) -> bool:
    """Whether an address is one that WeChat opens."""
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(host) and not any(c.isspace() for c in text)


def each(buttons: tuple[Button, ...]) -> Iterator[Button]:
    """Every button of both levels."""
    for button in buttons:
        yield button
        yield from button.sub


def _hosts(buttons: tuple[Button, ...]) -> Iterator[str]:
    for button in each(buttons):
        if not button.sub and "url" in NEEDS.get(button.type, ()) and sound_url(button.url):
            yield urlsplit(button.url).hostname or ""
