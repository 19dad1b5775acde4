"""Ten thousand hands in the audit log, each different, each with the strongest role: all found.

The walk is the real one, over the connection that did the deed, so that each deed can be taken
back again; the anchor is the line that the worker wrote to its log, outside the database.
"""

import random
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest

from keliu.platform import audit_chain
from keliu.platform import sql as statements
from keliu.platform.tests.test_audit_chain import Connection, owner, written
from tests import proofs
from tests.cast import World

__all__ = ["owner", "written"]  # fixtures of the neighbour
DEEDS = 10_000
LOOK = """SELECT md5(string_agg(t::text, '|' ORDER BY t.id)) || coalesce((SELECT h::text
  FROM platform_audit_head h WHERE h.merchant_id = %s), '')
 FROM platform_audit t WHERE t.merchant_id = %s"""
COPY = """INSERT INTO platform_audit (id, merchant_id, at, actor_id, actor_name, action,
  object_kind, object_id, object_name, ip, changes, seq, prev_hash, hash)
 SELECT %s, merchant_id, at, actor_id, actor_name, action, object_kind, object_id, object_name, ip,
  changes, %s, prev_hash, hash FROM platform_audit WHERE merchant_id = %s AND seq = %s"""


class Hand:
    """Somebody with the owner's rights who wants the log to say something else."""

    def __init__(self, owner: Connection, merchant: int, last: int) -> None:
        self.owner, self.merchant, self.last = owner, merchant, last
        self.dice = random.Random(71)  # noqa: S311  the same deeds every time

    def do(self, text: str, *values: Any) -> None:
        self.owner.execute(text, [*values, self.merchant])

    def place(self) -> int:
        return self.dice.randint(1, self.last)

    def column(self) -> None:
        """One value of one row."""
        number = self.dice.randint(-(10**6), 10**6)
        name, value = self.dice.choice([
            ("at", f"2020-01-{abs(number) % 28 + 1:02} 00:00:00Z"), ("actor_id", number),
            ("actor_name", f"别人{number}"), ("action", f"a.{number}"),
            ("object_kind", f"k{number}"), ("object_id", number), ("object_name", f"n{number}"),
            ("ip", f"10.0.{abs(number) % 250}.1"), ("changes", f'[{{"x": {number}}}]'),
            ("prev_hash", number.to_bytes(32, "big", signed=True)),
            ("hash", number.to_bytes(32, "big", signed=True)), ("seq", self.last + abs(number)),
            ("id", number),
        ])  # fmt: skip
        change = f"UPDATE platform_audit SET {name} = %s WHERE seq = %s AND merchant_id = %s"  # noqa: S608  names of ours
        self.do(change, value, self.place())

    def delete(self) -> None:
        self.do("DELETE FROM platform_audit WHERE seq = %s AND merchant_id = %s", self.place())

    def cut(self) -> None:
        """The tail, or everything; sometimes the head is set back as well."""
        kept = self.dice.randint(0, self.last - 1)
        self.do("DELETE FROM platform_audit WHERE seq > %s AND merchant_id = %s", kept)
        if kept and self.dice.random() < 0.5:
            self.head(kept)

    def head(self, seq: int) -> None:
        text = """UPDATE platform_audit_head h SET seq = a.seq, hash = a.hash FROM platform_audit a
         WHERE a.merchant_id = h.merchant_id AND a.seq = %s AND h.merchant_id = %s"""
        self.do(text, seq)

    def swap(self) -> None:
        """Two rows change places."""
        one, other = self.dice.sample(range(1, self.last + 1), 2)
        text = "UPDATE platform_audit SET seq = %s WHERE seq = %s AND merchant_id = %s"
        for new, old in ((-1, one), (one, other), (other, -1)):
            self.do(text, new, old)

    def insert(self) -> None:
        """One more row, a copy, at the end or squeezed in."""
        at = self.place()
        if self.dice.random() < 0.5:
            text = (
                "UPDATE platform_audit SET seq = seq + 100000 WHERE seq > %s AND merchant_id = %s"
            )
            self.do(text, at)
            text = "UPDATE platform_audit SET seq = seq - 99999 WHERE seq > %s AND merchant_id = %s"
            self.do(text, 100_000)
            place = at + 1
        else:
            place = self.last + 1
        self.owner.execute(COPY, [-self.dice.randint(1, 10**9), place, self.merchant, at])

    def rewrite(self) -> None:
        """A row and all that follows get new, matching fingerprints; the head too."""
        first = self.place()
        name = f"改名{self.dice.randint(0, 10**6)}"
        self.do("UPDATE platform_audit SET object_name = %s WHERE seq = %s AND merchant_id = %s",
                name, first)  # fmt: skip
        rows: Any = self.owner.execute(audit_chain.LINKED, [self.merchant, 0, 10**6]).fetchall()
        previous = audit_chain.FIRST
        for seq, _, _, merchant, *content in rows:
            new = audit_chain.fingerprint(previous, seq, merchant, content)
            if seq >= first:
                text = """UPDATE platform_audit SET prev_hash = %s, hash = %s
                 WHERE seq = %s AND merchant_id = %s"""
                self.do(text, previous, new, seq)
            previous = new
        self.head(self.last)

    def renumber(self) -> None:
        """A row goes and the gap is closed."""
        at = self.place()
        self.do("DELETE FROM platform_audit WHERE seq = %s AND merchant_id = %s", at)
        text = "UPDATE platform_audit SET seq = -seq WHERE seq > %s AND merchant_id = %s"
        self.do(text, at)
        text = "UPDATE platform_audit SET seq = -seq - %s WHERE seq < 0 AND merchant_id = %s"
        self.do(text, 1)

    def deeds(self) -> Iterator[Callable[[], None]]:
        often = [self.column] * 6 + [self.delete, self.cut, self.swap, self.insert, self.renumber]
        while True:
            yield self.dice.choice([*often, self.rewrite])


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_ten_thousand_hands_are_found(
    written: World, owner: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    me = written.merchant.pk

    def rows(text: str, values: Any = ()) -> list[Any]:
        return owner.execute(text, list(values)).fetchall()

    with written.inside():
        whole = audit_chain.verify()
        monkeypatch.setattr(statements, "rows", rows)
        monkeypatch.setattr(
            statements, "one", lambda text, values=(): next(iter(rows(text, values)), None)
        )
        anchors = [(whole.seq, whole.head_hash)]
        assert audit_chain.verify(anchors).ok
        found, missed, hand = 0, list[str](), Hand(owner, me, whole.seq)
        before = rows(LOOK, [me, me])
        for deed in hand.deeds():
            if found == DEEDS:
                break
            with owner.transaction(force_rollback=True):
                try:
                    with owner.transaction():
                        deed()
                except psycopg.Error:
                    continue  # the database itself refuses
                if rows(LOOK, [me, me]) == before:
                    continue
                if audit_chain.verify(anchors).ok:
                    missed.append(deed.__name__)
                else:
                    found += 1
        assert missed == []
        assert audit_chain.verify(anchors).ok
    proofs.tell("audit.tampers", found)
    proofs.tell("audit.missed", len(missed))
