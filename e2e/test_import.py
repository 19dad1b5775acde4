"""A sheet comes in: what would become of every row, then the import, then all of it taken back."""

from pathlib import Path

from playwright.sync_api import Page, expect

import people
from conftest import House, Windows, picture
from people import Api


def test_a_sheet_is_checked_imported_and_taken_back(
    house: House, windows: Windows, tmp_path: Path
) -> None:
    boss = Api(house, "owner")
    phone = people.fresh_phone()
    known = boss.post("/customers", name=people.fresh("沈"), phone=phone, company="旧名商行")
    before = boss.get(f"/customers/{known['id']}")
    count = boss.get("/customers?total=true&limit=1")["total"]
    first, second = people.fresh("许"), people.fresh("许")
    sheet = tmp_path / "老客户名单.csv"
    rows = [
        "姓名,手机号,公司,客户等级,备注",
        f"{first},{people.fresh_phone()},新店一号,A,展会上认识",
        f"{second},{people.fresh_phone()},新店二号,B,",
        f"{known['name']},{phone},新名商行,A,",
        "错客,没有号码,电话不对的店,A,",
    ]
    sheet.write_text("\r\n".join(rows), encoding="gb18030")

    page = people.desk(house, windows, "owner", "/imports")
    bring(page, sheet)
    check(page, before["company"])
    rejected = run(page, tmp_path)
    assert "没有号码" in rejected
    names = {row["name"] for row in boss.get("/customers?limit=20")["items"]}
    assert {first, second} <= names
    assert boss.get(f"/customers/{known['id']}")["company"] == "新名商行"

    page.get_by_role("button", name="撤销这次导入").click()
    people.confirm(page)
    expect(page.get_by_role("main").get_by_text("已撤销", exact=True)).to_be_visible()
    page.goto(house.url("/console/#/customers?sort=-created_at"))
    expect(page.get_by_text(known["name"]).first).to_be_visible()
    expect(page.get_by_text(first)).to_have_count(0)
    assert boss.get("/customers?total=true&limit=1")["total"] == count
    after = boss.get(f"/customers/{known['id']}")
    assert {**after, "version": 0} == {**before, "version": 0}


def bring(page: Page, sheet: Path) -> None:
    """Drop the file; the columns are matched already."""
    page.get_by_role("button", name="导入表格").first.click()
    page.get_by_role("dialog").locator("input[type=file]").set_input_files(str(sheet))
    expect(page.get_by_role("heading", name=sheet.name)).to_be_visible()
    for title, field in (("姓名", "姓名"), ("手机号", "手机号"), ("公司", "公司")):
        row = page.get_by_role("row").filter(has=page.get_by_role("cell", name=title, exact=True))
        expect(row.locator(".el-select")).to_contain_text(field)


def check(page: Page, old: str) -> None:
    """Update whom the phone number finds; every difference is written out, nothing is written."""
    people.choose(page, page.locator("label", has_text="按什么找").locator(".el-select"), "手机号")
    page.locator(".el-radio", has_text="用表格里的内容更新").click()
    picture(page, "import-mapping-desktop")
    page.get_by_role("button", name="检查一遍").click()
    expect(page.get_by_role("tab", name="不能导入 1")).to_be_visible()
    expect(page.get_by_role("tab", name="将新建 2")).to_be_visible()
    expect(page.get_by_text("没有号码").first).to_be_visible()
    page.get_by_role("tab", name="将更新 1").click()
    change = page.get_by_role("listitem").filter(has_text=old)
    expect(change).to_contain_text("新名商行")
    picture(page, "import-check-desktop")


def run(page: Page, folder: Path) -> str:
    """Import; the rows left out come back as a sheet that says why."""
    page.get_by_role("button", name="开始导入 3 行").click()
    expect(page.get_by_role("tab", name="已新建 2")).to_be_visible()
    expect(page.get_by_role("tab", name="已更新 1")).to_be_visible()
    picture(page, "import-done-desktop")
    with page.expect_download() as download:
        page.get_by_role("button", name="下载没导入的行").click()
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    return text_of(file)


def text_of(file: Path) -> str:
    """Every cell of a sheet, xlsx or csv."""
    if file.suffix != ".xlsx":
        return file.read_bytes().decode("utf-8-sig")
    from openpyxl import load_workbook

    rows = load_workbook(file).active.iter_rows(values_only=True)
    return "\n".join(" ".join(str(cell) for cell in row) for row in rows)
