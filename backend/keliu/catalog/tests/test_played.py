"""Voice greeting and video on a card: somebody who may judge looks before strangers do."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from keliu.catalog.models import Card, ContentReview
from keliu.platform.models import StoredFile
from keliu.platform.tests import samples
from tests.cast import Api, World


def _upload(api: Api, name: str, data: bytes) -> str:
    sent = {"file": SimpleUploadedFile(name, data), "seconds": "12"}
    headers = {"Authorization": f"Bearer {api.token}"}
    answer = Client().post("/api/v1/attachments", sent, headers=headers)
    assert answer.status_code == 200, answer.content
    return str(answer.json()["id"])


def _greeting(api: Api) -> str:
    return _upload(api, "你好.m4a", samples.mp4(b"soun", b"M4A "))


def _card(api: Api, **fields: Any) -> dict[str, Any]:
    status, body = api.post("/cards", fields)
    assert status == 200, body
    return dict(body)


def test_the_owner_publishes_a_greeting_of_their_own(far_sail: World) -> None:
    boss = far_sail.api("王总")
    card = _card(boss, voice_id=_greeting(boss))
    card = boss.post(f"/cards/{card['id']}/publish", {"version": card["version"]})[1]
    assert card["state"] == "published"
    assert card["voice"]["seconds"] == 12
    with far_sail.inside():
        assert StoredFile.objects.get(kind="voice").attached_at is not None


def test_a_seller_s_greeting_waits_and_the_card_before_it_stays(far_sail: World) -> None:
    li, boss = far_sail.api("小李"), far_sail.api("王总")
    card = _card(li, title="销售")
    card = li.post(f"/cards/{card['id']}/publish", {"version": card["version"]})[1]
    path = f"/cards/{card['id']}"
    card = li.patch(path, {"voice_id": _greeting(li), "version": card["version"]})[1]
    held = li.post(f"{path}/publish", {"version": card["version"]})[1]
    assert (held["state"], held["edition"], held["unpublished"]) == ("published", 1, True)
    review = boss.get("/content-reviews?state=waiting")[1]["items"][0]
    assert "请人听一听" in str(review)
    assert boss.post(f"/content-reviews/{review['id']}/pass")[0] == 200
    shown = li.get(path)[1]
    assert (shown["edition"], shown["unpublished"]) == (2, False)
    # The same greeting is not looked at a second time.
    again = li.patch(path, {"title": "总监", "version": shown["version"]})[1]
    assert li.post(f"{path}/publish", {"version": again["version"]})[1]["edition"] == 3
    with far_sail.inside():
        assert ContentReview.objects.filter(state="waiting").count() == 0


def test_a_greeting_is_a_sound_and_a_video_a_film(far_sail: World) -> None:
    li = far_sail.api("小李")
    greeting = _greeting(li)
    status, body = li.post("/cards", {"video_id": greeting})
    assert (status, body["errors"][0]["field"]) == (422, "video_id")
    film = _upload(li, "店.mp4", samples.mp4())
    assert li.post("/cards", {"voice_id": film})[0] == 422
    assert _card(li, voice_id=greeting, video_id=film)["video_url"]
    with far_sail.inside():
        assert Card.objects.count() == 1
