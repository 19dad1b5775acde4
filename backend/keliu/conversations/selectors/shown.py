"""What a list of replies shows beside its rows: names, files, figures; in a few queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from keliu.conversations.models import Reply
from keliu.conversations.ports import Ports
from keliu.conversations.rules.answers import files
from keliu.conversations.selectors import replies
from keliu.kit import clock
from keliu.platform import files as platform_files
from keliu.platform import merchants


@dataclass(frozen=True)
class File:
    """A stored file with an address people can open."""

    id: int
    kind: str
    url: str
    name: str
    seconds: int | None


@dataclass(frozen=True)
class Shelf:
    """Everything by id."""

    files: dict[int, File]
    accounts: dict[int, str]
    scenes: dict[str, str]
    troubles: dict[int, str]
    times: dict[int, int]
    days: dict[int, date]


def _files(identifiers: Iterable[int]) -> dict[int, File]:
    wanted = list(identifiers)
    public = platform_files.cards(wanted)
    private = platform_files.attachments(set(wanted) - set(public))
    found = {one: File(one, "picture", card.url, card.name, None) for one, card in public.items()}
    for one, kept in private.items():
        found[one] = File(one, kept.kind, kept.url, kept.name, kept.seconds)
    return found


def shelf(rows: Sequence[Reply]) -> Shelf:
    """What these replies need to be shown."""
    today = clock.local_day(clock.now(), merchants.timezone())
    ids = [row.pk for row in rows]
    used = files(answer for row in rows for answer in row.answers)
    return Shelf(
        files=_files(used),
        troubles=Ports.troubles(used) if used and Ports.troubles is not None else {},
        accounts=Ports.accounts() if Ports.accounts is not None else {},
        scenes=Ports.scenes() if Ports.scenes is not None else {},
        times=replies.recent_times(ids, today),
        days=replies.last_days(ids),
    )
