"""Work in the background: progress, reasons, cancel, resume; and all of it taken back."""

from collections.abc import Iterator

import pytest
from django.db.models import F

from keliu.accounts.services import staff as people
from keliu.customers.models import Customer, Ownership
from keliu.kit import actor
from keliu.kit.actor import Actor
from keliu.kit.errors import Invalid
from keliu.platform import operations, undo
from keliu.platform.models import Operation, OperationItem, UndoEntry
from keliu.platform.operations import Runner
from keliu.platform.undo import Journal
from tests import cast
from tests.cast import World
from tests.checksum import checksums


@pytest.fixture
def world(db: None) -> World:
    return cast.company()


@pytest.fixture(autouse=True)
def runner() -> Iterator[None]:
    operations.RUNNERS["test"] = Runner(work=level_a, chunk=3)
    yield
    del operations.RUNNERS["test"]


def level_a(operation: Operation, items: list[OperationItem], journal: Journal) -> None:
    journal.watch(Customer, [item.record_id or 0 for item in items])

    def one(item: OperationItem) -> None:
        row = Customer.objects.get(pk=item.record_id or 0)
        if row.name == "坏":
            raise Invalid(fields={"level": "这位不行"})
        Customer.objects.filter(pk=row.pk).update(level="A", version=F("version") + 1)

    operations.each(items, one)


def add(world: World, *names: str) -> list[int]:
    api = world.api("小李")
    return [int(api.post("/customers", {"name": name})[1]["id"]) for name in names]


def begin(world: World, ids: list[int]) -> Operation:
    who = world.staff["小李"]
    with actor.acting(Actor(who.pk, who.name)):
        return operations.start(kind="test", title="改级别", title_en="Levels", items=ids)


def test_it_works_through_everything_and_says_what_failed(world: World) -> None:
    ids = add(world, "甲", "坏", "乙", "丙", "丁")
    with world.inside():
        done = operations.run_to_end(begin(world, ids).pk)
        assert (done.state, done.total, done.done, done.failed) == ("done", 5, 4, 1)
        assert sorted(Customer.objects.values_list("level", flat=True)) == ["", "A", "A", "A", "A"]
    status, body = world.api("小李").get(f"/operations/{done.pk}/items?state=failed")
    assert status == 200
    assert [item["message"] for item in body["items"]] == ["这位不行"]
    assert world.api("小赵").get(f"/operations/{done.pk}")[0] == 404
    assert world.api("王总").get(f"/operations/{done.pk}")[1]["by"] == "小李"


def test_undo_gives_back_every_byte(world: World) -> None:
    ids = add(world, "甲", "坏", "乙", "丙")
    with world.inside():
        before = checksums()
        done = operations.run_to_end(begin(world, ids).pk)
        assert checksums() != before
    assert world.api("小李").post(f"/operations/{done.pk}/undo")[1]["state"] == "undoing"
    with world.inside():
        over = operations.run_to_end(done.pk)
        assert (over.state, over.kept) == ("undone", 0)
        assert checksums() == before
    status, body = world.api("小李").post(f"/operations/{done.pk}/undo")
    assert (status, body["code"]) == (409, "operation_not_undoable")


def test_what_people_changed_since_stays(world: World) -> None:
    first, second, third = add(world, "甲", "乙", "丙")
    with world.inside():
        done = operations.run_to_end(begin(world, [first, second, third]).pk)
    api = world.api("小李")
    assert api.patch(f"/customers/{first}", {"note": "爱喝茶", "version": 2})[0] == 200
    assert api.patch(f"/customers/{second}", {"level": "B", "version": 2})[0] == 200
    api.post(f"/operations/{done.pk}/undo")
    with world.inside():
        assert operations.run_to_end(done.pk).kept == 1
        rows = {row.pk: row for row in Customer.objects.all()}
        assert (rows[first].level, rows[first].note) == ("", "爱喝茶")
        assert rows[second].level == "B"
        assert (rows[third].level, rows[third].version) == ("", 1)
        kept = UndoEntry.objects.get(outcome="part")
        assert (kept.row_id, kept.kept) == (second, ["level"])


def test_cancel_keeps_what_is_done_and_can_be_undone(world: World) -> None:
    ids = add(world, "甲", "乙", "丙", "丁")
    with world.inside():
        before = checksums()
        operation = begin(world, ids)
        assert operations.advance(operation.pk) is True
    assert world.api("小李").post(f"/operations/{operation.pk}/cancel")[1]["state"] == "cancelled"
    with world.inside():
        assert operations.advance(operation.pk) is False
        assert Customer.objects.filter(level="A").count() == 3
    assert world.api("小李").post(f"/operations/{operation.pk}/cancel")[0] == 409
    world.api("小李").post(f"/operations/{operation.pk}/undo")
    with world.inside():
        operations.run_to_end(operation.pk)
        assert checksums() == before


def test_a_surprise_stops_it_and_leaves_the_finished_part(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = add(world, "甲", "乙", "丙", "丁")
    with world.inside():
        operation = begin(world, ids)
        operations.advance(operation.pk)

        def broken(*_: object) -> None:
            Customer.objects.update(level="C")
            raise ZeroDivisionError

        monkeypatch.setitem(operations.RUNNERS, "test", Runner(work=broken, chunk=3))
        assert operations.advance(operation.pk) is False
        operation.refresh_from_db()
        assert operation.state == "failed"
        assert "可以撤销" in operation.problem
        assert Customer.objects.filter(level="C").count() == 0


def test_who_was_disabled_does_nothing_more(world: World) -> None:
    ids = add(world, "甲")
    with world.inside():
        operation = begin(world, ids)
        staff = world.staff["小李"]
        staff.refresh_from_db()
        people.staff_set_state(staff, version=staff.version, state="disabled")
        operations.advance(operation.pk)
        operation.refresh_from_db()
        assert operation.state == "failed"
        assert Customer.objects.get().level == ""


def test_made_and_removed_rows_go_and_come_back(world: World) -> None:
    (old,) = add(world, "甲")
    with world.inside():
        before = checksums()
        with undo.recording("test", "换人", title_en="Owner") as journal:
            owned = list(Ownership.objects.filter(customer_id=old).values_list("id", flat=True))
            journal.watch(Ownership, owned)
            Ownership.objects.filter(pk__in=owned).delete()
            new = Customer.objects.create(name="乙", name_key="yi", owner_id=world.staff["小李"].pk)
            journal.created(Customer, [new.pk])
        assert checksums() != before
        who = world.staff["小李"]
        with actor.acting(Actor(who.pk, who.name)):
            Operation.objects.update(by_id=who.pk)
            operations.take_back(journal.operation)
            operations.run_to_end(journal.operation.pk)
        assert checksums() == before


def test_a_made_row_that_somebody_works_with_stays(world: World) -> None:
    with world.inside():
        with undo.recording("test", "导入", title_en="Import") as journal:
            new = Customer.objects.create(name="乙", name_key="yi", owner_id=world.staff["小李"].pk)
            journal.created(Customer, [new.pk])
        Customer.objects.filter(pk=new.pk).update(note="聊过")
        Operation.objects.update(by_id=world.staff["王总"].pk)
        operations.take_back(journal.operation)
        assert operations.run_to_end(journal.operation.pk).kept == 1
        assert Customer.objects.filter(pk=new.pk).exists()
