"""Menus under an account's talk: the default one and the ones for some people only."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from keliu.box.errors import WeChatError
from keliu.box.store import Row, Store
from keliu.kit import networks

MOST_BUTTONS, MOST_INSIDE, MOST_DOMAINS = 3, 5, 3
NAME_BYTES, INNER_NAME_BYTES, KEY_BYTES, URL_BYTES = 16, 60, 128, 1024
SCANS = ("scancode_push", "scancode_waitmsg")
PICTURES = ("pic_sysphoto", "pic_photo_or_album", "pic_weixin")
KEYED = ("click", *SCANS, *PICTURES, "location_select")
MEDIA = ("media_id", "view_limited")
ARTICLES = ("article_id", "article_view_limited")
PLATFORMS = ("1", "2", "3")
GONE_RULES = ("sex", "country", "province", "city", "language", "area")
SCHEMA = """
CREATE TABLE IF NOT EXISTS menus (
    id INTEGER PRIMARY KEY AUTOINCREMENT, appid TEXT NOT NULL, button TEXT NOT NULL,
    tag TEXT NOT NULL DEFAULT '', platform TEXT NOT NULL DEFAULT '', base INTEGER NOT NULL);
"""
WIPE = "DELETE FROM menus;"
Button = dict[str, Any]


class Menus:
    """The menus of every account."""

    def __init__(self, store: Store) -> None:
        self._store = store
        store.script(SCHEMA)

    def create(self, appid: str, body: Mapping[str, Any]) -> int:
        """The default menu. Raises WeChat's refusals about buttons."""
        button = checked(body.get("button"))
        with self._store.together():
            self._store.run("DELETE FROM menus WHERE appid = ? AND base", appid)
            return self._add(appid, button, base=True)

    def add(self, appid: str, body: Mapping[str, Any]) -> int:
        """A menu for some people. Raises 65303, 65304, 65316, 65320."""
        rule = body.get("matchrule")
        if not isinstance(rule, dict):
            raise WeChatError(65304)
        if any(rule.get(name) not in (None, "") for name in GONE_RULES):
            raise WeChatError(65320)
        if self.default(appid) is None:
            raise WeChatError(65303)
        tag = str(rule.get("tag_id") or rule.get("group_id") or "")
        platform = str(rule.get("client_platform_type") or "")
        if not (tag or platform):
            raise WeChatError(65304)
        if platform and platform not in PLATFORMS:
            raise WeChatError(65304)
        button = checked(body.get("button"))
        self._check_domains(appid, button)
        return self._add(appid, button, base=False, tag=tag, platform=platform)

    def drop(self, appid: str, menu: object) -> None:
        """One menu for some people. Raises 65301."""
        if not self._store.run(
            "DELETE FROM menus WHERE appid = ? AND id = ? AND NOT base", appid, str(menu)
        ):
            raise WeChatError(65301)

    def clear(self, appid: str) -> None:
        """All menus of an account."""
        self._store.run("DELETE FROM menus WHERE appid = ?", appid)

    def default(self, appid: str) -> dict[str, Any] | None:
        """The default menu: {menuid, button}."""
        row = self._store.one("SELECT * FROM menus WHERE appid = ? AND base", appid)
        return None if row is None else _menu(row)

    def conditional(self, appid: str) -> list[dict[str, Any]]:
        """Menus for some people, newest first."""
        rows = self._store.all(
            "SELECT * FROM menus WHERE appid = ? AND NOT base ORDER BY id DESC", appid
        )
        return [_menu(row) for row in rows]

    def shown_to(self, appid: str, tags: list[int], platform: str = "2") -> list[Button]:
        """What a person with these tags sees: the newest that fits, of the last tag first."""
        menus = self.conditional(appid)
        for tag in [*(str(one) for one in reversed(tags)), ""]:
            for menu in menus:
                rule = menu["matchrule"]
                if rule["tag_id"] == tag and rule["client_platform_type"] in ("", platform):
                    buttons: list[Button] = menu["button"]
                    return buttons
        default = self.default(appid)
        return default["button"] if default else []

    def wipe(self) -> None:
        """Forget every menu."""
        self._store.script(WIPE)

    def _check_domains(self, appid: str, button: list[Button]) -> None:
        known = [one for menu in self.conditional(appid) for one in menu["button"]]
        urls = [one.get("url", "") for one in every([*known, *button])]
        if len({networks.split(url).hostname for url in urls if url}) > MOST_DOMAINS:
            raise WeChatError(65316)

    def _add(
        self, appid: str, button: list[Button], *, base: bool, tag: str = "", platform: str = ""
    ) -> int:
        self._store.run(
            "INSERT INTO menus (appid, button, tag, platform, base) VALUES (?, ?, ?, ?, ?)",
            *(appid, json.dumps(button, ensure_ascii=False), tag, platform, base),
        )
        row = self._store.one("SELECT last_insert_rowid() AS id")
        return int(row["id"]) if row else 0


