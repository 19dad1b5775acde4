"""Pushes against the published vectors, and against bodies that are not what they seem."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keliu.wechat.errors import PushRefused
from keliu.wechat.pushes import reading, replies, seals
from keliu.wechat.pushes.reading import Push
from keliu.wechat.pushes.seals import Keys

VECTORS = Path(__file__).parents[3] / "tests/vectors"
OFFICIAL = json.loads((VECTORS / "oa_push/official_push.json").read_text())
WORK = json.loads((VECTORS / "oa_push/wechatpy_work_crypto.json").read_text())
MISC = json.loads((VECTORS / "oa_push/signature_misc.json").read_text())["cases"]
SAMPLES = json.loads((VECTORS / "messages/wechatpy_xml.json").read_text())
KEYS = Keys(OFFICIAL["token"], OFFICIAL["appid"], (OFFICIAL["encoding_aes_key"],))
PUSHES = [
    one for one in SAMPLES
    if one["source"].startswith(("test_events", "test_parser")) and "<MsgType>" in one["xml"]
]  # fmt: skip


def sample(name: str, nth: int = 0) -> Push:
    """The push of one published sample."""
    found = [one for one in SAMPLES if one["source"].endswith(f"::{name}")]
    return reading.read(found[nth]["xml"].strip().encode())


def test_published_marks() -> None:
    for case in MISC:
        assert seals.mark(*case["parts"]) == case["expected"]
    for name in ("url_verify", "plain_push"):
        asked = OFFICIAL[name]
        parts = (asked["timestamp"], asked["nonce"])
        assert seals.genuine(KEYS.token, asked["signature"], *parts)
        assert not seals.genuine("", seals.mark("", *parts), *parts)


def test_the_official_sealed_push_opens() -> None:
    push = OFFICIAL["aes_push"]
    query, body = push["query"], push["body"]
    asked = (query["msg_signature"], query["timestamp"], query["nonce"])
    plain = seals.opened(KEYS, body["Encrypt"], *asked)
    assert push["expected"]["msg"] == plain.decode() or json.loads(plain) == push["expected"]["msg"]


def test_the_official_reply_is_sealed_alike() -> None:
    case = OFFICIAL["aes_reply"]
    made = seals.sealed(
        KEYS,
        case["msg"],
        timestamp=int(case["timestamp"]),
        nonce=case["nonce"],
        prefix=case["random16"].encode(),
    )
    assert made.encrypt == case["expected"]["Encrypt"]
    assert made.mark == case["expected"]["MsgSignature"]
    said = json.loads(replies.wrapped(made, as_json=True))
    assert said == {
        "Encrypt": made.encrypt,
        "MsgSignature": made.mark,
        "TimeStamp": int(case["timestamp"]),
        "Nonce": case["nonce"],
    }


def test_the_second_published_key() -> None:
    keys = Keys(WORK["token"], WORK["appid"], (WORK["encoding_aes_key"],))
    echo, case, sealed = WORK["echo"], WORK["encrypt"], WORK["decrypt"]
    asked = (echo["msg_signature"], echo["timestamp"], echo["nonce"])
    assert seals.opened(keys, echo["echostr"], *asked).isdigit()
    made = seals.sealed(
        keys,
        case["plain"],
        timestamp=int(case["timestamp"]),
        nonce=case["nonce"],
        prefix=case["random16"].encode(),
    )
    assert reading.unwrapped(case["expected_xml"].encode()) == {
        "Encrypt": made.encrypt,
        "MsgSignature": made.mark,
        "TimeStamp": case["timestamp"],
        "Nonce": case["nonce"],
    }
    inside = reading.unwrapped(sealed["xml"].encode())["Encrypt"]
    asked = (sealed["msg_signature"], sealed["timestamp"], sealed["nonce"])
    found = reading.read(seals.opened(keys, inside, *asked))
    assert (found.text("Content"), found.sender) == ("test", "messense")


def test_the_key_before_still_opens() -> None:
    old = base64.b64encode(bytes(range(32))).decode().rstrip("=")
    new = base64.b64encode(bytes(range(1, 33))).decode().rstrip("=")
    made = seals.sealed(Keys("t", "wx1", (old,)), "你好", timestamp=1, nonce="n")
    both = Keys("t", "wx1", (new, old))
    assert seals.opened(both, made.encrypt, made.mark, "1", "n").decode() == "你好"
    with pytest.raises(PushRefused):
        seals.opened(Keys("t", "wx1", (new,)), made.encrypt, made.mark, "1", "n")
    with pytest.raises(PushRefused):  # sealed for another app
        seals.opened(Keys("t", "wx2", (old,)), made.encrypt, made.mark, "1", "n")
    assert seals.sound_key(old)
    assert not seals.sound_key(old[:-1])
    assert not seals.sound_key("!" * 43)


@given(st.text(max_size=300), st.integers(0, 2**31), st.text("abc123", min_size=1, max_size=10))
def test_what_is_sealed_opens(text: str, at: int, nonce: str) -> None:
    made = seals.sealed(KEYS, text, timestamp=at, nonce=nonce)
    assert seals.opened(KEYS, made.encrypt, made.mark, str(at), nonce).decode() == text


@given(st.data())
def test_a_changed_push_never_opens(data: st.DataObject) -> None:
    """Any other byte: the mark is wrong; and with a right mark over it, the inside is."""
    made = seals.sealed(KEYS, "付款成功", timestamp=7, nonce="n")
    raw = bytearray(base64.b64decode(made.encrypt))
    at = data.draw(st.integers(0, len(raw) - 1))
    raw[at] ^= data.draw(st.integers(1, 255))
    forged = base64.b64encode(bytes(raw)).decode()
    with pytest.raises(PushRefused):
        seals.opened(KEYS, forged, made.mark, "7", "n")


@pytest.mark.parametrize("encrypt", ["", "****", "YWJj", base64.b64encode(b"x" * 33).decode()])
def test_what_can_not_be_a_seal_is_refused(encrypt: str) -> None:
    with pytest.raises(PushRefused):
        seals.opened(KEYS, encrypt, seals.mark(KEYS.token, "1", "n", encrypt), "1", "n")


def test_every_published_push_is_read() -> None:
    assert len(PUSHES) >= 50
    for one in PUSHES:
        push = reading.read(one["xml"].strip().encode())
        assert all((push.kind, push.sender, push.to, push.at > 0))
        assert push.event or "<Event>" not in one["xml"], one["source"]


def test_words_of_the_samples() -> None:
    assert sample("test_subscribe_scan_event").scene == "123123"
    assert sample("test_subscribe_event").scene == ""
    assert sample("test_parse_subscribe_event_with_last_trade_no").scene == ""
    assert sample("test_scan_event").scene == "SCENE_VALUE"
    assert sample("test_location_event").place == (23.137466, 113.352425)
    assert sample("test_parse_location_message").place is not None
    assert sample("test_location_select_event").place == (23.0, 113.0)
    assert sample("test_scan_code_waitmsg_event").scanned == "2"
    assert sample("test_pic_sysphoto_event").pictures == ["1b5f7c23b5bf75682a53e7b6d163e185"]
    assert sample("test_click_event").text("EventKey") == "EVENTKEY"
    assert sample("test_template_send_job_finish_event").text("Status") == "success"
    assert sample("test_template_send_job_finish_event").dedupe.endswith("|200163836")


def test_subscriptions_in_all_their_shapes() -> None:
    popup = sample("test_template_subscribe_msg_popup_event").subscriptions
    assert [one["SubscribeStatusString"] for one in popup] == ["accept", "reject"]
    change = sample("test_template_subscribe_msg_change_event").subscriptions
    assert [one["SubscribeStatusString"] for one in change] == ["reject"]
    one = {"TemplateId": "t", "SubscribeStatusString": "accept", "PopupScene": "0"}
    for given_list in (one, [one, one]):
        push = reading.read(_json(Event="subscribe_msg_popup_event", List=given_list))
        found = push.subscriptions
        assert found == (given_list if isinstance(given_list, list) else [given_list])


def _json(**more: Any) -> bytes:
    head = {"ToUserName": "gh_1", "FromUserName": "o1", "CreateTime": 1714037059}
    return json.dumps({**head, "MsgType": "event", **more}, ensure_ascii=False).encode()


def test_json_and_xml_are_the_same_push() -> None:
    body = _json(MsgType="text", Content="请问价格多少", MsgId=24572310571234567)
    xml = (
        "<xml><ToUserName>gh_1</ToUserName><FromUserName>o1</FromUserName>"
        "<CreateTime>1714037059</CreateTime><MsgType>text</MsgType>"
        "<Content>请问价格多少</Content><MsgId>24572310571234567</MsgId></xml>"
    ).encode()
    assert reading.read(body) == reading.read(xml)
    assert reading.read(body).dedupe == "m|o1|24572310571234567"


def test_two_events_of_one_second_are_two() -> None:
    clicks = [reading.read(_json(Event="CLICK", EventKey=key)) for key in ("a", "b", "a")]
    assert clicks[0].dedupe != clicks[1].dedupe
    assert clicks[0].dedupe == clicks[2].dedupe


BOMB = (
    b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><xml>&b;</xml>"""
)
OUTSIDE = b"""<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><xml><ToUserName>&a;</ToUserName></xml>"""
DEEP = b"<xml>" + b"<a>" * 40 + b"</a>" * 40 + b"</xml>"


