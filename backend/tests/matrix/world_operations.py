"""One background task of each person."""

from typing import Any

from keliu.kit import actor
from keliu.kit.actor import Actor
from keliu.platform import undo


def operation_of(place: Any, name: str, mark: str) -> int:
    """A finished task that can be undone."""
    staff = place.staff[name]
    with place.inside(), actor.acting(Actor(staff.pk, staff.name)):
        with undo.recording("test", f"{mark}改级别", title_en="Levels") as journal:
            pass
        return int(journal.operation.pk)
