"""A card is edited apart from what strangers see; every publishing is a version that stays."""

from typing import Any

import pytest
from django.db import InternalError, ProgrammingError, transaction

from keliu.catalog.models import Card, CardEdition
from keliu.platform import sql
from tests.cast import Api, World

WHOLE = {
    "template": "bold",
    "phone": "13800001111",
    "phone2": "021-55556666",
    "about": "做了三十年水果",
    "lat": 31.23,
    "lng": 121.47,
    "tags": ["新鲜", "实在", "新鲜"],
    "links": [{"title": "官网", "url": "https://fruit.example.com"}],
    "label": "外贸用",
}


@pytest.fixture
def card(far_sail: World) -> dict[str, Any]:
    """小李's card, published once."""
    api = far_sail.api("小李")
    made = api.post("/cards", WHOLE)[1]
    return dict(api.post(f"/cards/{made['id']}/publish", {"version": made["version"]})[1])


def seen(world: World, card: dict[str, Any]) -> dict[str, Any]:
    """What strangers see."""
    code = world.api("小李").get(f"/cards/{card['id']}/codes")[1]["items"][0]["code"]
    return dict(Api().get(f"/visitor/card?code={code}")[1])


def patch(world: World, card: dict[str, Any], **changes: Any) -> dict[str, Any]:
    status, body = world.api("小李").patch(
        f"/cards/{card['id']}", {**changes, "version": card["version"]}
    )
    assert status == 200, body
    return dict(body)


def publish(world: World, card: dict[str, Any]) -> dict[str, Any]:
    status, body = world.api("小李").post(
        f"/cards/{card['id']}/publish", {"version": card["version"]}
    )
    assert status == 200, body
    return dict(body)


def test_strangers_see_everything_that_is_not_hidden(far_sail: World, card: dict[str, Any]) -> None:
    face = seen(far_sail, card)["card"]
    assert (face["phone2"], face["about"]) == ("021-55556666", "做了三十年水果")
    assert (face["lat"], face["lng"]) == (31.23, 121.47)
    assert face["tags"] == [{"text": "新鲜", "likes": 0}, {"text": "实在", "likes": 0}]
    assert face["links"] == [{"title": "官网", "url": "https://fruit.example.com"}]
    publish(far_sail, patch(far_sail, card, hidden=["map", "tags", "phone2", "about", "links"]))
    face = seen(far_sail, card)["card"]
    assert [face[name] for name in ("phone2", "about", "lat", "tags", "links")] == [
        "", "", None, [], [],
    ]  # fmt: skip


def test_a_change_is_seen_after_publishing_only(far_sail: World, card: dict[str, Any]) -> None:
    draft = patch(far_sail, card, title="总监", phone="13900002222")
    assert (draft["title"], draft["unpublished"], draft["edition"]) == ("总监", True, 1)
    before = seen(far_sail, card)["card"]
    assert (before["title"], before["phone"]) == ("", "13800001111")
    shown = publish(far_sail, draft)
    assert (shown["unpublished"], shown["edition"]) == (False, 2)
    after = seen(far_sail, card)["card"]
    assert (after["title"], after["phone"]) == ("总监", "13900002222")


def test_changing_it_back_leaves_nothing_to_publish(far_sail: World, card: dict[str, Any]) -> None:
    draft = patch(far_sail, card, title="总监")
    assert patch(far_sail, draft, title="")["unpublished"] is False


def test_history_names_what_changed_and_brings_it_back(
    far_sail: World, card: dict[str, Any]
) -> None:
    second = publish(far_sail, patch(far_sail, card, title="总监", tags=["准时"]))
    api, path = far_sail.api("小李"), f"/cards/{card['id']}"
    rows = api.get(f"{path}/versions")[1]["items"]
    assert [(one["number"], one["shown"], one["changed"]) for one in rows] == [
        (2, True, ["title", "tags"]), (1, False, []),
    ]  # fmt: skip
    assert rows[0]["by"]["name"] == "小李"
    old = api.get(f"{path}/preview?number=1")[1]["card"]
    assert (old["title"], [one["text"] for one in old["tags"]]) == ("", ["新鲜", "实在"])
    status, back = api.post(f"{path}/versions/1/restore", {"version": second["version"]})
    assert (status, back["title"], back["tags"]) == (200, "", ["新鲜", "实在"])
    assert seen(far_sail, card)["card"]["title"] == "总监"
    assert publish(far_sail, back)["edition"] == 3
    assert seen(far_sail, card)["card"]["title"] == ""
    stale = api.post(f"{path}/versions/1/restore", {"version": 1})
    assert (stale[0], stale[1]["code"]) == (409, "stale")
    assert api.post(f"{path}/versions/9/restore", {"version": back["version"]})[0] == 404


