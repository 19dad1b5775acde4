"""Pictures, voices and videos: temporary ones for three days, permanent ones until deleted."""

import base64
import io
import secrets
from dataclasses import dataclass

from keliu.box.clock import Clock
from keliu.box.errors import WeChatError
from keliu.box.store import Row, Store

LIFE = 3 * 86_400
MEGA = 1 << 20
#: What the first bytes of a file say it is.
MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"#!AMR", "audio/amr"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
    (b"\xff\xf3", "audio/mpeg"),
)
#: Which files are taken as what, and how large they may be.
TAKEN = {
    "image": ({"image/png", "image/jpeg", "image/gif"}, 10 * MEGA),
    "voice": ({"audio/amr", "audio/mpeg"}, 2 * MEGA),
    "video": ({"video/mp4"}, 10 * MEGA),
    "thumb": ({"image/jpeg", "image/png"}, 64 * 1024),
    "article": ({"image/jpeg", "image/png"}, MEGA),  # pictures inside articles
}
WRONG_SIZE = {"article": 40009}
SILENCE = b"#!AMR\n" + bytes([0x3C] + [0] * 31) * 50  # one second of nothing
SCHEMA = """
CREATE TABLE IF NOT EXISTS media (
    id TEXT PRIMARY KEY, appid TEXT NOT NULL, kind TEXT NOT NULL, mime TEXT NOT NULL,
    name TEXT NOT NULL, data BLOB NOT NULL, at INTEGER NOT NULL, expires_at REAL,
    title TEXT NOT NULL DEFAULT '', intro TEXT NOT NULL DEFAULT '');
CREATE INDEX IF NOT EXISTS media_of_app ON media (appid, kind, at);
"""
WIPE = "DELETE FROM media;"


@dataclass(frozen=True)
class Medium:
    """One file an account or a person has uploaded."""

    id: str
    appid: str
    kind: str
    mime: str
    name: str
    data: bytes
    at: int
    permanent: bool
    title: str
    intro: str


class Media:
    """The files of the box."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock
        store.script(SCHEMA)

    def keep(
        self,
        appid: str,
        kind: str,
        data: bytes,
        *,
        name: str = "",
        permanent: bool = False,
        title: str = "",
        intro: str = "",
    ) -> Medium:
        """Take a file. Raises 40004, 40005, 40009 or 45001."""
        if kind not in TAKEN:
            raise WeChatError(40004)
        mimes, most = TAKEN[kind]
        mime = mime_of(data)
        if mime not in mimes:
            raise WeChatError(40005)
        if not data or len(data) > most:
            raise WeChatError(WRONG_SIZE.get(kind, 45001))
        now = int(self._clock.now())
        found = secrets.token_urlsafe(48)
        self._store.run(
            "INSERT INTO media VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            *(found, appid, kind, mime, name[:200], data, now),
            *(None if permanent else now + LIFE, title[:64], intro[:200]),
        )
        return self.find(found)

    def find(self, media_id: str, appid: str = "") -> Medium:
        """A file by its id, of one account if named. Raises 40007."""
        row = self._store.one("SELECT * FROM media WHERE id = ?", media_id)
        if row is None or (appid and row["appid"] != appid):
            raise WeChatError(40007)
        if row["expires_at"] is not None and row["expires_at"] <= self._clock.now():
            raise WeChatError(40007)
        return _medium(row)

    def permanent(self, appid: str, kind: str) -> list[Medium]:
        """Permanent files of one kind, newest first."""
        rows = self._store.all(
            "SELECT * FROM media WHERE appid = ? AND kind = ? AND expires_at IS NULL "
            "ORDER BY at DESC, rowid DESC",
            *(appid, kind),
        )
        return [_medium(row) for row in rows]

    def count(self, appid: str, kind: str) -> int:
        """How many permanent files of one kind there are."""
        row = self._store.one(
            "SELECT count(*) AS n FROM media WHERE appid = ? AND kind = ? AND expires_at IS NULL",
            *(appid, kind),
        )
        return int(row["n"]) if row else 0

    def drop(self, appid: str, media_id: str) -> None:
        """Delete a permanent file. Raises 40007."""
        if not self._store.run(
            "DELETE FROM media WHERE appid = ? AND id = ? AND expires_at IS NULL", appid, media_id
        ):
            raise WeChatError(40007)

    def wipe(self) -> None:
        """Forget every file."""
        self._store.script(WIPE)


def mime_of(data: bytes) -> str:
    """What kind of file the bytes are; empty when unknown."""
    if data[4:8] == b"ftyp":
        return "video/mp4"
    return next((mime for magic, mime in MAGIC if data.startswith(magic)), "")


def sample(kind: str) -> bytes:
    """A file a person sends when a test gives none."""
    if kind == "voice":
        return SILENCE
    if kind == "video":
        return b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2" + bytes(64)
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (320, 240), (7, 193, 96)).save(out, "PNG")
    return out.getvalue()


def decoded(text: object) -> bytes:
    """Bytes that came as base64 in JSON. Raises 40097."""
    try:
        return base64.b64decode(str(text), validate=True)
    except ValueError:
        raise WeChatError(40097) from None


def _medium(row: Row) -> Medium:
    names = ("id", "appid", "kind", "mime", "name", "data", "at", "title", "intro")
    return Medium(**{name: row[name] for name in names}, permanent=row["expires_at"] is None)
