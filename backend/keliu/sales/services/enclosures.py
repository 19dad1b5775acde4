"""附件: private files of quotes and contracts. They are added whatever the state of the paper."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.db import transaction

from keliu.kit.errors import Invalid
from keliu.platform import files, records
from keliu.sales.models import Contract, Quote

_Paper = TypeVar("_Paper", Quote, Contract)
MOST = 20


def enclosed(wanted: Sequence[int], known: Sequence[int] = ()) -> list[int]:
    """The files a paper has from now on: new ones are one's own fresh uploads. Raises Invalid."""
    ids = list(dict.fromkeys(wanted))
    if len(ids) > MOST:
        raise Invalid(fields={"file_ids": f"最多 {MOST} 个附件"})
    files.attach([one for one in ids if one not in known])
    files.detach(set(known) - set(ids))
    return ids


@transaction.atomic
def enclosures_set(
    row: _Paper, *, version: int, file_ids: Sequence[int], current: Callable[[_Paper], Any]
) -> None:
    """The whole list of a paper's files. Raises Stale, Invalid."""
    before = list(row.file_ids)
    records.save_changes(
        row,
        version=version,
        changes={"file_ids": list(dict.fromkeys(file_ids))},
        current=current,
        shown={"file_ids": (_names(before), _names(file_ids))},
    )
    enclosed(file_ids, before)


def _names(file_ids: Sequence[int]) -> str:
    cards = files.attachments(file_ids)
    return "、".join(cards[one].name for one in file_ids if one in cards)
