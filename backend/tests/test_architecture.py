"""A context is a house: neighbours ring at the front door."""

from pathlib import Path

import grimp
import pytest

KELIU = Path(__file__).resolve().parents[1] / "keliu"
FRONT_DOORS = {"public", "events", "ports", "errors"}
OPEN_HOUSES = {"kit", "platform", "config", "box"}
CONTEXTS = sorted(
    p.name for p in KELIU.iterdir() if (p / "apps.py").exists() and p.name not in OPEN_HOUSES
)
graph = grimp.build_graph("keliu", include_external_packages=False)


@pytest.mark.parametrize("context", CONTEXTS)
def test_neighbours_use_the_front_door(context: str) -> None:
    inside = {f"keliu.{context}"} | graph.find_descendants(f"keliu.{context}")
    trespassers = [
        f"{importer} -> {room}"
        for room in inside
        if room.split(".")[2:3] and room.split(".")[2] not in FRONT_DOORS
        for importer in graph.find_modules_that_directly_import(room)
        if importer.split(".")[1] not in {context, "config"}
    ]
    assert not trespassers


def test_files_stay_small() -> None:
    long = {
        str(path.relative_to(KELIU)): lines
        for path in KELIU.rglob("*.py")
        if "migrations" not in path.parts and (lines := len(path.read_text().splitlines())) > 400
    }
    assert long == {}


def test_only_the_clock_asks_the_time() -> None:
    askers = [
        str(path.relative_to(KELIU))
        for path in KELIU.rglob("*.py")
        if "box" not in path.parts
        and path.name != "clock.py"
        and ("datetime.now(" in path.read_text() or "timezone.now(" in path.read_text())
        and "tests" not in path.parts
    ]
    assert askers == []
