"""What a follow-up carries: how people met, files, a place, colleagues; and who may change it."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from keliu.accounts.models import Staff
from keliu.interactions import ports
from keliu.interactions.models import Interaction
from keliu.interactions.services import voices
from keliu.interactions.tests.factories import customer, followup, jobs
from keliu.platform.models import Notification, StoredFile
from keliu.platform.tests import samples
from tests.cast import World


def upload(world: World, data: bytes, name: str = "a.jpg", who: str = "小李", **more: Any) -> str:
    headers = {"Authorization": f"Bearer {world.token(who)}"}
    sent = {"file": SimpleUploadedFile(name, data), **more}
    answer = Client().post("/api/v1/attachments", sent, headers=headers)
    assert answer.status_code == 200, answer.content
    return str(answer.json()["id"])


def told(world: World, name: str) -> list[str]:
    """The titles in a person's inbox."""
    with world.inside():
        rows = Notification.objects.filter(staff_id=world.staff[name].pk)
        return list(rows.order_by("id").values_list("title", flat=True))


def test_two_taps_voice_picture_and_place(far_sail: World) -> None:
    api = far_sail.api("小李")
    zhang = customer(api)
    voice, photo = (
        upload(far_sail, samples.mp3(), "v.mp3", seconds=7),
        upload(far_sail, samples.jpeg(gps=True)),
    )
    body = followup(
        api, zhang, "", way="visit", result="agreed", minutes=30, file_ids=[voice, photo],
        place={"lat": 31.23, "lng": 121.47, "name": "水果店"},
    )  # fmt: skip
    assert [(one["kind"], one["seconds"]) for one in body["files"]] == [
        ("voice", 7), ("picture", None),
    ]  # fmt: skip
    assert (body["way"], body["result"], body["minutes"]) == ("visit", "agreed", 30)
    assert body["place"] == {"lat": 31.23, "lng": 121.47, "name": "水果店"}
    (line,) = api.get(f"/customers/{zhang}/timeline?kind=followup")[1]["items"]
    assert line["files"] == body["files"]
    assert Client().get(line["files"][1]["thumb_url"]).status_code == 200


def test_only_ones_own_fresh_files_are_carried(far_sail: World, next_door: World) -> None:
    api = far_sail.api("小李")
    zhang = customer(api)
    used = upload(far_sail, samples.png())
    followup(api, zhang, "", file_ids=[used])
    theirs, foreign = (
        upload(far_sail, samples.png(), who="小赵"),
        upload(next_door, samples.png(), who="老王"),
    )
    with far_sail.inside():
        public = StoredFile.objects.create(
            name="x.png", mime="image/png", size=1, created_by=far_sail.staff["小李"].pk
        ).pk
    for wrong in (used, theirs, foreign, str(public), "77"):
        asked = {"customer_id": zhang, "text": "看", "file_ids": [wrong]}
        status, body = api.post("/interactions", asked)
        assert (status, body["errors"][0]["field"]) == (422, "file_ids"), wrong
    with far_sail.inside():
        assert Interaction.objects.filter(kind="followup").count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"place": {"lat": 91, "lng": 0}}, "place.lat"),
        ({"way": "pigeon"}, "way"),
        ({"minutes": -1}, "minutes"),
        ({"minutes": 1441}, "minutes"),
        ({"result": "great"}, "result"),
    ],
)
def test_wrong_details_are_refused(far_sail: World, wrong: dict[str, Any], field: str) -> None:
    api = far_sail.api("小李")
    status, body = api.post("/interactions", {"customer_id": customer(api), "text": "聊", **wrong})
    assert (status, body["errors"][0]["field"]) == (422, field)


def test_exactly_one_subject(far_sail: World) -> None:
    api = far_sail.api("小李")
    zhang = customer(api)
    for asked in ({}, {"customer_id": zhang, "lead_id": "5"}):
        status, body = api.post("/interactions", {"text": "聊", **asked})
        assert (status, body["errors"][0]["field"]) == (422, "customer_id")
    assert api.post("/interactions", {"text": "聊", "lead_id": "5"})[0] == 404


