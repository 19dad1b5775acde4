"""The people who own the phones, and what WeChat calls each of them in each app."""

import base64
import hashlib
import re
from dataclasses import dataclass

from keliu.box.store import Row, Store

SEED = (
    ("u1", "张阿姨"),
    ("u2", "李叔"),
    ("u3", "小陈"),
    ("u4", "王姐"),
    ("u5", "老王"),
    ("u6", "小李"),
)
_FIRST_PHONE = 13_800_138_000
_LABEL = re.compile(r"(u\d+)\.localhost")


@dataclass(frozen=True)
class User:
    """A WeChat user of this box."""

    id: str
    name: str


class People:
    """Everyone on this box; they all have each other as friends."""

    def __init__(self, store: Store) -> None:
        self._store = store
        for position, (user, name) in enumerate(SEED):
            store.run("INSERT OR IGNORE INTO users VALUES (?, ?, ?)", user, name, position)

    def all(self) -> list[User]:
        """In the order they were seeded."""
        return [_user(row) for row in self._store.all("SELECT * FROM users ORDER BY position")]

    def find(self, user: str) -> User | None:
        """One person by id."""
        row = self._store.one("SELECT * FROM users WHERE id = ?", user)
        return None if row is None else _user(row)

    def by_host(self, host: str) -> User | None:
        """The person whose label the host name starts with: `u1.localhost` is u1."""
        match = _LABEL.fullmatch(host)
        return None if match is None else self.find(match[1])


def _user(row: Row) -> User:
    return User(row["id"], row["name"])


def openid(appid: str, user: str) -> str:
    """What an app calls a person: the same for ever, different in every app."""
    return "o" + _digest("openid", appid, user)


def unionid(subject: str, user: str) -> str | None:
    """What all apps of one subject call a person; None for an app without a subject."""
    return "o" + _digest("unionid", subject, user) if subject else None


def phone_of(user: str) -> str:
    """The number bound to a person's WeChat: u1 has 13800138001, of a block nobody owns."""
    return str(_FIRST_PHONE + int(user[1:]))


def _digest(*parts: str) -> str:
    # Derived, not drawn: a box whose file was deleted still gives the ids products know.
    digest = hashlib.sha256("\n".join(("keliu-box", *parts)).encode()).digest()
    return base64.urlsafe_b64encode(digest).decode()[:27]
