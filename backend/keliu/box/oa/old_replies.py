"""Rules of automatic replies as they were set in WeChat's own console, for products to import."""

import json
from typing import Any

from keliu.box.errors import Refused
from keliu.box.store import Store

SCHEMA = "CREATE TABLE IF NOT EXISTS old_replies (appid TEXT PRIMARY KEY, info TEXT NOT NULL);"
WIPE_APPS = "DELETE FROM old_replies;"
SAMPLE: dict[str, Any] = {
    "is_add_friend_reply_open": 1,
    "is_autoreply_open": 1,
    "add_friend_autoreply_info": {"type": "text", "content": "谢谢关注,有事请留言。"},
    "message_default_autoreply_info": {"type": "text", "content": "收到,稍后回复您。"},
    "keyword_autoreply_info": {
        "list": [
            {
                "rule_name": "营业时间",
                "create_time": 1423028166,
                "reply_mode": "reply_all",
                "keyword_list_info": [
                    {"type": "text", "match_mode": "contain", "content": "几点开门"},
                    {"type": "text", "match_mode": "equal", "content": "营业时间"},
                ],
                "reply_list_info": [{"type": "text", "content": "每天 8:30 到 21:00"}],
            },
            {
                "rule_name": "地址",
                "create_time": 1423028166,
                "reply_mode": "random_one",
                "keyword_list_info": [{"type": "text", "match_mode": "contain", "content": "地址"}],
                "reply_list_info": [
                    {"type": "text", "content": "人民路 12 号,地铁 2 号口出来就是"},
                    {"type": "text", "content": "人民路 12 号,门口可以停车"},
                ],
            },
        ]
    },
}


class OldReplies:
    """What each account had set before a product took over."""

    def __init__(self, store: Store) -> None:
        self._store = store
        store.script(SCHEMA)

    def keep(self, appid: str, given: object) -> None:
        """As registered under `autoreply`."""
        if given is None:
            return
        if not isinstance(given, dict):
            raise Refused(422, "invalid", "autoreply 要写成 get_current_autoreply_info 的样子")
        self._store.run(
            "INSERT INTO old_replies VALUES (?, ?) ON CONFLICT (appid) DO UPDATE SET "
            "info = excluded.info",
            *(appid, json.dumps(given, ensure_ascii=False)),
        )

    def of(self, appid: str) -> dict[str, Any]:
        """The rules; a small shop's when nothing was registered."""
        row = self._store.one("SELECT info FROM old_replies WHERE appid = ?", appid)
        info: dict[str, Any] = json.loads(row["info"]) if row else SAMPLE
        return info

    def wipe(self, *, apps: bool) -> None:
        """The rules stay as long as their account."""
        if apps:
            self._store.script(WIPE_APPS)
