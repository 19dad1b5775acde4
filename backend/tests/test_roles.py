"""One table: what each preset role gets from each endpoint, straight from the code's own words.

The door of an endpoint names a permission; the role either has it or is turned away with 403 that
names it. No endpoint has a door of its own making, and no permission is without a use.
"""

from pathlib import Path

import pytest
from django.db import transaction
from django.http import HttpRequest
from django.test import RequestFactory
from ninja.operation import Operation

from keliu.accounts.rules import PERMISSIONS, PRESETS, SCOPE_WORDS
from keliu.config.api import api, door_of, operations
from keliu.kit.actor import SCOPES
from keliu.kit.errors import Forbidden
from tests import cast
from tests.cast import World

PEOPLE = {"owner": "王总", "manager": "周经理", "sales": "小李", "service": "小吴"}
OPERATIONS = [
    op
    for op in operations(api)
    if door_of(op).audience == "staff" and op.view_func.__name__ != "logout"
]
KELIU = Path(__file__).resolve().parents[1] / "keliu"
DOCUMENT = KELIU.parents[1] / "docs/admin/permissions.md"


@pytest.mark.parametrize("role", PRESETS)
def test_the_door_lets_in_exactly_the_roles_of_the_table(db: None, role: str) -> None:
    world: World = cast.company()
    request = RequestFactory().get(
        "/", headers={"Authorization": f"Bearer {world.token(PEOPLE[role])}"}
    )
    grants, wrong = PRESETS[role][1], []
    for operation in OPERATIONS:
        permission = door_of(operation).permission
        if _refusal(operation, request) != (permission if permission not in grants else None):
            wrong.append((operation.view_func.__name__, permission))
    assert wrong == []


def _refusal(operation: Operation, request: HttpRequest) -> str | None:
    """The permission that the door misses; None when it lets the person in."""
    try:
        with transaction.atomic():
            operation.view_func(request)
    except Forbidden as refused:
        return str(refused.details["permission"])
    except Exception:  # noqa: BLE001  what a call without its arguments runs into behind the door
        return None
    return None


def test_every_permission_is_asked_for_somewhere() -> None:
    source = "\n".join(
        path.read_text()
        for path in KELIU.rglob("*.py")
        if "tests" not in path.parts and "migrations" not in path.parts
    )
    unused = [name for name in PERMISSIONS if source.count(f'"{name}"') < 2]
    assert unused == []


def test_the_document_says_what_the_code_says() -> None:
    lines = [line for line in DOCUMENT.read_text().splitlines() if line.startswith("| ")]
    rows = {cells[2].strip(" `"): cells for cells in (line.split("|") for line in lines)}
    for name, permission in PERMISSIONS.items():
        cells = rows[name]
        assert cells[1].strip() == permission.zh
        for (_, grants), cell in zip(PRESETS.values(), cells[3:], strict=False):
            scope = grants.get(name)
            assert cell.strip() == (SCOPE_WORDS[scope][0] if scope else "—"), name


def test_every_scope_has_its_words() -> None:
    assert set(SCOPE_WORDS) == set(SCOPES)
