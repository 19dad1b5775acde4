"""Who is acting: set at the door, read by the audit log and by services that need an author."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

SCOPES = ("own", "department", "tree", "all")


def narrower(one: str | None, other: str | None) -> str | None:
    """The smaller of two scopes; None is no reach at all."""
    if one is None or other is None:
        return None
    return min(one, other, key=SCOPES.index)


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

    def may(self, permission: str) -> bool:
        """Whether the role has this permission at any scope."""
        return permission in self.grants

    def reach(self, permission: str) -> str | None:
        """Over whose records: own, department, tree, all, or None."""
        return self.grants.get(permission)


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
