"""A visitor fills in a form; machines and doubles are kept out."""

import pytest

from keliu.sales.models import Lead, LeadForm, LeadFormText, Submission
from keliu.sales.rules import forms as law
from keliu.sales.tests.lead_cast import PHONE, Visitor, add, form, rule
from tests.cast import World, company


@pytest.fixture
def far_sail(db: None) -> World:
    return company()


def leads_of(world: World) -> list[Lead]:
    with world.inside():
        return list(Lead.objects.order_by("id"))


def test_an_answer_becomes_a_lead_of_whose_turn_it_is(far_sail: World) -> None:
    rule(far_sail, people=("小李", "小赵"))
    made = form(far_sail)
    guest = Visitor(made["slug"])
    page = guest.open()
    assert (page["merchant"]["name"], page["title"]) == ("远航集团", "预约演示")
    assert [one["key"] for one in page["questions"]] == ["name", "phone", "company", "note"]
    assert "远航集团" in page["consent"]["text"]
    answers = {"name": "陈先生", "phone": PHONE, "note": "想看演示"}
    assert guest.send(page, answers=answers) == (200, {"thanks": made["thanks"]})
    (lead,) = leads_of(far_sail)
    assert (lead.source, lead.source_detail, lead.note) == ("form", "预约演示", "想看演示")
    assert lead.owner_id == far_sail.staff["小李"].pk
    _, line = far_sail.api("小李").get(f"/leads/{lead.pk}/timeline")
    texts = [one["text"] for one in line["items"]]
    assert any("138****5678" in text for text in texts)
    assert not any(PHONE in text for text in texts)
    with far_sail.inside():
        sent = Submission.objects.get()
        assert (sent.consent_number, sent.joined) == (1, False)


def test_a_number_that_is_an_open_lead_joins_it(far_sail: World) -> None:
    lead = add(far_sail, phone=PHONE)
    made = form(far_sail)
    guest = Visitor(made["slug"])
    assert guest.send(guest.open())[0] == 200
    assert [one.pk for one in leads_of(far_sail)] == [int(lead["id"])]
    _, line = far_sail.api("小李").get(f"/leads/{lead['id']}/timeline")
    assert line["items"][0]["title"] == "又提交了表单“预约演示”"
    _, news = far_sail.api("小李").get("/notifications")
    assert news["items"][0]["title"] == "线索张阿姨又提交了表单“预约演示”"
    assert news["items"][0]["link"] == {"kind": "lead", "id": lead["id"]}
    _, page = far_sail.api("王总").get("/lead-forms")
    assert page["items"][0]["counts"] == {"opens": 1, "sent": 1, "leads": 0, "converted": 0}


def test_one_opened_page_is_good_for_one_answer(far_sail: World) -> None:
    guest = Visitor(form(far_sail)["slug"])
    page = guest.open()
    assert guest.send(page)[0] == 200
    status, body = guest.send(page, answers={"name": "又来", "phone": "13900000000"})
    assert (status, body["code"]) == (409, "form_expired")
    assert len(leads_of(far_sail)) == 1


@pytest.mark.parametrize("reads", [0.1, 1.5])
def test_who_is_faster_than_reading_is_asked_to_look_again(far_sail: World, reads: float) -> None:
    guest = Visitor(form(far_sail)["slug"])
    page = guest.open()
    status, body = guest.send(page, reads=reads)
    assert (status, body["code"]) == (422, "form_too_fast")
    assert guest.send(page)[0] == 200  # the page was not used up


def test_a_filled_trap_is_thanked_for_and_dropped(far_sail: World) -> None:
    guest = Visitor(form(far_sail)["slug"])
    assert guest.send(guest.open(), website="http://spam.example")[0] == 200
    assert leads_of(far_sail) == []


@pytest.mark.parametrize("token", ["", "x", "1.abc.def", "12345678901234.00." + "0" * 40])
def test_a_made_up_token_is_worth_nothing(far_sail: World, token: str) -> None:
    guest = Visitor(form(far_sail)["slug"])
    page = guest.open() | {"token": token}
    assert guest.send(page)[1]["code"] == "form_expired"
    assert leads_of(far_sail) == []


def test_a_token_of_another_form_is_worth_nothing(far_sail: World) -> None:
    one, other = Visitor(form(far_sail)["slug"]), Visitor(form(far_sail)["slug"])
    page = other.open() | {"token": one.open()["token"]}
    assert other.send(page)[1]["code"] == "form_expired"


def test_an_old_page_must_be_opened_again(far_sail: World) -> None:
    guest = Visitor(form(far_sail)["slug"])
    late = law.TOKEN_LIVES.total_seconds() + 1
    assert guest.send(guest.open(), reads=late)[1]["code"] == "form_expired"


def test_nothing_is_kept_without_consent(far_sail: World) -> None:
    guest = Visitor(form(far_sail)["slug"])
    page = guest.open()
    status, body = guest.send(page, consent=False)
    assert (status, body["code"]) == (422, "form_consent_needed")
    assert leads_of(far_sail) == []


