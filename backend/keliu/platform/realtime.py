"""Live messages: written in the caller's transaction, numbered per topic after commit."""

from collections.abc import Sequence
from typing import Any

from keliu.kit import ids, scope
from keliu.platform import sql
from keliu.platform.bus import bus
from keliu.platform.pipeline import Question

INSERT = """INSERT INTO platform_push_out (id, merchant_id, topic, type, data)
 VALUES (%s, %s, %s, %s, %s)"""


def staff_topic(staff_id: int) -> str:
    return f"staff:{staff_id}"


def board_topic(pipeline_id: int) -> str:
    return f"board:{pipeline_id}"


def push(topic: str, kind: str, data: Any) -> None:
    """Send `data` to everyone who listens to `topic`, once the transaction commits."""
    letter = Question(INSERT, [ids.new(), scope.current(), topic, kind, sql.jsonb(data)])
    sql.ask(letter, *bus.call("keliu_push_out"))


def push_all(letters: Sequence[tuple[str, str, Any]]) -> None:
    """The same for many (topic, kind, data) at once."""
    merchant_id = scope.current()
    written = [
        Question(INSERT, [ids.new(), merchant_id, topic, kind, sql.jsonb(data)])
        for topic, kind, data in letters
    ]
    if written:
        sql.ask(*written, *bus.call("keliu_push_out"))


def session_changed(session_id: int, topics: list[str]) -> None:
    """Tell the sockets of a session what it may listen to from now on."""
    sql.ask(*bus.call("keliu_session", " ".join([str(session_id), *topics])))


def session_ended(session_id: int) -> None:
    """Close the sockets of a session within a second."""
    sql.ask(*bus.call("keliu_session", str(session_id)))