def test_who_began_it_counts_only_where_somebody_begins(far_sail: World) -> None:
    api = far_sail.api("小李")
    zhang = customer(api)
    call = followup(api, zhang, "他打来的", way="call", direction="in")
    assert call["direction"] == "in"
    assert followup(api, zhang, "见面", way="meeting", direction="out")["direction"] == ""
    path = f"/interactions/{call['id']}"
    _, body = api.patch(path, {"way": "note", "minutes": 3, "version": 1})
    assert (body["way"], body["direction"], body["minutes"]) == ("note", "", 3)
    assert api.patch(path, {"minutes": None, "version": 2})[1]["minutes"] is None
    status, body = api.patch(path, {"text": "", "version": 3})
    assert (status, body["errors"][0]["field"]) == (422, "text")


def test_the_timeline_is_narrowed_and_searched(far_sail: World) -> None:
    api = far_sail.api("小李")
    zhang = customer(api)
    followup(api, zhang, "聊了中秋礼盒,要两盒", way="call")
    followup(api, zhang, "发了报价 A12", way="message")
    followup(far_sail.api("小吴"), zhang, "回访礼盒")
    wu = far_sail.staff["小吴"].pk
    for query, texts in {
        "way=call": ["聊了中秋礼盒,要两盒"],
        f"staff={wu}": ["回访礼盒"],
        "staff=me": ["发了报价 A12", "聊了中秋礼盒,要两盒"],
        "q=礼盒": ["回访礼盒", "聊了中秋礼盒,要两盒"],
        "q=礼盒%20两盒": ["聊了中秋礼盒,要两盒"],
        "q=a12": ["发了报价 A12"],
        "q=没有": [],
        "q=%25": [],
        "to=2020-01-01T00:00:00Z": [],
        "staff=nobody": [],
    }.items():
        rows = api.get(f"/customers/{zhang}/timeline?kind=followup&{query}")[1]["items"]
        assert [one["text"] for one in rows] == texts, query


def test_only_the_author_and_their_manager_change_words(far_sail: World) -> None:
    zhang = customer(far_sail.api("小李"))
    line = followup(far_sail.api("小李"), zhang)
    path = f"/interactions/{line['id']}"
    service = far_sail.api("小吴")  # may write for every customer, and manages nobody
    seen = service.get(f"/customers/{zhang}/timeline?kind=followup")[1]["items"][0]
    assert seen["undoable"] is False
    for answer in (service.patch(path, {"text": "改", "version": 1}), service.delete(path)):
        status, body = answer
        assert (status, body["code"]) == (403, "not_your_words")
        assert "小李" in body["detail"]
    manager = far_sail.api("周经理")
    assert manager.patch(path, {"text": "经理改的", "version": 1})[0] == 200
    assert manager.delete(path)[0] == 204
    assert service.post(f"{path}/restore")[0] == 403
    assert manager.post(f"{path}/restore")[0] == 200
    theirs = followup(far_sail.api("王总"), zhang, "老板写的")
    answer = far_sail.api("小李").patch(
        f"/interactions/{theirs['id']}", {"text": "改", "version": 1}
    )
    assert answer[0] == 403, "the owner of a customer does not own the boss's words"
    with far_sail.inside():
        assert Interaction.objects.get(pk=theirs["id"]).text == "老板写的"


def test_mentioned_colleagues_are_told_once(far_sail: World) -> None:
    api = far_sail.api("小李")
    zhang = customer(api)
    manager, me = (str(far_sail.staff[name].pk) for name in ("周经理", "小李"))
    body = followup(api, zhang, "@周经理 请看", mention_ids=[manager, manager, me])
    assert [one["name"] for one in body["mentions"]] == ["周经理", "小李"]
    assert told(far_sail, "周经理") == ["小李在张阿姨的跟进里提到了你"]
    assert told(far_sail, "小李") == []


