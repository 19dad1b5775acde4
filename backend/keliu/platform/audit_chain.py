"""The chain of the audit log: every row names its place and the fingerprint of the one before.

The application may only add rows and read them. It never writes a place or a fingerprint: the relay
links rows a moment after they are committed, in the order in which it meets them, so that no
writer waits for another. The end of each chain is kept apart (`platform_audit_head`) and written to
the worker's log, which lies outside the database.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from keliu.kit import scope
from keliu.platform import audit, sql
from keliu.platform.models import AuditCheck

FIRST = b"\0" * 32
CHUNK = 2_000
# What a fingerprint covers. `changes` as PostgreSQL writes it, so that a number keeps its digits.
CONTENT = """id, (extract(epoch FROM at) * 1000000)::bigint, actor_id, actor_name, action,
 object_kind, object_id, object_name, ip, changes::text"""
LINKED = f"""SELECT seq, prev_hash, hash, merchant_id, {CONTENT} FROM platform_audit
 WHERE merchant_id = %s AND seq > %s ORDER BY seq LIMIT %s"""  # noqa: S608  literals of ours
STRAY = """SELECT count(*) FILTER (WHERE hash IS NULL AND prev_hash IS NULL),
 count(*) FILTER (WHERE hash IS NOT NULL OR prev_hash IS NOT NULL)
 FROM platform_audit WHERE merchant_id = %s AND seq IS NULL"""
HEAD = "SELECT seq, hash FROM platform_audit_head WHERE merchant_id = %s"
BEFORE = "SELECT count(*) FROM platform_audit WHERE merchant_id = %s AND seq < 1"


@dataclass(frozen=True)
class Finding:
    """What a walk found: the last row that is right, and the first place that is not."""

    seq: int
    head_hash: bytes
    waiting: int = 0
    broken_seq: int | None = None
    reason: str = ""

    @property
    def ok(self) -> bool:
        return self.broken_seq is None


def fingerprint(previous: bytes, seq: int, merchant_id: int, content: Iterable[Any]) -> bytes:
    """SHA-256 over the row before and everything this one says."""
    said = msgspec.json.encode(["keliu.audit.1", merchant_id, seq, *content])
    return hashlib.sha256(previous + said).digest()


def verify(anchors: Iterable[tuple[int, bytes]] = ()) -> Finding:
    """Walk the current merchant's chain from its first row to its head.

    `anchors` are (place, fingerprint) kept elsewhere, from logs; each must still be in its place.
    """
    known, walked = dict(anchors), Finding(0, FIRST)
    if sql.one(BEFORE, [scope.current()])[0]:
        return _broken(walked, 1, "place")
    for row in _rows():
        seq, previous, written, merchant_id, *content = row
        if seq != walked.seq + 1:
            return _broken(walked, walked.seq + 1, "missing")
        if bytes(previous or b"") != walked.head_hash:
            return _broken(walked, seq, "link")
        found = fingerprint(walked.head_hash, seq, merchant_id, content)
        if bytes(written or b"") != found or known.pop(seq, found) != found:
            return _broken(walked, seq, "content")
        walked = Finding(seq, found)
    return _ended(walked, known)


def _rows() -> Iterator[Any]:
    last = 0
    while rows := sql.rows(LINKED, [scope.current(), last, CHUNK]):
        yield from rows
        last = rows[-1][0]


def _ended(walked: Finding, known: dict[int, bytes]) -> Finding:
    """The chain's end must be where the head says, and no log may know of a later one."""
    head = sql.one(HEAD, [scope.current()]) or (0, FIRST)
    if known or head[0] != walked.seq or bytes(head[1]) != walked.head_hash:
        return _broken(walked, walked.seq + 1, "cut")
    waiting, half_linked = sql.one(STRAY, [scope.current()])
    if half_linked:
        return _broken(walked, walked.seq + 1, "place")
    return Finding(walked.seq, walked.head_hash, waiting)


def _broken(walked: Finding, seq: int, reason: str) -> Finding:
    return Finding(walked.seq, walked.head_hash, 0, seq, reason)


def check() -> AuditCheck:
    """Verify the current merchant's chain and note the outcome."""
    found = verify()
    audit.record("audit.verify", "audit", None, "", {"seq": (None, found.seq)})
    return AuditCheck.objects.create(
        seq=found.seq,
        waiting=found.waiting,
        ok=found.ok,
        broken_seq=found.broken_seq,
        reason=found.reason,
    )


def latest() -> AuditCheck | None:
    """The last outcome."""
    rows = AuditCheck.objects.order_by("-id")
    return rows.first()
