"""Importing and exporting: the dry run tells the truth, everything can be taken back."""

import csv
import io
import re
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from keliu.customers.models import Customer, Ownership
from keliu.kinds.exchange import reading
from keliu.kinds.models import Export, ImportRow
from keliu.kinds.services import exporting
from keliu.kit import clock
from keliu.platform import operations
from keliu.platform.models import AuditEntry
from tests import cast
from tests.cast import Api, World
from tests.checksum import checksums

TITLES = ["客户名称", "手机", "客户级别", "公司", "备注", "负责人", "创建时间"]
ROWS: list[list[object]] = [
    ["张阿姨", "13800001111", "A", "", "爱吃橙子", "", "2024-05-06 10:00:00"],
    ["李老板", "13800002222", "特级", "五金行", "", "", ""],
    ["王姐", "1380000", "B", "", "", "", ""],
    ["赵叔", "13800001111", "", "", "", "", ""],
    ["钱总", "13800003333", "B", "钱家", "爱喝茶", "小李", ""],
]


@pytest.fixture
def world(db: None) -> World:
    return cast.company()


def book(*rows: list[object], titles: list[str] | None = None) -> bytes:
    made = Workbook()
    for row in [titles or TITLES, *rows]:
        made.active.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def bring(api: Api, data: bytes, name: str = "客户.xlsx", kind: str = "customer") -> Any:
    sent = {"file": SimpleUploadedFile(name, data), "kind": kind}
    answer = api.client.post(
        "/api/v1/imports", sent, headers={"Authorization": f"Bearer {api.token}"}
    )
    return answer.status_code, answer.json()


def through(world: World, api: Api, sheet: Any, step: str) -> Any:
    """Check or run, to the end; the sheet afterwards."""
    status, body = api.post(f"/imports/{sheet['id']}/{step}")
    assert status == 200, body
    with world.inside():
        operations.run_to_end(int(body["check_id" if step == "check" else "run_id"]))
    return api.get(f"/imports/{sheet['id']}")[1]


def update_known(api: Api, sheet: Any) -> Any:
    policy = {"found": "update", "match": "phone"}
    sent = {"mapping": sheet["mapping"], "policy": policy, "version": sheet["version"]}
    status, body = api.patch(f"/imports/{sheet['id']}", sent)
    assert status == 200, body
    return body


def rows_of(api: Api, sheet: Any, outcome: str) -> list[Any]:
    return list(api.get(f"/imports/{sheet['id']}/rows?outcome={outcome}")[1]["items"])


def test_the_dry_run_writes_nothing_and_shows_everything(world: World) -> None:
    boss = world.api("王总")
    old = boss.post("/customers", {"name": "老客户", "phone": "13800003333", "level": "C"})[1]
    status, sheet = bring(boss, book(*ROWS))
    assert status == 200
    assert sheet["mapping"][:4] == ["name", "phone", "level", "company"]
    sheet = update_known(boss, sheet)
    with world.inside():
        before = checksums("kinds_importrow", "kinds_import")
    sheet = through(world, boss, sheet, "check")
    with world.inside():
        assert checksums("kinds_importrow", "kinds_import") == before
    assert sheet["checked"] is True
    assert sheet["outcomes"] == {"create": 1, "reject": 2, "skip": 1, "update": 1}
    refused = [row["message"] for row in rows_of(boss, sheet, "reject")]
    assert "没有“特级”这个选项" in refused[0]
    assert "少了几位" in refused[1]
    assert rows_of(boss, sheet, "skip")[0]["message"] == "和第 2 行重复,只导入那一行"
    (change,) = rows_of(boss, sheet, "update")
    assert change["record_id"] == old["id"]
    shown = {one["field"]: (one["before"], one["after"]) for one in change["differences"]}
    assert shown["name"] == ("老客户", "钱总")
    assert shown["level"] == ("C", "B")
    assert shown["note"] == ("", "爱喝茶")


