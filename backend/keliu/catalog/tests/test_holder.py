"""What visitors do with a card: like its tags, keep it, hand their own back, take that back."""

from typing import Any

import pytest

from keliu.accounts import public as accounts
from keliu.accounts.services.sessions import Device
from keliu.catalog.models import CardCode, CardExchange, HeldCard, TagLike
from keliu.catalog.services import cards, held_cards
from keliu.config.subscriptions import deliver
from keliu.customers import rules
from keliu.customers.models import Customer
from keliu.customers.rules import visitor_name
from keliu.interactions.models import Interaction
from keliu.platform.models import Notification, OutboxEntry
from tests.cast import Api, World

GIVEN = {"name": "张秀英", "phone": "13900009999", "company": "秀英超市", "position": "店长"}
DEVICE = "device-of-nobody"


@pytest.fixture
def code(far_sail: World) -> CardCode:
    """小李's card with two tags."""
    with far_sail.inside():
        card = cards.card_create(
            staff_id=far_sail.staff["小李"].pk, fields={"tags": ["新鲜", "实在"]}, published=True
        )
        return CardCode.objects.get(card=card)


@pytest.fixture
def aunt(far_sail: World) -> Api:
    """张阿姨, known to the merchant by WeChat only."""
    return visitor(far_sail, "访客")


def visitor(world: World, name: str) -> Api:
    with world.inside():
        row = Customer.objects.create(
            name=name, name_key=name, owner=next(iter(world.staff.values())), source="wechat"
        )
        token = accounts.visitor_session(
            merchant_id=world.merchant.pk, customer_id=row.pk, name=name,
            device=Device(ip="", agent=""),
        )  # fmt: skip
    return Api(token)


def like(api: Api, code: CardCode, tag: str = "新鲜", **more: Any) -> tuple[int, Any]:
    asked = {"code": code.code, "tag": tag, "device": DEVICE, **more}
    return api.post("/visitor/card/like", asked)


def exchange(api: Api, code: CardCode, **more: Any) -> tuple[int, Any]:
    asked = {**GIVEN, "code": code.code, "version": rules.CONSENT_VERSION, **more}
    return api.post("/visitor/exchange", asked)


def react(world: World) -> None:
    """What the relay does."""
    with world.inside():
        rows = list(OutboxEntry.objects.order_by("id"))
    for row in rows:
        deliver(row.kind, world.merchant.pk, dict(row.payload), row.pk)


def test_a_tag_is_liked_once_by_each(far_sail: World, code: CardCode, aunt: Api) -> None:
    assert like(Api(), code) == (200, {"likes": 1})
    assert like(Api(), code) == (200, {"likes": 1})
    assert like(Api(), code, device="another-device") == (200, {"likes": 2})
    assert like(aunt, code) == (200, {"likes": 2})  # the phone that liked it is hers
    assert like(aunt, code, tag="实在") == (200, {"likes": 1})
    shown = Api().get(f"/visitor/card?code={code.code}")[1]["card"]["tags"]
    assert shown == [{"text": "新鲜", "likes": 2}, {"text": "实在", "likes": 1}]
    assert like(aunt, code, on=False) == (200, {"likes": 1})
    assert like(aunt, code, on=False) == (200, {"likes": 1})
    with far_sail.inside():
        assert TagLike.objects.count() == 2
        assert not TagLike.objects.filter(who__contains=DEVICE).exists()


def test_only_tags_that_are_shown_can_be_liked(far_sail: World, code: CardCode) -> None:
    assert like(Api(), code, tag="便宜")[0] == 404
    assert like(Api(), code, device="short")[0] == 422
    with far_sail.inside():
        type(code.card).objects.update(hidden=["tags"])
    assert like(Api(), code)[0] == 404


def test_a_card_is_kept_found_and_removed(
    far_sail: World, next_door: World, code: CardCode, aunt: Api
) -> None:
    status, kept = aunt.post("/visitor/holder", {"code": code.code})
    assert (status, kept["name"], kept["code"], kept["shown"]) == (200, "小李", code.code, True)
    assert aunt.post("/visitor/holder", {"code": code.code})[0] == 200
    (row,) = aunt.get("/visitor/holder")[1]["items"]
    assert (row["company"], row["merchant"]) == ("远航集团", "远航集团")
    stranger = visitor(next_door, "老王的客人")
    assert stranger.get("/visitor/holder")[1]["items"] == []
    assert stranger.post("/visitor/holder", {"code": code.code})[0] == 404
    assert stranger.delete(f"/visitor/holder/{code.card_id}")[0] == 404
    assert Api().get("/visitor/holder")[0] == 401
    assert aunt.delete(f"/visitor/holder/{code.card_id}")[0] == 204
    assert aunt.delete(f"/visitor/holder/{code.card_id}")[0] == 404


