"""What comes in at the edges of the wire: names twice, moments out of this world, torn uploads."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections
from django.test import Client

from tests import cast
from tests.cast import Api, World

AT_ONCE = 6


@pytest.fixture
def world(transactional_db: None) -> Iterator[World]:
    """远航集团, committed, so that other connections see it."""
    yield cast.company()
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE platform_outbox, platform_push_out")


def test_a_department_has_its_name_for_itself(far_sail: World) -> None:
    boss = far_sail.api("王总")
    status, first = boss.post("/departments", {"name": "客服部"})
    assert status == 200
    status, body = boss.post("/departments", {"name": "客服部"})
    assert (status, body["errors"][0]["field"]) == (422, "name")
    status, inside = boss.post("/departments", {"name": "客服部", "parent_id": first["id"]})
    assert status == 200  # the same name elsewhere is another department
    moved = {"name": "客服部", "parent_id": None, "version": inside["version"]}
    assert boss.patch(f"/departments/{inside['id']}", moved)[0] == 422


def test_of_many_with_one_name_one_is_first(world: World) -> None:
    token, line = world.token("王总"), Barrier(AT_ONCE)

    def add(path: str) -> int:
        try:
            line.wait(10)
            return Api(token).post(path, {"name": "同名", "grants": {}})[0]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = sorted(pool.map(add, ["/roles"] * AT_ONCE))
    assert answers == [200, *[422] * (AT_ONCE - 1)]


@pytest.mark.parametrize(
    ("moment", "status"),
    [
        ("2026-11-22T08:00:00+17:52", 200),  # an offset that PostgreSQL does not know
        ("2503-07-02T04:59:09Z", 422),
        ("0001-01-01T00:00:00+12:00", 422),
        ("2026-11-22T08:00:00", 422),
    ],
)
def test_moments_out_of_this_world(far_sail: World, moment: str, status: int) -> None:
    when = moment.replace("+", "%2B")
    boss = far_sail.api("王总")
    for path in (
        f"/opportunities/win-loss?closed_from={when}&closed_to={when}",
        f"/customers?created_from={when}",
        f"/audit?since={when}",
    ):
        assert boss.get(path)[0] == status, path


@pytest.mark.parametrize("path", ["attachments", "files", "imports"])
def test_a_torn_upload_is_told_so(far_sail: World, path: str) -> None:
    answer = Client(raise_request_exception=False).generic(
        "POST",
        f"/api/v1/{path}",
        b"torn",
        "multipart/form-data",
        headers={"Authorization": f"Bearer {far_sail.token('王总')}"},
    )
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")