def test_a_version_can_not_be_changed_even_past_the_code(
    far_sail: World, card: dict[str, Any]
) -> None:
    for statement in (
        "UPDATE catalog_cardedition SET number = 9 WHERE merchant_id = %s",
        "DELETE FROM catalog_cardedition WHERE merchant_id = %s",
    ):
        with (
            far_sail.inside(),
            pytest.raises((ProgrammingError, InternalError)),
            transaction.atomic(),
        ):
            sql.do(statement, [far_sail.merchant.pk])
    with far_sail.inside():
        assert CardEdition.objects.get().number == 1


def test_a_version_keeps_no_number_in_the_clear(far_sail: World, card: dict[str, Any]) -> None:
    with far_sail.inside():
        (row,) = sql.rows(
            "SELECT e::text FROM catalog_cardedition e WHERE merchant_id = %s",
            [far_sail.merchant.pk],
        )
    assert "13800001111" not in row[0]
    assert b"13800001111".hex() not in row[0]


def test_a_card_from_before_there_were_versions_keeps_what_was_seen(
    far_sail: World, card: dict[str, Any]
) -> None:
    with far_sail.inside():
        old = Card.objects.create(
            owner=far_sail.staff["小李"], name="旧名片", state=Card.State.PUBLISHED
        )
    api = far_sail.api("小李")
    draft = api.patch(f"/cards/{old.pk}", {"name": "新名片", "version": 1})[1]
    assert (draft["edition"], draft["unpublished"]) == (1, True)
    assert api.get(f"/cards/{old.pk}/preview?number=1")[1]["card"]["name"] == "旧名片"


def test_one_card_of_several_stands_for_the_person(far_sail: World, card: dict[str, Any]) -> None:
    api = far_sail.api("小李")
    second = api.post("/cards", {"label": "英文"})[1]
    assert (card["is_default"], second["is_default"]) == (True, False)
    assert api.post(f"/cards/{second['id']}/default")[1]["is_default"] is True
    defaults = {one["id"]: one["is_default"] for one in api.get("/cards?staff=me")[1]["items"]}
    assert defaults == {card["id"]: False, second["id"]: True}
    assert api.delete(f"/cards/{second['id']}")[0] == 204
    assert api.post(f"/cards/{card['id']}/default")[1]["is_default"] is True
    assert api.post(f"/cards/{second['id']}/restore")[1]["is_default"] is False
    assert far_sail.api("小赵").post(f"/cards/{second['id']}/default")[0] == 404


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"phone2": "12"}, "phone2"),
        ({"lat": 31.2, "lng": None}, "lat"),
        ({"tags": ["长" * 13]}, "tags"),
        ({"links": [{"title": "x", "url": "javascript:alert(1)"}]}, "links"),
        ({"links": [{"title": "", "url": "https://a.example.com"}]}, "links"),
        ({"picture_ids": ["99"]}, "picture_ids"),
        ({"video_id": "99"}, "video_id"),
        ({"voice_id": "99"}, "voice_id"),
        ({"wechat_qr_id": "99"}, "wechat_qr_id"),
    ],
)
def test_what_no_card_may_have_is_refused(
    far_sail: World, card: dict[str, Any], wrong: dict[str, Any], field: str
) -> None:
    status, body = far_sail.api("小李").patch(
        f"/cards/{card['id']}", {**wrong, "version": card["version"]}
    )
    assert (status, body["errors"][0]["field"]) == (422, field)
    with far_sail.inside():
        assert Card.objects.get().version == card["version"]
