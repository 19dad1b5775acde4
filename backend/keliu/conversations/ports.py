"""What conversations need from the channels above them."""

from collections.abc import Callable, Iterable
from typing import ClassVar

from keliu.conversations.rules.talk import Answer, Inbound


class Ports:
    """Filled by config.wiring; without a channel there are no accounts to speak of."""

    accounts: Callable[[], dict[int, str]] | None = None
    """Names of the merchant's connected accounts by id."""
    prepare: Callable[[int | None, Iterable[tuple[int, str]]], None] | None = None
    """These files, each with its role, will be sent by this account (None: by any): have them
    ready there."""
    scenes: Callable[[], dict[str, str]] | None = None
    """Names of the merchant's scene codes by scene."""
    troubles: Callable[[Iterable[int]], dict[int, str]] | None = None
    """Why the channel does not take some of these stored files."""
    reserved: ClassVar[dict[str, Callable[[Inbound], list[Answer]]]] = {}
    """What `stop` and `start` do; their answers go out instead of any rule's."""
    asked: ClassVar[dict[str, Callable[[Inbound], list[Answer]]]] = {}
    """What somebody hears who asks for their own business (`orders`), unless a rule answers."""
