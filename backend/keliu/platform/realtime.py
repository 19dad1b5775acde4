"""Live messages: written in the caller's transaction, numbered per topic after commit."""

from collections.abc import Sequence
from typing import Any

from keliu.kit import ids, scope
from keliu.platform import sql
from keliu.platform.bus import bus
from keliu.platform.pipeline import Question

INSERT = """INSERT INTO platform_push_out (id, merchant_id, topic, type, data)
 VALUES (%s, %s, %s, %s, %s)"""
INSERT_ALL = """INSERT INTO platform_push_out (id, merchant_id, topic, type, data)
 SELECT x.id, %s, x.topic, x.type, x.data
 FROM jsonb_to_recordset(%s::jsonb) AS x (id bigint, topic text, type text, data jsonb)"""


RADAR_TOPIC = "radar"  # of the whole merchant: that something moved, and nothing else


def staff_topic(staff_id: int) -> str:
    return f"staff:{staff_id}"


def board_topic(pipeline_id: int) -> str:
    return f"board:{pipeline_id}"


def push(topic: str, kind: str, data: Any) -> None:
    """Send `data` to everyone who listens to `topic`, once the transaction commits."""
    letter = Question(INSERT, [ids.new(), scope.current(), topic, kind, sql.jsonb(data)])
    sql.ask(letter, *bus.call("keliu_push_out"))


def push_all(letters: Sequence[tuple[str, str, Any]]) -> None:
    """The same for many (topic, kind, data) at once, in this order."""
    if not letters:
        return
    named = zip(ids.some(len(letters)), letters, strict=True)
    rows = [
        {"id": one, "topic": topic, "type": kind, "data": data}
        for one, (topic, kind, data) in named
    ]
    written = Question(INSERT_ALL, [scope.current(), sql.jsonb(rows)])
    sql.ask(written, *bus.call("keliu_push_out"))


def session_changed(session_id: int, topics: list[str]) -> None:
    """Tell the sockets of a session what it may listen to from now on."""
    sql.ask(*bus.call("keliu_session", " ".join([str(session_id), *topics])))


def session_ended(session_id: int) -> None:
    """Close the sockets of a session within a second."""
    sql.ask(*bus.call("keliu_session", str(session_id)))
