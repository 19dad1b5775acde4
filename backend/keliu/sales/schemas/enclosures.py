"""Shapes of the files of quotes and contracts."""

from collections.abc import Sequence

from pydantic import Field

from keliu.platform import files
from keliu.platform.wire import Asked, Id, Wire


class Enclosure(Wire):
    """A private file of a paper; both addresses end within the hour."""

    id: Id
    kind: str
    name: str
    mime: str
    size: int
    url: str
    thumb_url: str | None

    @staticmethod
    def all(file_ids: Sequence[int]) -> "list[Enclosure]":
        """In the order of the paper, in one query."""
        cards = files.attachments(file_ids)
        return [Enclosure.model_validate(cards[one]) for one in file_ids if one in cards]


class EnclosuresIn(Asked):
    """The whole list; new ones are one's own fresh uploads (POST /attachments)."""

    file_ids: list[Id] = Field(max_length=20)
    version: int
