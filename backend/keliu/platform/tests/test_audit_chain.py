"""Nobody can rewrite what happened: every way of touching the log is found, by row and place."""

import os
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg import sql as text

from keliu.config.relay.audit import AuditRelay
from keliu.kit import actor, ids
from keliu.kit.actor import Actor
from keliu.platform import audit, audit_chain
from keliu.platform import sql as statements
from tests import cast
from tests.cast import World

ROWS = 12
Connection = psycopg.Connection[tuple[object, ...]]


@pytest.fixture
def written(transactional_db: None) -> World:
    """A company with a dozen and more lines in its log, and a neighbour with some."""
    world = cast.company()
    cast.fruit_shop()
    with world.inside(), actor.acting(Actor(world.staff["王总"].pk, "王总", ip="10.0.0.8")):
        for number in range(ROWS):
            changes = {"amount_fen": (number, number + 1), "note": (None, "说好了")}
            audit.record("customer.update", "customer", ids.new(), f"客户{number}", changes)
    link()
    return world


@pytest.fixture
def owner() -> Iterator[Connection]:
    """The role that owns the tables: the strongest hand there is inside the database."""
    with psycopg.connect(os.environ["KELIU_OWNER_DATABASE_URL"], autocommit=True) as connection:
        yield connection


def link() -> int:
    with psycopg.connect(os.environ["KELIU_RELAY_DATABASE_URL"], autocommit=True) as relay:
        return AuditRelay().link(relay)


def found(world: World, *anchors: tuple[int, bytes]) -> audit_chain.Finding:
    with world.inside():
        return audit_chain.verify(anchors)


def row_at(owner: Connection, world: World, seq: int) -> int:
    question = "SELECT id FROM platform_audit WHERE merchant_id = %s AND seq = %s"
    row: Any = owner.execute(question, [world.merchant.pk, seq]).fetchone()
    return int(row[0])


def test_an_untouched_chain_is_whole(written: World) -> None:
    whole = found(written)
    assert (whole.ok, whole.seq >= ROWS, whole.waiting) == (True, True, 0)
    with written.inside():
        audit.record("customer.delete", "customer", 1, "张伟")
    assert found(written).waiting == 1
    assert link() == 1
    assert (found(written).ok, found(written).seq) == (True, whole.seq + 1)


COLUMNS: dict[str, Any] = {
    "at": "2020-01-01T00:00:00Z", "actor_id": 7, "actor_name": "别人", "action": "customer.read",
    "object_kind": "lead", "object_id": 7, "object_name": "李四", "ip": "1.1.1.1",
    "changes": "[]", "seq": 99_999, "prev_hash": b"\1" * 32, "hash": b"\1" * 32, "id": 7,
    "merchant_id": 7,
}  # fmt: skip


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("empty", [False, True], ids=["changed", "emptied"])
def test_every_changed_column_is_found(
    written: World, owner: Connection, column: str, *, empty: bool
) -> None:
    if empty and column in {"id", "merchant_id", "at", "action", "object_kind"}:
        return  # the database itself refuses
    value: Any = COLUMNS[column]
    if empty:
        value = {"changes": "null", "actor_name": "", "object_name": "", "ip": ""}.get(column)
    place = found(written).seq - 3
    victim = row_at(owner, written, place)
    change = text.SQL("UPDATE platform_audit SET {} = %s WHERE id = %s AND merchant_id = %s")
    owner.execute(change.format(text.Identifier(column)), [value, victim, written.merchant.pk])
    broken = found(written)
    assert (broken.ok, broken.seq, broken.broken_seq) == (False, place - 1, place)
    link()  # the relay may pick the row up again, but can not hide it
    assert not found(written).ok


@pytest.mark.parametrize("seq", [1, 6])
def test_a_deleted_row_is_found(written: World, owner: Connection, seq: int) -> None:
    owner.execute("DELETE FROM platform_audit WHERE id = %s", [row_at(owner, written, seq)])
    assert (found(written).broken_seq, found(written).reason) == (seq, "missing")


def test_a_closed_up_gap_is_found(written: World, owner: Connection) -> None:
    owner.execute("DELETE FROM platform_audit WHERE id = %s", [row_at(owner, written, 6)])
    for seq in range(7, found(written).seq + ROWS):
        owner.execute(
            "UPDATE platform_audit SET seq = seq - 1 WHERE merchant_id = %s AND seq = %s",
            [written.merchant.pk, seq],
        )
    assert found(written).broken_seq == 6


