"""Templates of subscribe messages: the public library, and what an account has chosen of it."""

import json
import secrets
from dataclasses import dataclass
from typing import Any

from keliu.box.errors import Refused, WeChatError
from keliu.box.store import Row, Store

MOST, MOST_SCENE, FEWEST_KEYWORDS, MOST_KEYWORDS = 25, 15, 2, 5
ONCE, LONG = 2, 3
#: The public library: tid, title, and keywords (kid, name, kind).
LIBRARY: dict[str, tuple[str, list[tuple[int, str, str]]]] = {
    "1001": ("订单状态通知", [(1, "订单编号", "character_string"), (2, "商品名称", "thing"),
                        (3, "订单状态", "phrase"), (4, "订单金额", "amount"),
                        (5, "下单时间", "time")]),
    "1002": ("预约成功通知", [(1, "预约项目", "thing"), (2, "预约时间", "time"),
                        (3, "联系电话", "phone_number"), (4, "门店名称", "thing"),
                        (5, "温馨提示", "thing")]),
    "1003": ("活动开始提醒", [(1, "活动名称", "thing"), (2, "开始时间", "time"),
                        (3, "活动地点", "thing"), (4, "备注", "thing")]),
    "1004": ("服务进度通知", [(1, "服务名称", "thing"), (2, "当前进度", "phrase"),
                        (3, "更新时间", "date"), (4, "服务人员", "name")]),
    "1005": ("优惠券到期提醒", [(1, "优惠券名称", "thing"), (2, "到期时间", "date"),
                         (3, "优惠金额", "amount"), (4, "温馨提示", "thing")]),
    "1006": ("回复提醒", [(1, "回复人", "name"), (2, "回复内容", "thing"),
                      (3, "回复时间", "time")]),
}  # fmt: skip
CATEGORY = {"id": 616, "name": "软件服务提供商"}
SCHEMA = """
CREATE TABLE IF NOT EXISTS newtmpl (
    appid TEXT NOT NULL, id TEXT NOT NULL, title TEXT NOT NULL, content TEXT NOT NULL,
    kind INTEGER NOT NULL, choices TEXT NOT NULL DEFAULT '{}', PRIMARY KEY (appid, id));
"""
WIPE_APPS = "DELETE FROM newtmpl;"


@dataclass(frozen=True)
class Chosen:
    """A template an account uses; `choices` are the allowed values of enum fields."""

    id: str
    title: str
    content: str
    kind: int
    choices: dict[str, list[str]]

    def json(self) -> dict[str, Any]:
        """As gettemplate lists it."""
        enums = [{"keywordCode": key, "enumValueList": v} for key, v in self.choices.items()]
        return {
            "priTmplId": self.id,
            "title": self.title,
            "content": self.content,
            "example": "",
            "type": self.kind,
            "keywordEnumValueList": enums,
        }


class NewTemplates:
    """The subscribe templates of every account."""

    def __init__(self, store: Store) -> None:
        self._store = store
        store.script(SCHEMA)

    def keep(self, appid: str, given: object) -> None:
        """As registered: [{id, title, content, type?, choices?}]; fixed ids help tests."""
        if given is None:
            return
        if not isinstance(given, list) or not all(_sound(one) for one in given):
            raise Refused(422, "invalid", "subscribe_templates 要写成 [{id, title, content}]")
        for one in given:
            choices = json.dumps(one.get("choices") or {}, ensure_ascii=False)
            self._put(
                appid, one["id"], one["title"], one["content"], one.get("type", ONCE), choices
            )

    def add(self, appid: str, tid: object, kids: object, scene: object) -> str:
        """Choose one of the library. Raises 200012, 200014, 200020, 200021, 200022."""
        known = LIBRARY.get(str(tid))
        if known is None:
            raise WeChatError(200014)
        content = _content(known[1], kids)
        if not isinstance(scene, str) or len(scene) > MOST_SCENE:
            raise WeChatError(200021)
        mine = self.all(appid)
        if len(mine) >= MOST:
            raise WeChatError(200012)
        if any((one.title, one.content) == (known[0], content) for one in mine):
            raise WeChatError(200022)
        identifier = secrets.token_urlsafe(32)[:43]
        self._put(appid, identifier, known[0], content, ONCE, "{}")
        return identifier

    def all(self, appid: str) -> list[Chosen]:
        """In the order they were chosen."""
        rows = self._store.all("SELECT * FROM newtmpl WHERE appid = ? ORDER BY rowid", appid)
        return [_chosen(row) for row in rows]

    def find(self, appid: str, identifier: object) -> Chosen:
        """One of an account's. Raises 40037."""
        row = self._store.one(
            "SELECT * FROM newtmpl WHERE appid = ? AND id = ?", appid, str(identifier)
        )
        if row is None:
            raise WeChatError(40037)
        return _chosen(row)

    def drop(self, appid: str, identifier: object) -> None:
        """No longer used. Raises 40037."""
        self.find(appid, identifier)
        self._store.run("DELETE FROM newtmpl WHERE appid = ? AND id = ?", appid, str(identifier))

    def wipe(self, *, apps: bool) -> None:
        """Templates stay as long as their account."""
        if apps:
            self._store.script(WIPE_APPS)

    def _put(
        self, appid: str, identifier: str, title: str, content: str, kind: int, choices: str
    ) -> None:
        self._store.run(
            "INSERT INTO newtmpl VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (appid, id) DO UPDATE SET "
            "title = excluded.title, content = excluded.content, kind = excluded.kind, "
            "choices = excluded.choices",
            *(appid, identifier, title, content, kind, choices),
        )


def _content(keywords: list[tuple[int, str, str]], kids: object) -> str:
    """The template's text: `名称:{{thing1.DATA}}`, a line for each keyword. Raises 200020."""
    if not isinstance(kids, list) or not FEWEST_KEYWORDS <= len(kids) <= MOST_KEYWORDS:
        raise WeChatError(200020)
    known = {kid: (name, kind) for kid, name, kind in keywords}
    lines = []
    for kid in kids:
        number = int(kid) if str(kid).isdigit() else 0
        if number not in known:
            raise WeChatError(200020)
        name, kind = known[number]
        lines.append(f"{name}:{{{{{kind}{number}.DATA}}}}")
    return "\n".join(lines)


def _sound(one: object) -> bool:
    return isinstance(one, dict) and all(
        isinstance(one.get(name), str) and one[name] for name in ("id", "title", "content")
    )


def _chosen(row: Row) -> Chosen:
    return Chosen(row["id"], row["title"], row["content"], row["kind"], json.loads(row["choices"]))
