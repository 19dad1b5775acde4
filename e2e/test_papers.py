"""From a price to the money: quote, PDF, contract, payment."""

from pathlib import Path

from playwright.sync_api import Page, expect

import people
from conftest import House, Windows, picture
from people import Api

TOTAL_FEN = 2_000_000


def test_a_quote_becomes_a_contract_that_is_paid(
    house: House, windows: Windows, tmp_path: Path
) -> None:
    seller = Api(house, "sales")
    customer = seller.get("/customers?limit=1")["items"][0]
    title = people.fresh("会务礼品")
    deal = seller.post(
        "/opportunities", customer_id=customer["id"], title=title, amount_fen=TOTAL_FEN
    )
    page = people.desk(house, windows, "sales", f"/opportunities/{deal['id']}")
    the_seller_quotes(page)
    quote = seller.get(f"/quotes?opportunity={deal['id']}")["items"][0]
    assert quote["amount_fen"] == TOTAL_FEN
    page.get_by_role("button", name="标为已发出").click()
    expect(page.get_by_text("已发出", exact=True)).to_be_visible()
    picture(page, "quote-desktop")
    with page.expect_download() as download:
        page.get_by_role("button", name="下载 PDF").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    assert file.read_bytes().startswith(b"%PDF")
    assert file.name == f"{quote['number']}.pdf"

    page.get_by_role("button", name="客户接受").click()
    page.get_by_role("button", name="转为合同").click()
    the_contract_is_written(page)
    page.get_by_role("button", name="生效").click()
    expect(page.get_by_text("执行中", exact=True)).to_be_visible()
    page.get_by_role("button", name="登记回款").first.click()
    picture(page, "payment-desktop")
    page.get_by_role("dialog").get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_text("收齐", exact=True).first).to_be_visible()
    picture(page, "contract-desktop")
    contract = seller.get(f"/contracts?opportunity={deal['id']}")["items"][0]
    assert (contract["state"], contract["paid_fen"]) == ("active", TOTAL_FEN)
    paid = seller.get(f"/contracts/{contract['id']}")["payments"]
    assert [one["amount_fen"] for one in paid] == [TOTAL_FEN]


def the_seller_quotes(page: Page) -> None:
    """One line: a hundred boxes at 200 yuan."""
    page.get_by_role("link", name="新建报价").click()
    form = page.locator("form")
    expect(form.locator(".line").first).to_be_attached()
    if form.get_by_label("数量").count() == 0:
        form.get_by_role("button", name="加一行").click()
    form.get_by_placeholder("或直接写名称").fill("定制茶礼盒")
    form.get_by_label("数量").fill("100")
    form.get_by_label("单位").fill("盒")
    form.locator(".line .num input").first.fill("200")
    expect(page.get_by_text("20,000").first).to_be_visible()
    picture(page, "quote-edit-desktop")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("button", name="标为已发出")).to_be_visible()


def the_contract_is_written(page: Page) -> None:
    """In one instalment, so that the plan fits the sum."""
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="加一期").click()
    expect(dialog.get_by_text("合计等于合同金额")).to_be_visible()
    dialog.get_by_role("button", name="保存").click()
    expect(page.get_by_role("button", name="生效")).to_be_visible()
