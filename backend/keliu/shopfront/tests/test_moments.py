"""Moments: written by staff, seen by strangers, liked once by each."""

from datetime import datetime
from typing import Any

import pytest

from keliu.kit import clock
from keliu.shopfront.models import Moment
from keliu.shopfront.rules import moments as law
from keliu.shopfront.tests.factories import Shop, shop
from tests.cast import Api, World

NOON = datetime.fromisoformat("2026-11-20T04:00:00+00:00")


@pytest.fixture
def ours(far_sail: World) -> Shop:
    return shop(far_sail)


def post(ours: Shop, who: str = "小李", **fields: Any) -> dict[str, Any]:
    status, made = ours.world.api(who).post("/moments", {"text": "新茶到了", **fields})
    assert status == 200, made
    return dict(made)


def seen(ours: Shop) -> list[dict[str, Any]]:
    return list(Api().get(f"/public/shops/{ours.code}/moments")[1]["items"])


def test_a_moment_with_pictures_and_a_product(ours: Shop) -> None:
    made = post(ours, picture_ids=[ours.picture], product_id=ours.gift)
    assert (made["state"], made["likes"], made["author"]) == ("shown", 0, "小李")
    (one,) = seen(ours)
    assert one["pictures"] == made["pictures"]
    assert one["product"]["name"] == "中秋礼盒"
    blocks = Api().get(f"/public/shops/{ours.code}/front")[1]["blocks"]
    assert blocks[-1]["moments"][0]["id"] == made["id"]


def test_a_moment_says_or_shows_something(ours: Shop) -> None:
    api = ours.world.api("小李")
    assert api.post("/moments", {})[0] == 422
    assert api.post("/moments", {"picture_ids": [ours.picture]})[0] == 200


def test_watched_words_wait_for_a_person(ours: Shop) -> None:
    made = post(ours, text="来赌博吧")
    assert (made["state"], bool(made["why"])) == ("waiting", True)
    assert seen(ours) == []
    boss = ours.world.api("王总")
    review = boss.get("/content-reviews?state=waiting")[1]["items"][0]
    assert boss.post(f"/content-reviews/{review['id']}/pass")[0] == 200
    assert [one["text"] for one in seen(ours)] == ["来赌博吧"]


def test_new_words_of_a_shown_moment_are_looked_at_again(ours: Shop) -> None:
    made = post(ours)
    path, api = f"/moments/{made['id']}", ours.world.api("小李")
    status, held = api.patch(path, {"text": "套现", "version": made["version"]})
    assert (status, held["state"]) == (200, "waiting")
    assert seen(ours) == []
    status, fine = api.patch(path, {"text": "好茶", "version": held["version"]})
    assert (status, fine["state"], seen(ours)[0]["text"]) == (200, "shown", "好茶")
    assert ours.world.api("王总").get("/content-reviews?state=waiting")[1]["items"] == []


def test_hidden_and_shown_again(ours: Shop) -> None:
    made = post(ours)
    path, api = f"/moments/{made['id']}", ours.world.api("小李")
    hidden = api.patch(path, {"state": "hidden", "version": made["version"]})[1]
    assert (hidden["state"], seen(ours)) == ("hidden", [])
    shown = api.patch(path, {"state": "shown", "version": hidden["version"]})[1]
    assert shown["state"] == "shown"
    assert len(seen(ours)) == 1
    assert api.delete(path)[0] == 204
    assert seen(ours) == []
    assert api.post(f"{path}/restore")[0] == 200
    assert len(seen(ours)) == 1


def test_only_who_arranges_the_shop_pins(ours: Shop) -> None:
    made = post(ours)
    pin = {"pinned": True, "version": made["version"]}
    assert ours.world.api("小李").patch(f"/moments/{made['id']}", pin)[0] == 422
    assert ours.world.api("王总").patch(f"/moments/{made['id']}", pin)[1]["pinned"] is True


def test_a_colleague_changes_only_their_own(ours: Shop) -> None:
    made = post(ours)
    patch = {"text": "改", "version": made["version"]}
    assert ours.world.api("小孙").patch(f"/moments/{made['id']}", patch)[0] in {403, 404}


def test_a_like_counts_once_for_each_phone(ours: Shop) -> None:
    path = f"/public/shops/{ours.code}/moments/{post(ours)['id']}/like"

    def like(device: str, *, liked: bool = True) -> int:
        status, body = Api().post(path, {"device": device, "liked": liked})
        assert status == 200, body
        return int(body["likes"])

    assert [like("phone-one"), like("phone-one"), like("phone-two")] == [1, 1, 2]
    assert [like("phone-one", liked=False), like("phone-one", liked=False)] == [1, 1]
    assert Api().post(path, {"liked": True})[0] == 422
    with ours.world.inside():
        assert Moment.objects.get().likes == 1


def test_likes_of_one_phone_do_not_look_alike() -> None:
    assert law.digest(1, "dphone") != law.digest(2, "dphone")


def test_nobody_posts_all_day(ours: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(law, "MOST_A_DAY", 2)
    ours.world.token("小李")  # signed in now, not then
    with clock.frozen(NOON):
        post(ours)
        post(ours)
        status, wrong = ours.world.api("小李").post("/moments", {"text": "第三条"})
    assert (status, wrong["code"]) == (409, "too_many_moments")


def test_the_shop_next_door_sees_none_of_it(ours: Shop, next_door: World) -> None:
    made = post(ours)
    assert next_door.api("老王").get("/moments")[1]["items"] == []
    assert next_door.api("老王").get(f"/moments/{made['id']}")[0] == 404


@pytest.mark.parametrize(("text", "title"), [("一句\n两句", "一句"), ("好" * 40, "好" * 29 + "…")])
def test_a_title_is_short(text: str, title: str) -> None:
    assert law.title(text) == title