def test_other_words_of_consent_must_be_read_again(far_sail: World) -> None:
    made = form(far_sail)
    guest = Visitor(made["slug"])
    page = guest.open()
    change = {"consent_text": "同意联系我", "version": made["version"]}
    status, body = far_sail.api("王总").patch(f"/lead-forms/{made['id']}", change)
    assert (status, body["consent_version"]) == (200, 2)
    assert guest.send(page)[1]["code"] == "form_expired"
    assert guest.send(guest.open())[0] == 200
    with far_sail.inside():
        kept = LeadFormText.objects.order_by("number").values_list("number", "text")
        assert [number for number, _ in kept] == [1, 2]
        assert Submission.objects.get().consent_number == 2


def test_one_place_may_not_flood_a_form(far_sail: World) -> None:
    slug = form(far_sail)["slug"]
    guest, neighbour = Visitor(slug), Visitor(slug, address="203.0.113.10")
    most = law.MOST_SENT["place", law.MINUTE]
    pages = [guest.open() for _ in range(most + 1)]
    answers = [guest.send(page, answers={"name": "陈", "phone": PHONE}) for page in pages]
    codes = [status for status, _ in answers]
    assert codes.count(429) >= 1
    assert answers[-1][1]["code"] == "form_busy"
    assert neighbour.send(neighbour.open())[0] == 200


def test_required_answers_and_unknown_ones(far_sail: World) -> None:
    guest = Visitor(form(far_sail)["slug"])
    page = guest.open()
    _, body = guest.send(page, answers={"name": "陈"})
    assert {one["field"] for one in body["errors"]} == {"phone"}
    _, body = guest.send(page, answers={"name": "陈", "phone": PHONE, "owner_id": "1"})
    assert body["errors"][0]["field"] == "owner_id"
    _, body = guest.send(page, answers={"name": "陈", "phone": "123"})
    assert body["errors"][0]["field"] == "phone"
    assert guest.send(page, answers={"name": "陈", "phone": {"x": 1}})[0] == 422
    assert leads_of(far_sail) == []


def test_custom_fields_can_be_asked(far_sail: World) -> None:
    boss = far_sail.api("王总")
    choices = [{"label": "一周内"}, {"label": "一个月内"}]
    field = {"label": "何时要", "type": "single", "slug": "when", "choices": choices}
    assert boss.post("/kinds/lead/fields", field)[0] == 200
    asked = [{"key": "name"}, {"key": "phone", "required": True}, {"key": "custom.when"}]
    guest = Visitor(form(far_sail, questions=asked)["slug"])
    page = guest.open()
    offered = page["questions"][2]["choices"]
    assert [one["label"]["zh"] for one in offered] == ["一周内", "一个月内"]
    answers = {"name": "陈", "phone": PHONE, "custom.when": offered[0]["value"]}
    assert guest.send(page, answers=answers)[0] == 200
    assert leads_of(far_sail)[0].custom == {"when": offered[0]["value"]}


def test_a_form_asks_for_a_name_and_a_way_to_answer(far_sail: World) -> None:
    boss = far_sail.api("王总")
    for asked in ([{"key": "name"}], [{"key": "phone"}], [{"key": "name"}, {"key": "owner"}]):
        assert boss.post("/lead-forms", {"title": "缺", "questions": asked})[0] == 422
    twice = [{"key": "name"}, {"key": "phone"}, {"key": "phone"}]
    assert boss.post("/lead-forms", {"title": "缺", "questions": twice})[0] == 422


def test_a_closed_form_says_so_and_comes_back(far_sail: World) -> None:
    made, boss = form(far_sail), far_sail.api("王总")
    guest = Visitor(made["slug"])
    page = guest.open()
    boss.delete(f"/lead-forms/{made['id']}")
    assert guest.api.get(guest.path)[0] == 410
    assert guest.send(page)[1]["code"] == "form_closed"
    boss.post(f"/lead-forms/{made['id']}/restore")
    assert guest.send(page)[0] == 200
    assert guest.api.get("/visitor/forms/unknown1")[0] == 404


def test_the_last_thirty_days_are_counted_by_local_day(far_sail: World) -> None:
    made = form(far_sail)
    guest = Visitor(made["slug"])
    guest.send(guest.open())
    _, body = far_sail.api("王总").get(f"/lead-forms/{made['id']}/days")
    assert len(body["items"]) == 30
    assert sum(day["sent"] for day in body["items"]) == 1


def test_the_picture_of_a_form_leads_to_it(far_sail: World) -> None:
    import io

    import zxingcpp
    from PIL import Image

    made = form(far_sail)
    answer = Visitor(made["slug"]).api.client.get(made["png_url"])
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(answer.content)))
    assert found.text == made["url"]
    with far_sail.inside():
        assert LeadForm.objects.get().slug == made["slug"]


def test_places_are_addresses_or_networks() -> None:
    assert law.place_of("203.0.113.9") == "203.0.113.9"
    assert law.place_of("2001:db8:1:2:3:4:5:6") == "2001:db8:1:2::"
    assert law.place_of("rubbish") == "unknown"
