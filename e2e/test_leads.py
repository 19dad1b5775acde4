"""A lead becomes a customer once: the look-alike is shown, everything goes along."""

from playwright.sync_api import Page, expect

import people
from conftest import House, Windows, picture
from people import Api


def test_a_lead_is_converted_after_a_look_for_duplicates(house: House, windows: Windows) -> None:
    seller = Api(house, "sales")
    phone = people.fresh_phone()
    name, company = people.fresh("林"), people.fresh("晨光印刷")
    known = seller.post("/customers", name=name, company=company, note="老朋友介绍")
    page = people.desk(house, windows, "sales", "/leads")
    lead = the_seller_writes_it_down(page, seller, name, company, phone)
    the_seller_follows_up(page)

    page.get_by_role("button", name="转为客户").click()
    wizard = page.get_by_role("dialog")
    twin = wizard.locator("button.choice", has_text="姓名和公司都相同")
    expect(twin).to_contain_text(name)
    picture(page, "lead-convert-desktop")
    twin.click()
    wizard.get_by_role("button", name="下一步").click()
    expect(wizard.get_by_role("row").filter(has_text="客户里为空,补上").first).to_be_visible()
    expect(wizard.get_by_text("1 条跟进、0 个计划会一起带到客户名下。")).to_be_visible()
    picture(page, "lead-convert-fields-desktop")
    wizard.get_by_role("button", name="下一步").click()
    wizard.get_by_text("同时新建商机").click()
    title = people.fresh("画册三千本")
    wizard.get_by_label("商机", exact=True).fill(title)
    wizard.get_by_label("金额").fill("8800")
    picture(page, "lead-convert-deal-desktop")
    wizard.get_by_role("button", name="确认转化").click()

    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()
    expect(page.get_by_text("要三千本画册").first).to_be_visible()
    expect(page.get_by_text(title).first).to_be_visible()
    after = seller.get(f"/leads/{lead}")
    assert after["state"] == "converted"
    assert after["customer"]["id"] == known["id"]
    deals = seller.get(f"/opportunities?customer={known['id']}")["items"]
    assert [(one["title"], one["amount_fen"]) for one in deals] == [(title, 880_000)]
    page.goto(house.url(f"/console/#/leads/{lead}"))
    expect(page.get_by_text("已转为客户").first).to_be_visible()
    expect(page.get_by_role("button", name="转为客户")).to_have_count(0)


def the_seller_writes_it_down(page: Page, seller: Api, name: str, company: str, phone: str) -> str:
    """A new lead by its form."""
    page.get_by_role("button", name="新建线索").first.click()
    form = page.get_by_role("dialog")
    form.get_by_label("姓名").fill(name)
    form.get_by_label("手机号").fill(phone)
    form.get_by_label("公司").fill(company)
    form.get_by_role("button", name="保存").click()
    expect(form).to_have_count(0)
    found = seller.get(f"/leads?q={phone[-4:]}")["items"]
    lead = next(str(one["id"]) for one in found if one["name"] == name)
    page.goto(page.url.partition("#")[0] + f"#/leads/{lead}")
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()
    return lead


def the_seller_follows_up(page: Page) -> None:
    """One line, so that there is something to take along."""
    box = page.get_by_label("写跟进").first
    box.click()
    box.fill("要三千本画册,下周看样")
    page.get_by_role("button", name="记下").first.click()
    expect(page.get_by_text("要三千本画册").first).to_be_visible()