@pytest.mark.parametrize(
    "body",
    [BOMB, OUTSIDE, DEEP, b"", b"plain", b"{", b"[]", b"<xml>", b"<xml/>", b"\xff\xfe<\x00",
     b'{"a":' * 2000, b"<xml>" + b"a" * 300_000 + b"</xml>",
     b"<xml><MsgType>text</MsgType></xml>",
     b'<?xml version="1.0" encoding="nonsense"?><xml>a</xml>',
     _json(CreateTime="-1"), _json(CreateTime="9" * 40), _json(FromUserName=""),
     _json(a={"b": {"c": {"d": {"e": {"f": {"g": {"h": {"i": 1}}}}}}}})],
)  # fmt: skip
def test_bodies_that_are_refused(body: bytes) -> None:
    with pytest.raises(PushRefused):
        reading.read(body)


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    for wrapped in (body, b"<xml>" + body + b"</xml>", b"{" + body):
        try:
            reading.read(wrapped)
        except PushRefused:
            continue


QUESTION = reading.read(_json(MsgType="text", Content="在吗", MsgId=1))
FOLLOW = reading.read(_json(Event="subscribe", EventKey=""))
LINES = [replies.Article(f"第 {n} 条", "说明", "https://e.example/1.jpg", "#") for n in range(9)]