def test_an_inserted_row_is_found(written: World, owner: Connection) -> None:
    me = written.merchant.pk
    for seq in range(40, 4, -1):
        owner.execute(
            "UPDATE platform_audit SET seq = seq + 1 WHERE merchant_id = %s AND seq = %s",
            [me, seq],
        )
    owner.execute(
        """INSERT INTO platform_audit
          (id, merchant_id, at, action, object_kind, seq, prev_hash, hash)
         SELECT 77, merchant_id, at, 'customer.delete', 'customer', 5, prev_hash, hash
         FROM platform_audit WHERE merchant_id = %s AND seq = 4""",
        [me],
    )
    assert found(written).broken_seq == 5


def test_two_swapped_rows_are_found(written: World, owner: Connection) -> None:
    one, other = row_at(owner, written, 5), row_at(owner, written, 6)
    swap = """UPDATE platform_audit SET seq = CASE id WHEN %s THEN -6 ELSE -5 END
     WHERE id = ANY(%s)"""
    owner.execute(swap, [one, [one, other]])
    owner.execute("UPDATE platform_audit SET seq = -seq WHERE id = ANY(%s)", [[one, other]])
    assert found(written).broken_seq == 5


@pytest.mark.parametrize("cut", [1, 3, 1000])
def test_a_cut_off_tail_is_found(written: World, owner: Connection, cut: int) -> None:
    last = found(written).seq
    owner.execute(
        "DELETE FROM platform_audit WHERE merchant_id = %s AND seq > %s",
        [written.merchant.pk, last - cut],
    )
    assert (found(written).ok, found(written).reason) == (False, "cut")


def test_a_tail_cut_together_with_its_head_is_found_with_the_log(
    written: World, owner: Connection, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "keliu.audit")
    with written.inside():
        audit.record("customer.delete", "customer", 1, "张伟")
    link()
    word, merchant, seq, fingerprint = caplog.messages[-1].split()
    assert (word, merchant) == ("chain", str(written.merchant.pk))
    anchor = (int(seq), bytes.fromhex(fingerprint))
    assert found(written, anchor).ok
    owner.execute(
        "DELETE FROM platform_audit WHERE merchant_id = %s AND seq = %s",
        [written.merchant.pk, int(seq)],
    )
    owner.execute(
        """UPDATE platform_audit_head h SET seq = a.seq, hash = a.hash FROM platform_audit a
         WHERE a.merchant_id = h.merchant_id AND h.merchant_id = %s AND a.seq = %s""",
        [written.merchant.pk, int(seq) - 1],
    )
    assert found(written).ok  # the database alone can not know
    assert found(written, anchor).reason == "cut"


def test_a_tail_thrown_back_is_found_and_stays_found(written: World, owner: Connection) -> None:
    owner.execute(
        """UPDATE platform_audit SET seq = NULL, prev_hash = NULL, hash = NULL
         WHERE merchant_id = %s AND seq > 8""",
        [written.merchant.pk],
    )
    assert found(written).reason == "cut"
    link()
    assert found(written).reason == "missing"


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE platform_audit SET action = 'x' WHERE merchant_id = %s",
        "UPDATE platform_audit SET seq = NULL WHERE merchant_id = %s",
        "DELETE FROM platform_audit WHERE merchant_id = %s",
        "UPDATE platform_audit_head SET seq = 1 WHERE merchant_id = %s",
        "DELETE FROM platform_audit_head WHERE merchant_id = %s",
        "INSERT INTO platform_audit (id, merchant_id, at, action, object_kind, seq) "
        "VALUES (7, %s, now(), 'x', 'y', 1)",
    ],
)
def test_the_application_itself_can_only_add(written: World, attack: str) -> None:
    with written.inside(), pytest.raises(Exception, match="permission denied"):
        statements.do(attack, [written.merchant.pk])
    assert found(written).ok


def test_the_next_chain_is_its_own(written: World, owner: Connection) -> None:
    heads: Any = owner.execute("SELECT merchant_id, seq FROM platform_audit_head").fetchall()
    assert len(heads) == 2
    with written.inside():
        assert statements.one("SELECT count(*) FROM platform_audit_head")[0] == 1