def test_an_exchange_fills_the_customer_and_tells_the_owner(
    far_sail: World, code: CardCode, aunt: Api
) -> None:
    assert exchange(aunt, code)[0] == 200
    with far_sail.inside():
        row = Customer.objects.get()
        assert (row.name, row.company, row.position, row.phone_masked) == (
            "张秀英", "秀英超市", "店长", "139****9999",
        )  # fmt: skip
        kept = CardExchange.objects.get()
        assert b"13900009999" not in bytes(kept.given_sealed)
    react(far_sail)
    react(far_sail)
    with far_sail.inside():
        lines = set(Interaction.objects.values_list("title", flat=True))
        assert {"客户把自己的名片递给了小李", "客户更新了自己的资料"} <= lines
        told = Notification.objects.get(kind="radar")
        assert (told.title, told.staff_id) == ("张秀英把名片递给了你", code.card.owner_id)
    purposes = [one["purpose"] for one in aunt.get("/visitor/me")[1]["consents"]]
    assert purposes == ["exchange"]


def test_taking_it_back_removes_what_was_given(far_sail: World, code: CardCode, aunt: Api) -> None:
    exchange(aunt, code)
    with far_sail.inside():
        Customer.objects.update(company="秀英连锁")  # a colleague knows better
    assert aunt.post("/visitor/consents/withdraw", {"purpose": "exchange"})[0] == 200
    with far_sail.inside():
        row = Customer.objects.get()
        assert (row.name, row.company, row.position, row.phone_masked) == (
            visitor_name(row.pk), "秀英连锁", "", "",
        )  # fmt: skip
        assert not CardExchange.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "status"),
    [({"version": "1999"}, 409), ({"phone": "12"}, 422), ({"name": ""}, 422), ({"phone": ""}, 422)],
)
def test_an_exchange_needs_today_s_words_and_a_number(
    far_sail: World, code: CardCode, aunt: Api, wrong: dict[str, str], status: int
) -> None:
    assert exchange(aunt, code, **wrong)[0] == status
    with far_sail.inside():
        assert Customer.objects.get().name == "访客"
        assert not CardExchange.objects.exists()
        assert not HeldCard.objects.exists()


def test_people_keep_their_own_details_right(far_sail: World, aunt: Api) -> None:
    assert aunt.get("/visitor/details")[1]["name"] == "访客"
    status, mine = aunt.patch(
        "/visitor/details",
        {"name": "张秀英", "email": "xy@fruit.example.com", "birthday": "1961-03-05"},
    )
    assert (status, mine["name"], mine["email"]) == (200, "张秀英", "xy@fruit.example.com")
    with far_sail.inside():
        row = Customer.objects.get()
        assert (row.name, row.email_masked[:1], row.version) == ("张秀英", "x", 2)
        customer_id = row.pk
    react(far_sail)
    line = far_sail.api("王总").get(f"/customers/{customer_id}/timeline")[1]["items"][0]
    assert (line["title"], line["text"]) == ("客户更新了自己的资料", "姓名、生日、邮箱")
    assert aunt.patch("/visitor/details", {"email": "nobody"})[0] == 422
    assert aunt.patch("/visitor/details", {"name": ""})[1]["name"] == "张秀英"


def test_kept_cards_go_along_when_two_customers_become_one(
    far_sail: World, code: CardCode, aunt: Api
) -> None:
    twin = visitor(far_sail, "张阿姨")
    for api in (aunt, twin):
        api.post("/visitor/holder", {"code": code.code})

    class Nobody:
        def watch(self, model: object, ids: object) -> None: ...

    with far_sail.inside():
        keep, gone = Customer.objects.order_by("id").values_list("id", flat=True)
        assert held_cards.PARTS[0].count([keep, gone]) == 2
        held_cards.PARTS[0].move(keep, [gone], Nobody())  # type: ignore[arg-type]  # only watched
        assert HeldCard.objects.get().customer_id == keep
