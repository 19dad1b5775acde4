"""Who is acting: set at the door, read by the audit log and by services that need an author."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import Any

SCOPES = ("own", "subordinates", "department", "tree", "listed", "all")


def covers(wide: str, narrow: str) -> bool:
    """Whether `wide` reaches at least every record that `narrow` does, for one and the same person.

    Subordinates, departments and listed departments are not comparable: each may hold what the
    others lack.
    """
    return wide in {narrow, "all"} or narrow == "own" or (wide, narrow) == ("tree", "department")


def narrower(one: str | None, other: str | None) -> str | None:
    """A scope that reaches no further than either: the smaller one, or own records."""
    if one is None or other is None:
        return None
    if covers(one, other):
        return other
    return one if covers(other, one) else "own"


def narrowed(grants: dict[str, str], permission: str) -> dict[str, str]:
    """`grants` with nothing reaching further than `permission` does."""
    most = grants.get(permission)
    found = {name: narrower(reach, most) for name, reach in grants.items()}
    return {name: reach for name, reach in found.items() if reach is not None}


@dataclass(frozen=True)
class Actor:
    """A signed-in person: member of staff or visitor, with what the session allows."""

    staff_id: int | None
    name: str
    session_id: int | None = None
    ip: str = ""
    grants: dict[str, str] = field(default_factory=dict)
    department_id: int | None = None
    departments: tuple[int, ...] = ()  # own department and everything below it
    customer_id: int | None = None  # a visitor who agreed and is known
    subordinates: tuple[int, ...] = ()  # everybody below, when the role asks for it
    listed: tuple[int, ...] = ()  # the departments the role lists, and everything below them
    fields: dict[str, Any] = field(default_factory=dict)  # the role's field rules
    shared: bool = False  # may hold temporary access to single records
    held: dict[str, dict[int, str]] = field(default_factory=dict, compare=False, repr=False)
    """Levels of that access by kind and record, as far as they were asked for."""

    def may(self, permission: str) -> bool:
        """Whether the role has this permission at any scope."""
        return permission in self.grants

    def reach(self, permission: str) -> str | None:
        """Over whose records: one of SCOPES, or None."""
        return self.grants.get(permission)

    def within(self, permission: str) -> "Actor":
        """The same person with nothing reaching further than `permission`, single records aside."""
        return replace(self, grants=narrowed(self.grants, permission), shared=False, held={})


NOBODY = Actor(staff_id=None, name="系统")
_actor: ContextVar[Actor] = ContextVar("actor", default=NOBODY)


def current() -> Actor:
    """The acting person, or NOBODY in jobs."""
    return _actor.get()


@contextmanager
def acting(actor: Actor) -> Iterator[None]:
    token = _actor.set(actor)
    try:
        yield
    finally:
        _actor.reset(token)
