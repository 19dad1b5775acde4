"""Every wrong way to call an endpoint, with what must come of it."""

from collections.abc import Iterator
from dataclasses import dataclass

from ninja.operation import Operation

from keliu.accounts.rules import PRESETS
from tests.matrix.samples import Sample
from tests.matrix.world import ACTORS, OUTSIDERS, VARIANTS, MatrixWorld

ROLES = {
    "王总": "owner",
    "周经理": "manager",
    "小李": "sales",
    "小赵": "sales",
    "小孙": "sales",
    "小吴": "service",
}
DEPARTMENTS = {
    "周经理": "华东部",
    "小李": "华东部",
    "小赵": "华东部",
    "小孙": "华南部",
    "小吴": "华南部",
}
SLOT_REFUSALS = {"body": (403, 404, 409, 410, 422), "query": (200, 404, 422)}
FOREIGN = ("neighbour", "never", "deleted")


@dataclass(frozen=True)
class Cell:
    """One call and its verdict: `allowed` calls must pass, others must be refused thus."""

    actor: str
    place: str  # which slot is attacked, or "plain"
    variant: str
    allowed: bool
    refusals: tuple[int, ...] = ()


def strangers_to(variant: str) -> tuple[str, ...]:
    """Everybody; only 老王 is no stranger to the neighbour's things."""
    return tuple(a for a in ACTORS if (a, variant) != ("老王", "neighbour"))


def door_of(operation: Operation) -> tuple[str, str | None]:
    info = operation.view_func.door  # type: ignore[attr-defined]  # set by our decorators
    return info.audience, info.permission


def _asked(operation: Operation, sample: Sample) -> tuple[str, str | None]:
    """Who may come in, and the permission that the door or the room behind it asks for."""
    audience, permission = door_of(operation)
    return audience, sample.needs or permission


def _turned_away(actor: str, audience: str, permission: str | None) -> int | None:
    """The status at the door, before any id is looked at; None lets the actor in."""
    if audience == "public":
        return None
    if audience == "visitor":
        return None if actor == "visitor" else 401
    if actor in OUTSIDERS:
        return 401
    if permission and actor != "老王" and permission not in PRESETS[ROLES[actor]][1]:
        return 403
    return None


def _within_reach(actor: str, permission: str | None, owner: str) -> bool:
    """The reference model of reach, written apart from the product's own."""
    if permission is None:
        return True
    reach = PRESETS[ROLES[actor]][1].get(permission)
    same = DEPARTMENTS.get(actor) is not None and DEPARTMENTS.get(actor) == DEPARTMENTS.get(owner)
    return reach == "all" or (reach is not None and (actor == owner or (reach != "own" and same)))


def plain(operation: Operation, sample: Sample) -> Iterator[Cell]:
    """The right call by everybody."""
    audience, permission = _asked(operation, sample)
    for actor in ACTORS:
        if actor == "老王" and sample.body_ids:
            continue  # the right body names things of the other merchant; slots cover that
        status = _turned_away(actor, audience, permission)
        yield Cell(actor, "plain", sample.on, status is None, (status,) if status else ())


def in_path(world: MatrixWorld, operation: Operation, sample: Sample) -> Iterator[Cell]:
    """Every id in the path, by everybody."""
    audience, permission = _asked(operation, sample)
    for slot, kind in sample.path.items():
        for variant in VARIANTS:
            if variant not in world.things[kind] and variant != "never":
                continue
            for actor in strangers_to(variant):
                status = _turned_away(actor, audience, permission)
                if status is not None:
                    # What is asked for inside is asked after the thing was found, or not found.
                    told = (status, 404) if sample.needs and status == 403 else (status,)
                    yield Cell(actor, slot, variant, allowed=False, refusals=told)
                    continue
                shown = audience == "public" and variant not in {*FOREIGN, "deleted"}
                good = shown or _may(world, sample, actor, permission, variant)
                refusals = (403, 404) if sample.author else (404,)
                yield Cell(actor, slot, variant, good, () if good else refusals)


def _may(
    world: MatrixWorld, sample: Sample, actor: str, permission: str | None, variant: str
) -> bool:
    if actor == "老王" or variant in {"neighbour", "never"}:
        return False
    if (variant == "deleted") != (sample.on == "deleted"):
        return False
    owner = "小李" if variant == "deleted" else variant
    if sample.author:
        return actor == owner or _within_reach(actor, sample.author, owner)
    if sample.personal:
        return actor == owner or (sample.boss and actor == "王总")
    return not sample.owned or _within_reach(actor, permission, owner)


def in_slots(world: MatrixWorld, operation: Operation, sample: Sample) -> Iterator[Cell]:
    """Every id in body and query, replaced by ids that are not the caller's to use."""
    audience, permission = _asked(operation, sample)
    for place, slots in (("body", sample.body_ids), ("query", sample.query_ids)):
        for slot, kind in slots.items():
            for variant in FOREIGN:
                if variant != "never" and variant not in world.things[kind]:
                    continue
                for actor in strangers_to(variant):
                    status = _turned_away(actor, audience, permission)
                    refusals = (status,) if status else SLOT_REFUSALS[place]
                    yield Cell(actor, f"{place}:{slot}", variant, allowed=False, refusals=refusals)


def of(world: MatrixWorld, operation: Operation, sample: Sample) -> list[Cell]:
    """All cells of one endpoint."""
    cells = [] if sample.path else list(plain(operation, sample))
    return (
        cells + list(in_path(world, operation, sample)) + list(in_slots(world, operation, sample))
    )
