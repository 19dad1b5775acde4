"""Tags on many records at once, in the background; it can be undone."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from keliu.kinds import public as kinds
from keliu.kit.errors import Invalid, KeliuError
from keliu.platform import operations
from keliu.platform.models import Operation, OperationItem
from keliu.platform.undo import Journal
from keliu.tags import rules
from keliu.tags.services.tags import hang, tags_named

OUT_OF_REACH = "不归你管,不能改它的标签"


@transaction.atomic
def start(
    kind_name: str, which: kinds.Chosen, *, add: Sequence[int], remove: Sequence[int]
) -> Operation:
    """Begin. Raises Invalid, NotFound, NothingChosen, TooManyChosen."""
    if kind_name not in rules.KINDS:
        raise Invalid(fields={"kind": "这种记录不能打标签"})
    kind = kinds.kind_of(kind_name)
    if not add and not remove:
        raise Invalid(fields={"add": "请选标签"})
    hung = "、".join(tag.name for tag in tags_named(add))
    gone = "、".join(tag.name for tag in tags_named(remove))
    said = ";".join(part for part in (hung and f"加“{hung}”", gone and f"去掉“{gone}”") if part)
    english = "; ".join(part for part in (hung and f"add {hung}", gone and f"take {gone}") if part)
    params: dict[str, Any] = {"kind": kind_name}
    params |= {"add": [str(one) for one in add], "remove": [str(one) for one in remove]}
    return operations.start(
        kind="bulk_tag",
        title=f"给{kind.zh}{said}",
        title_en=f"Tags of {kind.en.lower()}: {english}",
        params=params,
        items=kinds.chosen(kind, which),
    )


def work(operation: Operation, items: list[OperationItem], journal: Journal) -> None:
    """One chunk: those within reach get the tags together."""
    params = operation.params
    kind = kinds.kind_of(params["kind"])
    good = []
    for item in items:
        try:
            kind.find(item.record_id or 0, kind.write)
        except KeliuError:
            item.state, item.message = OperationItem.State.FAILED, OUT_OF_REACH
        else:
            item.state = OperationItem.State.DONE
            good.append(item.record_id or 0)
    add, remove = (tags_named([int(one) for one in params[name]]) for name in ("add", "remove"))
    hang(kind.name, sorted(good), add=add, remove=remove, journal=journal)


def register() -> None:
    """Make the runner known; called by config.wiring."""
    operations.RUNNERS["bulk_tag"] = operations.Runner(work=work)