def test_who_can_not_see_the_customer_can_not_be_mentioned(
    far_sail: World, next_door: World
) -> None:
    api = far_sail.api("小李")
    zhang = customer(api)
    sun = far_sail.staff["小孙"].pk
    asked = {"customer_id": zhang, "text": "看", "mention_ids": [str(sun)]}
    status, body = api.post("/interactions", asked)
    assert (status, body["code"]) == (422, "mention_blind")
    assert body["errors"][0]["message"].startswith("小孙看不到")
    stranger = str(next_door.staff["老王"].pk)
    assert api.post("/interactions", {**asked, "mention_ids": [stranger]})[0] == 422
    assert told(far_sail, "小孙") == []
    with far_sail.inside():
        assert Interaction.objects.filter(kind="followup").count() == 0


def test_comments_are_talk_below_a_followup(far_sail: World) -> None:
    api, boss = far_sail.api("小李"), far_sail.api("王总")
    zhang = customer(api)
    path = f"/interactions/{followup(api, zhang)['id']}/comments"
    manager = str(far_sail.staff["周经理"].pk)
    status, said = boss.post(path, {"text": "报价了吗", "mention_ids": [manager]})
    assert (status, said["staff"]["name"], said["removable"]) == (200, "王总", True)
    assert told(far_sail, "小李") == ["王总评论了你在张阿姨的跟进"]
    assert told(far_sail, "周经理") == ["王总在张阿姨的跟进里提到了你"]
    (seen,) = api.get(path)[1]["items"]
    assert (seen["text"], seen["mentions"][0]["name"], seen["removable"]) == (
        "报价了吗", "周经理", False,
    )  # fmt: skip
    count = f"/customers/{zhang}/timeline?kind=followup"
    assert api.get(count)[1]["items"][0]["comment_count"] == 1
    status, body = api.delete(f"/comments/{said['id']}")
    assert (status, body["code"]) == (403, "not_your_words")
    assert boss.delete(f"/comments/{said['id']}")[0] == 204
    assert boss.delete(f"/comments/{said['id']}")[0] == 404
    assert api.get(count)[1]["items"][0]["comment_count"] == 0
    assert far_sail.api("小孙").get(path)[0] == 404
    assert far_sail.api("小孙").post(path, {"text": "偷看"})[0] == 404


def test_a_page_of_followups_costs_the_same_however_much_they_carry(far_sail: World) -> None:
    api = far_sail.api("小李")
    zhang = customer(api)
    manager = str(far_sail.staff["周经理"].pk)
    spent = []
    for more in (1, 29):
        for _ in range(more):
            followup(api, zhang, file_ids=[upload(far_sail, samples.png(4))], mention_ids=[manager])
        for path in (f"/customers/{zhang}/timeline", "/interactions"):
            with CaptureQueriesContext(connection) as asked:
                assert api.get(f"{path}?kind=followup&limit=30")[0] == 200
            spent.append(len(asked))
    assert spent[0] == spent[2]
    assert spent[1] == spent[3]


def test_words_stand_beside_a_voice_only_with_a_recogniser(
    far_sail: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    api = far_sail.api("小李")
    zhang = customer(api)
    followup(api, zhang, "", file_ids=[upload(far_sail, samples.mp3(), "v.mp3")])
    with far_sail.inside():
        assert jobs("voices_written_down") == []
    heard: list[str] = []

    def transcribe(data: bytes, mime: str) -> str:
        heard.append(mime)
        return "要两盒"

    monkeypatch.setattr(ports.Ports, "transcribe", staticmethod(transcribe))
    line = followup(api, zhang, "", file_ids=[upload(far_sail, samples.mp3(), "v.mp3")])
    with far_sail.inside():
        (job,) = jobs("voices_written_down")
        voices.voices_written_down(job["line_id"])
        voices.voices_written_down(job["line_id"])  # a job may run twice
    assert heard == ["audio/mpeg"]
    newest = api.get(f"/customers/{zhang}/timeline?kind=followup")[1]["items"][0]
    assert (newest["id"], newest["files"][0]["words"]) == (line["id"], "要两盒")


def test_a_person_who_left_can_not_be_mentioned(far_sail: World) -> None:
    api = far_sail.api("小李")
    zhang = customer(api)
    with far_sail.inside():
        Staff.objects.filter(pk=far_sail.staff["周经理"].pk).update(state="disabled")
    asked = {"customer_id": zhang, "text": "看", "mention_ids": [str(far_sail.staff["周经理"].pk)]}
    assert api.post("/interactions", asked)[0] == 422