@pytest.mark.parametrize(
    "reply",
    [replies.text("你好"), replies.image("m1"), replies.voice("m1"),
     replies.video("m1", "题", "述"), replies.music("歌", "述", "#a", "t1"),
     replies.news(LINES, FOLLOW),
     replies.to_service(), replies.to_service("a@b")],
)  # fmt: skip
def test_replies_go_back_whence_the_push_came(reply: replies.Reply) -> None:
    said = reading.read(replies.written(reply, FOLLOW, at=5).encode())
    assert (said.to, said.sender, said.at, said.kind) == ("o1", "gh_1", 5, reply.kind)
    for name, value in reply.fields.items():
        if not isinstance(value, dict | int):
            assert said.words[name] == value


def test_news_is_one_article_after_a_message() -> None:
    assert replies.news(LINES, QUESTION).fields["ArticleCount"] == 1
    assert replies.news(LINES, FOLLOW).fields["ArticleCount"] == 8
    said = reading.unwrapped(replies.written(replies.news(LINES, FOLLOW), FOLLOW, at=1).encode())
    assert [one["Title"] for one in said["Articles"]["item"]] == [one.title for one in LINES[:8]]


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=200))
def test_any_words_survive_the_xml(words: str) -> None:
    for content in (words, f"{words}]]>{words}", "<a href='x'>&amp;</a>"):
        xml = replies.written(replies.text(content), QUESTION, at=1)
        assert reading.unwrapped(xml.encode())["Content"] == content


def test_texts_end_between_characters() -> None:
    assert replies.cut("价格" * 1000) == "价格" * 341
    assert len(replies.text("价" * 5000).fields["Content"].encode()) <= replies.MOST_TEXT_BYTES
