"""Ways a message can reach a person."""

from dataclasses import dataclass
from typing import ClassVar, Protocol


@dataclass(frozen=True)
class Message:
    """What is said, to whom, and what a tap on it opens."""

    staff_id: int
    kind: str
    title: str
    text: str
    link: tuple[str, int] | None
    dedupe: str
    delivery_id: int = 0  # the log's row, once the gate has written it


class MessageSender(Protocol):
    """One channel."""

    def __call__(self, message: Message) -> None:
        """Hand the message over; raising means that it was not sent and will be tried again."""


class Ports:
    """Filled by config.wiring; the in-app inbox is always there."""

    senders: ClassVar[dict[str, MessageSender]] = {}