def test_an_import_is_what_the_check_said_and_goes_back_to_the_byte(world: World) -> None:
    boss = world.api("王总")
    boss.post("/customers", {"name": "老客户", "phone": "13800003333"})
    sheet = update_known(boss, bring(boss, book(*ROWS))[1])
    assert boss.post(f"/imports/{sheet['id']}/run")[1]["code"] == "import_not_ready"
    sheet = through(world, boss, sheet, "check")
    with world.inside():
        before = checksums("kinds_importrow", "kinds_import")
    sheet = through(world, boss, sheet, "run")
    assert sheet["outcomes"] == {"created": 1, "reject": 2, "skip": 1, "updated": 1}
    with world.inside():
        new = Customer.objects.get(name="张阿姨")
        assert (new.level, new.source, new.created_at.year) == ("A", "import", 2024)
        assert Ownership.objects.filter(customer_id=new.pk).count() == 1
        assert AuditEntry.objects.filter(action="customer.import").count() == 1
    assert boss.post(f"/imports/{sheet['id']}/run")[0] == 409
    assert boss.post(f"/operations/{sheet['run_id']}/undo")[0] == 200
    with world.inside():
        over = operations.run_to_end(int(sheet["run_id"]))
        assert (over.state, over.kept) == ("undone", 0)
        assert checksums("kinds_importrow", "kinds_import") == before


def test_rejected_rows_come_back_as_a_sheet_with_reasons(world: World) -> None:
    boss = world.api("王总")
    sheet = through(world, boss, bring(boss, book(*ROWS))[1], "check")
    status, data = boss.get(f"/imports/{sheet['id']}/rejected")
    assert status == 200
    rows = list(load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True))
    assert rows[0][-1] == "没导入的原因"
    assert [row[0] for row in rows[1:]] == ["李老板", "王姐"]
    assert "少了几位" in str(rows[2][-1])


def test_reasons_and_the_empty_sheet_come_in_what_the_person_reads(world: World) -> None:
    boss = world.api("王总")
    sheet = through(world, boss, bring(boss, book(*ROWS))[1], "check")
    assert boss.put("/me/language", {"language": "en"})[0] == 204
    # A browser fetches a sheet by itself: what it says of languages is not what was chosen.
    data = boss.get(f"/imports/{sheet['id']}/rejected", Accept_Language="zh-CN")[1]
    rows = list(load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True))
    assert rows[0][-1] == "Why it was not imported"
    assert not re.search("[\u4e00-\u9fff]", str(rows[2][-1])), rows[2][-1]
    titles = load_workbook(io.BytesIO(boss.get("/kinds/customer/template")[1])).active[1]
    assert "Name" in {cell.value for cell in titles}
    empty = book(["x" for _ in titles], titles=[str(cell.value) for cell in titles])
    guessed = bring(boss, empty)[1]["mapping"]
    assert None not in guessed, "our own titles are known again"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_in_every_usual_encoding(world: World, encoding: str) -> None:
    text = "客户名称,手机\n龍虾馆“老王”,13811112222\n"
    status, sheet = bring(world.api("王总"), text.encode(encoding), "客户.csv")
    assert (status, sheet["titles"]) == (200, ["客户名称", "手机"])
    assert sheet["samples"][0][0] == "龍虾馆“老王”"


def test_bad_files_say_why_and_leave_nothing(world: World) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b"0" * (reading.MOST_UNPACKED + 1))
    for data, cause in (
        (b"", "空的"),
        (b"\xd0\xcf\x11\xe0old", "旧版 xls"),
        (b"PK\x03\x04broken", "不完整"),
        (bomb.getvalue(), "太大"),
        (b"\x00\x01\x02\xff\xfe\xfd", "编码"),
        ("客户名称\n".encode(), "没有数据"),
    ):
        status, body = bring(world.api("王总"), data)
        assert (status, body["code"]) == (422, "bad_sheet")
        assert cause in body["detail"]
    with world.inside():
        assert ImportRow.objects.count() == 0


def test_a_seller_may_not_import_and_not_export(world: World) -> None:
    seller = world.api("小李")
    assert bring(seller, book(*ROWS))[0] == 403
    assert seller.post("/kinds/customer/export", {"columns": ["name"]})[0] == 403


def test_the_mapping_is_remembered(world: World) -> None:
    boss = world.api("王总")
    sheet = bring(boss, book(["甲", "x"], titles=["称呼", "别的"]))[1]
    assert sheet["mapping"] == [None, None]
    policy = {"match": "name"}
    sent = {"mapping": ["name", "note"], "policy": policy, "version": sheet["version"]}
    assert boss.patch(f"/imports/{sheet['id']}", sent)[0] == 200
    assert bring(boss, book(["乙", "y"], titles=["别的", "称呼"]))[1]["mapping"] == ["note", "name"]


