"""The replies of WeChat's own console come over, as many as can."""

import io
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from PIL import Image

from keliu.conversations.models import Reply
from keliu.wechat.rules.old_replies import read
from keliu.wechat.tests.fake import Fake, fake_wechat, refusal
from keliu.wechat.tests.played_oa import connected
from tests.cast import Api, World, company

FILE = Path(__file__).parents[3] / "tests/vectors/responses/get_current_autoreply_info.json"
INFO: Any = msgspec.json.decode(FILE.read_bytes())
PATH = "/cgi-bin/get_current_autoreply_info"


def test_what_wechat_documents_is_read() -> None:
    welcome, news, voice, text, video, usual = read(INFO)
    assert (welcome.kind, welcome.answers[0]["text"]) == ("welcome", "Thanks for your attention!")
    assert (usual.kind, usual.answers[0]["text"]) == ("default", "Hello, this is autoreply!")
    assert (news.name, news.pick, news.words) == (
        "autoreply-news", "all", [{"text": "news测试", "match": "contains"}],
    )  # fmt: skip
    assert [len(one["articles"]) for one in news.answers] == [1, 2]
    assert news.answers[0]["articles"][0]["description"] == "it's digest"
    assert (text.pick, text.left) == ("random", [])
    assert (voice.answers, voice.left) == ([], ["语音"])
    assert (video.words[0]["match"], video.left) == ("exact", ["视频"])


@pytest.mark.parametrize("info", [{}, {"keyword_autoreply_info": None}, {"is_autoreply_open": 0}])
def test_nothing_set_up_is_nothing(info: dict[str, Any]) -> None:
    assert read(info) == []


def test_what_was_switched_off_stays_off() -> None:
    found = read({**INFO, "is_autoreply_open": 0})
    assert [one.enabled for one in found] == [True, False, False, False, False, False]


@pytest.fixture
def far(db: None) -> World:
    return company()


@pytest.fixture
def boss(far: World) -> Api:
    return far.api("王总")


@pytest.fixture
def place(far: World) -> str:
    with far.inside():
        return f"/wechat/accounts/{connected(far).pk}/old-replies"


@pytest.fixture
def wechat(monkeypatch: pytest.MonkeyPatch) -> Any:
    with fake_wechat(monkeypatch) as fake:
        fake.answers[PATH] = INFO
        yield fake


def test_chosen_ones_come_over(far: World, boss: Api, place: str, wechat: Fake) -> None:
    items = boss.get(place)[1]["items"]
    assert [one["possible"] for one in items] == [True, True, False, True, False, True]
    assert items[2]["left"] == ["语音"]
    status, body = boss.post(place, {"places": [0, 3, 5]})
    assert (status, body) == (200, {"count": 3})
    with far.inside():
        rows = {row.kind: row for row in Reply.objects.all()}
    assert set(rows) == {"welcome", "keyword", "default"}
    assert rows["default"].cooldown == 60
    assert rows["keyword"].answers == [{"kind": "text", "text": "hello!text!"}]
    known = [one["known"] for one in boss.get(place)[1]["items"]]
    assert known == [True, False, False, True, False, True]


def test_one_that_can_not_come_keeps_all_where_they_are(
    far: World, boss: Api, place: str, wechat: Fake
) -> None:
    status, body = boss.post(place, {"places": [0, 2]})
    assert status == 422
    assert "autoreply-voice" in body["errors"][0]["message"]
    with far.inside():
        assert Reply.objects.count() == 0


def test_pictures_become_files_of_ours(far: World, boss: Api, place: str, wechat: Fake) -> None:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "teal").save(out, "PNG")
    wechat.answers[PATH] = {"add_friend_autoreply_info": {"type": "img", "content": "m1"}}
    wechat.answers["/cgi-bin/material/get_material"] = httpx.Response(
        200, content=out.getvalue(), headers={"content-type": "image/png"}
    )
    assert boss.post(place, {"places": [0]})[0] == 200
    with far.inside():
        (answer,) = Reply.objects.get().answers
    assert answer["kind"] == "image"
    assert answer["file_id"].isdigit()


def test_a_refusal_says_what_to_do(boss: Api, place: str, wechat: Fake) -> None:
    wechat.answers[PATH] = refusal(48001)
    status, body = boss.get(place)
    assert status == 502
    assert "48001" in body["detail"]