def every(buttons: list[Button]) -> Iterator[Button]:
    """Every button that does something."""
    for button in buttons:
        inner = button.get("sub_button") or []
        yield from inner if inner else [button]


def checked(given: object) -> list[Button]:
    """Buttons as WeChat takes them. Raises 40016 … 40027, 40054, 40055."""
    if not isinstance(given, list) or not 1 <= len(given) <= MOST_BUTTONS:
        raise WeChatError(40016)
    return [_button(one, NAME_BYTES, inner=False) for one in given]


def _button(given: object, most: int, *, inner: bool) -> Button:
    if not isinstance(given, dict):
        raise WeChatError(40023 if inner else 40016)
    name = given.get("name")
    if not isinstance(name, str) or not name or len(name.encode()) > most:
        raise WeChatError(40025 if inner else 40018)
    subs = given.get("sub_button") or []
    if not isinstance(subs, list) or (inner and subs) or len(subs) > MOST_INSIDE:
        raise WeChatError(40023)
    if subs:
        return {
            "name": name,
            "sub_button": [_button(s, INNER_NAME_BYTES, inner=True) for s in subs],
        }
    kind = str(given.get("type", ""))
    read = _READS.get(kind)
    if read is None:
        raise WeChatError(40024 if inner else 40017)
    return {"type": kind, "name": name, **read(given, inner), "sub_button": []}


def _key(given: Button, inner: bool) -> Button:  # noqa: FBT001  where it stands
    key = given.get("key")
    if not isinstance(key, str) or not key or len(key.encode()) > KEY_BYTES:
        raise WeChatError(40026 if inner else 40019)
    return {"key": key}


def _url(given: Button, inner: bool) -> Button:  # noqa: FBT001  where it stands
    url = given.get("url")
    if not isinstance(url, str) or not url or len(url.encode()) > URL_BYTES:
        raise WeChatError(40027 if inner else 40020)
    if networks.split(url).scheme not in ("http", "https"):
        raise WeChatError(40055 if inner else 40054)
    return {"url": url}


def _mini(given: Button, inner: bool) -> Button:  # noqa: FBT001  where it stands
    appid, path = given.get("appid"), given.get("pagepath")
    if not isinstance(appid, str) or not appid.startswith("wx"):
        raise WeChatError(45064)
    if not isinstance(path, str) or not path:
        raise WeChatError(85005)
    return {**_url(given, inner), "appid": appid, "pagepath": path}


def _media(given: Button, inner: bool) -> Button:  # noqa: FBT001  where it stands
    media = given.get("media_id")
    if not isinstance(media, str) or not media:
        raise WeChatError(40007)
    return {"media_id": media}


def _article(given: Button, inner: bool) -> Button:  # noqa: FBT001  where it stands
    article = given.get("article_id")
    if not isinstance(article, str) or not article:
        raise WeChatError(53600)
    return {"article_id": article}


_READS: dict[str, Callable[[Button, bool], Button]] = {
    **dict.fromkeys(KEYED, _key),
    **dict.fromkeys(MEDIA, _media),
    **dict.fromkeys(ARTICLES, _article),
    "view": _url,
    "miniprogram": _mini,
}


def _menu(row: Row) -> dict[str, Any]:
    menu: dict[str, Any] = {"menuid": row["id"], "button": json.loads(row["button"])}
    if not row["base"]:
        menu["matchrule"] = {"tag_id": row["tag"], "client_platform_type": row["platform"]}
    return menu