def test_a_manager_updates_only_what_is_in_reach(world: World) -> None:
    world.api("小孙").post("/customers", {"name": "华南的", "phone": "13800009999"})
    manager = world.api("周经理")
    sheet = bring(manager, book(["改名", "13800009999", "", "", "", "", ""]))[1]
    sheet = through(world, manager, update_known(manager, sheet), "check")
    (row,) = rows_of(manager, sheet, "reject")
    assert (row["message"], row["record_id"]) == ("已有这条记录,但不归你管,不能更新", None)


def export(world: World, api: Api, **sent: Any) -> tuple[int, Any]:
    status, body = api.post(
        "/kinds/customer/export", {"columns": ["name", "phone", "note"], **sent}
    )
    if status == 200 and body["operation_id"]:
        with world.inside():
            operations.run_to_end(int(body["operation_id"]))
    return status, body


def test_an_export_holds_what_its_owner_sees_and_no_formula(world: World) -> None:
    for name, note in (("小李", "=cmd()"), ("小孙", "华南")):
        world.api(name).post(
            "/customers", {"name": f"{name}的", "phone": f"1380000{len(note)}111", "note": note}
        )
    manager = world.api("周经理")
    status, asked = export(world, manager, format="csv")
    assert (status, asked["count"]) == (200, 1)
    status, data = manager.get(f"/exports/{asked['id']}/file")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert rows == [["姓名", "手机号", "备注"], ["小李的", "13800006111", "'=cmd()"]]
    assert world.api("王总").get(f"/exports/{asked['id']}/file")[0] == 404
    with world.inside():
        assert AuditEntry.objects.filter(action="export.download").count() == 1


def test_a_large_export_waits_for_a_second_person(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "MOST_ALONE", 1)
    for name in ("甲", "乙"):
        world.api("小李").post("/customers", {"name": name})
    manager, boss = world.api("周经理"), world.api("王总")
    assert export(world, manager)[0] == 422
    status, asked = export(world, manager, reason="年终回访")
    assert (status, asked["state"], asked["operation_id"]) == (200, "asked", None)
    assert manager.post(f"/exports/{asked['id']}/answer", {"agree": True})[0] == 403
    agreed = boss.post(f"/exports/{asked['id']}/answer", {"agree": True})[1]
    assert (agreed["state"], agreed["answered_by"]) == ("running", "王总")
    assert boss.post(f"/exports/{asked['id']}/answer", {"agree": False})[0] == 409
    with world.inside():
        operations.run_to_end(int(agreed["operation_id"]))
        assert Export.objects.get().state == "ready"
    assert manager.get(f"/exports/{asked['id']}/file")[0] == 200


def test_many_small_exports_are_one_large_one(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "MOST_ALONE", 3)
    for name in ("甲", "乙"):
        world.api("小李").post("/customers", {"name": name})
    manager = world.api("周经理")
    assert export(world, manager)[1]["state"] == "running"
    status, refused = export(world, manager)
    assert (status, refused["errors"][0]["field"]) == (422, "reason")
    assert export(world, manager, reason="再要一份")[1]["state"] == "asked"
    assert export(world, world.api("王总"))[1]["state"] == "running"  # everybody for themselves
    with world.inside():
        Export.objects.update(created_at=clock.now() - exporting.DAY)
    assert export(world, manager)[1]["state"] == "running"


def test_numbers_go_out_masked_for_who_may_not_see_them(world: World) -> None:
    world.api("小李").post("/customers", {"name": "张阿姨", "phone": "13800001111"})
    grants = {"customer.read": "all", "data.export": "all"}
    role = world.api("王总").post("/roles", {"name": "统计", "grants": grants})[1]
    with world.inside():
        from keliu.accounts.models import Role

        world.roles["counter"] = Role.objects.get(pk=role["id"])
        place = world.staff["小李"].department
        assert place is not None
        world.staff["小统"] = cast.hire(world, "小统", "tong@far", "counter", place)
    status, asked = export(world, world.api("小统"))
    data = world.api("小统").get(f"/exports/{asked['id']}/file")[1]
    (_, row) = load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True)
    assert (status, row[:2]) == (200, ("张阿姨", "138****1111"))
