"""A merchant's own field: made in the designer, and then it is everywhere."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import people
from conftest import House, Windows, picture
from people import Api


@pytest.fixture
def label(house: House) -> Iterator[str]:
    """The name of the field; put away in the end, since it must be filled in by everybody."""
    chosen = "门牌号"
    yield chosen
    boss = Api(house, "owner")
    for one in boss.get("/kinds/customer/fields/all")["items"]:
        if one["label"]["zh"] == chosen:
            boss.call("DELETE", f"/kinds/customer/fields/{one['id']}")


def test_a_new_field_is_everywhere_at_once(
    house: House, windows: Windows, tmp_path: Path, label: str
) -> None:
    boss = Api(house, "owner")
    page = people.desk(house, windows, "owner", "/fields?kind=customer")
    design(page, label)
    field = next(
        one for one in boss.get("/kinds/customer/fields")["items"] if one["label"]["zh"] == label
    )
    assert (field["required"], field["width"]) == (True, "full")

    name = people.fresh("冯")
    fill_in(page, house, label, name)
    row = boss.get(f"/customers?q={name}")["items"][0]
    assert row["custom"][field["key"].removeprefix("custom.")] == "东区18号"
    in_the_list(page, label, name)
    in_the_import(page, house, tmp_path, label)
    on_the_phone(people.phone(house, windows, "owner", f"customers/edit?id={row['id']}"), label)
    people.until(lambda: "东区20号" in str(boss.get(f"/customers/{row['id']}")["custom"]))


def design(page: Page, label: str) -> None:
    """One line of text, over the whole width, wanted from everybody, first of its group."""
    page.get_by_role("button", name="单行文字").click()
    page.get_by_label("名称", exact=True).fill(label)
    page.locator("label.el-checkbox", has_text="必填").click()
    page.get_by_text("整行", exact=True).click()
    page.get_by_role("button", name="添加", exact=True).click()
    card = page.locator("[data-key]", has_text=label)
    expect(card).to_be_visible()
    group = page.locator("section.group").filter(has=card)
    cards = group.locator("[data-key]")
    card.focus()
    for _ in range(cards.count() - 1):
        card.press("Alt+ArrowUp")
        card.focus()
    expect(cards.first).to_contain_text(label)
    picture(page, "fields-desktop")
    page.get_by_role("button", name="保存表单").click()
    expect(page.get_by_text("已保存").first).to_be_visible()


def fill_in(page: Page, house: House, label: str, name: str) -> None:
    """Without it there is no new customer."""
    page.goto(house.url("/console/#/customers"))
    page.get_by_role("button", name="新建客户").first.click()
    form = page.get_by_role("dialog")
    form.get_by_label("姓名").fill(name)
    form.get_by_role("button", name="保存").click()
    expect(form.get_by_text("这一项要填")).to_be_visible()
    form.get_by_label(label).fill("东区18号")
    form.get_by_label(label).scroll_into_view_if_needed()
    picture(page, "fields-form-desktop")
    form.get_by_role("button", name="保存").click()
    expect(form).to_have_count(0)


def in_the_list(page: Page, label: str, name: str) -> None:
    """A column, and a condition of the filter."""
    page.goto(page.url.partition("#")[0] + "#/customers")
    page.get_by_role("button", name="列", exact=True).click()
    page.locator("label.el-checkbox", has_text=label).click()
    page.keyboard.press("Escape")
    expect(page.get_by_role("columnheader", name=label)).to_be_visible()
    page.get_by_role("button", name="筛选", exact=True).click()
    dialog = page.get_by_role("dialog")
    if dialog.get_by_label("字段").count() == 0:
        dialog.get_by_role("button", name="加条件").click()
    people.choose(page, dialog.locator(".field").first, label)
    people.choose(page, dialog.locator(".op").first, "包含")
    dialog.get_by_label("内容").fill("18号")
    picture(page, "filter-desktop")
    dialog.get_by_role("button", name="应用").click()
    rows = page.locator("tbody").get_by_role("row")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text(name)
    expect(rows).to_contain_text("东区18号")
    picture(page, "list-desktop")


def in_the_import(page: Page, house: House, folder: Path, label: str) -> None:
    """A column of that name finds the field by itself."""
    sheet = folder / "新字段.csv"
    sheet.write_text(f"姓名,{label}\n{people.fresh('蒋')},西区3号\n", encoding="utf-8")
    page.goto(house.url("/console/#/imports"))
    page.get_by_role("button", name="导入表格").first.click()
    page.get_by_role("dialog").locator("input[type=file]").set_input_files(str(sheet))
    row = page.get_by_role("row").filter(has_text="西区3号")
    expect(row.locator(".el-select")).to_contain_text(label)


def on_the_phone(page: Page, label: str) -> None:
    """The form of the phone has it too, without asking for more fields."""
    field = page.locator(".k-field", has_text=label)
    expect(field).to_be_visible()
    field.locator("input").fill("东区20号")
    picture(page, "fields-phone")
    page.locator("#save").click()
