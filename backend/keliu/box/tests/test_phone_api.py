"""The doors of the phones: whose phone, chats, scanning, live lines, pages."""

import io
import json
from typing import Any

import httpx
import pytest
import segno
from PIL import Image

from keliu.box import links
from keliu.box.tests.conftest import Running
from keliu.box.tests.product import Product, qr


def scan(running: Running, data: bytes) -> httpx.Response:
    host = f"u1.localhost:{running.port}"
    return running.client.post("/phone/api/scan", content=data, headers={"Host": host})


def say(running: Running, text: str, tap: str = "tap-00000001") -> dict[str, Any]:
    answer = running.phone("u2", "POST", "/chats/u1", {"text": text, "client_id": tap})
    assert answer.status_code == 200, answer.text
    message: dict[str, Any] = answer.json()
    return message


def chats(running: Running, user: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = running.phone(user, "GET", "/chats").json()["items"]
    return items


def test_the_host_says_whose_phone_it_is(running: Running) -> None:
    aunt = running.phone("u1", "GET", "/me").json()

    assert aunt["user"] == {"id": "u1", "name": "张阿姨", "avatar": "/avatar/u1.png"}
    assert [c["id"] for c in aunt["contacts"]] == ["u2", "u3", "u4", "u5", "u6"]
    assert running.phone("u9", "GET", "/me").status_code == 404
    assert running.client.get("/phone/api/me").status_code == 404


def test_a_message_is_unread_until_the_chat_is_opened(running: Running) -> None:
    say(running, "张阿姨在吗")
    say(running, "有空看看", "tap-00000002")

    (chat,) = chats(running, "u1")
    assert (chat["peer"], chat["unread"], chat["last"]["text"]) == ("u2", 2, "有空看看")
    assert chats(running, "u2")[0]["unread"] == 0
    assert chats(running, "u3") == []

    running.phone("u1", "POST", "/chats/u2/read")
    assert chats(running, "u1")[0]["unread"] == 0
    texts = [m["text"] for m in running.phone("u1", "GET", "/chats/u2").json()["items"]]
    assert texts == ["张阿姨在吗", "有空看看"]


def test_a_double_tap_is_one_message(running: Running) -> None:
    assert say(running, "一次") == say(running, "一次")

    assert chats(running, "u1")[0]["unread"] == 1


def test_a_forwarded_page_arrives_with_the_plain_address(running: Running) -> None:
    body = {
        "to": "u2",
        "title": "小李的名片",
        "desc": "远航集团",
        "link": "http://u1.localhost:8000/s/Ab3?s=9",
        "picture": "http://u1.localhost:8000/files/1/a.png",
        "client_id": "tap-00000003",
    }
    running.phone("u1", "POST", "/forward", body).raise_for_status()

    card = chats(running, "u2")[0]["last"]
    assert (card["kind"], card["title"], card["summary"]) == ("link", "小李的名片", "远航集团")
    assert card["link"] == "http://localhost:8000/s/Ab3?s=9"
    assert card["picture"] == "http://localhost:8000/files/1/a.png"


@pytest.mark.parametrize("link", ["javascript:alert(1)", "", "file:///etc/passwd", "http://a b/"])
def test_only_web_pages_are_forwarded(running: Running, link: str) -> None:
    body = {"to": "u2", "link": link, "client_id": "tap-00000004"}

    assert running.phone("u1", "POST", "/forward", body).status_code == 422
    assert chats(running, "u2") == []


def test_calls_from_other_pages_are_refused(running: Running) -> None:
    body = {"text": "假的", "client_id": "tap-00000005"}
    own = {"Host": f"u1.localhost:{running.port}"}
    product = {**own, "Origin": "http://u1.localhost:8000"}
    neighbour = {**own, "Origin": f"http://u2.localhost:{running.port}"}
    rebound = {"Host": f"evil.example:{running.port}"}
    answers = [
        running.client.post("/phone/api/chats/u2", json=body, headers=headers).status_code
        for headers in (product, neighbour, rebound)
    ]

    assert answers == [403, 403, 421]
    assert chats(running, "u2") == []


def test_the_panel_is_not_reached_from_a_phone(running: Running) -> None:
    phone = {"Host": f"u1.localhost:{running.port}"}
    foreign = {"Host": f"localhost:{running.port}", "Origin": "http://localhost:8000"}

    assert running.client.get("/desk/api/state", headers=phone).status_code == 404
    assert running.client.post("/desk/api/reset", headers=foreign).status_code == 403
    assert running.client.get("/desk/api/state").status_code == 200


def test_a_picture_is_read_whatever_its_form(running: Running) -> None:
    text = "http://localhost:8000/s/Ab3"
    image = Image.open(io.BytesIO(qr(text))).convert("RGB")
    turned, jpeg = io.BytesIO(), io.BytesIO()
    image.rotate(90, expand=True).save(turned, "PNG")
    image.save(jpeg, "JPEG", quality=60)
    clear = io.BytesIO()
    segno.make_qr(text).save(clear, kind="png", scale=4, light=None)

    for data in (qr(text), turned.getvalue(), jpeg.getvalue(), clear.getvalue()):
        assert scan(running, data).json() == {"codes": [text]}


def test_a_picture_with_two_codes_gives_both_from_the_top(running: Running) -> None:
    sheet = Image.new("L", (400, 900), 255)
    sheet.paste(Image.open(io.BytesIO(qr("second"))), (20, 500))
    sheet.paste(Image.open(io.BytesIO(qr("first"))), (20, 20))
    out = io.BytesIO()
    sheet.save(out, "PNG")

    assert scan(running, out.getvalue()).json() == {"codes": ["first", "second"]}


def test_what_cannot_be_read_is_said_in_chinese(running: Running) -> None:
    blank = io.BytesIO()
    Image.new("L", (200, 200), 255).save(blank, "PNG")
    answers = [scan(running, data) for data in (b"", b"not a picture", blank.getvalue())]

    assert [a.status_code for a in answers] == [422, 422, 422]
    assert [a.json()["code"] for a in answers] == ["not_a_picture", "not_a_picture", "no_code"]
    assert scan(running, b"x" * (12 << 20)).status_code == 413


def test_a_picture_of_the_product_is_fetched_and_nothing_else(
    running: Running, product: Product
) -> None:
    def ask(url: str) -> httpx.Response:
        return running.phone("u1", "POST", "/scan-url", {"url": url})

    base = product.base
    labelled = base.replace("localhost", "u1.localhost")
    assert ask(f"{base}/files/code/Ab3.png").json()["codes"] == [f"{base}/s/Ab3"]
    assert ask(f"{labelled}/files/code/Ab3.png").status_code == 200
    assert ask(f"{base}/elsewhere").json()["code"] == "picture_missing"
    for url in ("http://127.0.0.1:1/", "http://localhost:1/a.png", "file:///etc/passwd", "x"):
        assert ask(url).json()["code"] == "foreign_picture"


def test_opened_links_are_remembered_once_and_can_be_forgotten(running: Running) -> None:
    url = "http://u1.localhost:8000/s/Ab3"
    running.phone("u1", "POST", "/history", {"url": url})
    running.phone("u1", "POST", "/history", {"url": url, "title": "小李的名片"})
    running.phone("u1", "POST", "/history", {"url": url})

    (link,) = running.phone("u1", "GET", "/history").json()["items"]
    assert (link["url"], link["title"]) == ("http://localhost:8000/s/Ab3", "小李的名片")
    assert running.phone("u2", "GET", "/history").json()["items"] == []
    assert running.phone("u1", "DELETE", "/history").json()["items"] == []


def test_a_phone_hears_of_a_message_while_it_is_sent(running: Running) -> None:
    host = {"Host": f"u1.localhost:{running.port}"}
    with running.client.stream("GET", "/phone/api/live", headers=host) as answer:
        lines = answer.iter_lines()
        assert next(lines) == "retry: 500"
        with httpx.Client(base_url=running.client.base_url, trust_env=False) as other:
            other.post(
                "/phone/api/chats/u1",
                json={"text": "听得到吗", "client_id": "tap-00000006"},
                headers={"Host": f"u2.localhost:{running.port}"},
            ).raise_for_status()
        heard = json.loads(next(line for line in lines if line.startswith("data: "))[6:])

    assert heard["type"] == "message"
    assert heard["message"]["text"] == "听得到吗"


def test_every_page_comes_with_its_rules(running: Running) -> None:
    desk = running.client.get("/")
    phone = running.client.get("/", headers={"Host": f"u1.localhost:{running.port}"})
    script = running.client.get("/open/jweixin.js")

    for page in (desk, phone):
        policy = page.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'self'" in policy
    assert "<script" not in phone.text.replace('<script type="module" src=', "")
    assert script.headers["cross-origin-resource-policy"] == "cross-origin"
    assert script.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    ["/static/../app.py", "/static/%2e%2e%2fapp.py", "/static/phone.html", "/static/nothing.js"],
)
def test_only_the_pages_own_files_are_served(running: Running, path: str) -> None:
    assert running.client.get(path).status_code == 404


def test_pages_stay_closed_under_foreign_names(running: Running) -> None:
    answer = running.client.get("/", headers={"Host": f"evil.example:{running.port}"})

    assert answer.status_code == 421


@pytest.mark.parametrize(
    ("url", "opened", "shared"),
    [
        ("http://localhost:8000/s/1?a=b#c", "http://u1.localhost:8000/s/1?a=b#c", None),
        ("http://127.0.0.1:8000/x", "http://u1.localhost:8000/x", None),
        ("http://localhost/x", "http://u1.localhost/x", None),
        ("http://u2.localhost:8000/x", "http://u1.localhost:8000/x", "http://localhost:8000/x"),
        ("https://example.com/x", "https://example.com/x", None),
    ],
)
def test_an_address_as_opened_and_as_shared(url: str, opened: str, shared: str | None) -> None:
    assert links.for_user(url, "u1") == opened
    assert links.plain(url) == (shared or url)


@pytest.mark.parametrize(
    "url", ["javascript:1", "http://a@localhost:8000/", "http://localhost:x/", "http://l\\o/", ""]
)
def test_what_is_no_web_address_has_no_shared_form(url: str) -> None:
    assert links.plain(url) == ""


def test_what_is_shown_in_moments_is_there_for_all_friends_once(running: Running) -> None:
    body = {
        "text": "中秋的盒子真好看",
        "title": "小李的名片",
        "link": "http://u1.localhost:8000/s/Ab3?s=9",
        "picture": "http://u1.localhost:8000/files/1/a.png",
        "client_id": "tap-00000009",
    }
    for _ in range(2):
        running.phone("u1", "POST", "/moments", body).raise_for_status()

    (seen,) = running.phone("u3", "GET", "/moments").json()["items"]
    assert (seen["user"], seen["text"], seen["title"]) == ("u1", body["text"], "小李的名片")
    assert seen["link"] == "http://localhost:8000/s/Ab3?s=9"
    wrong = {**body, "link": "javascript:alert(1)", "client_id": "tap-00000010"}
    assert running.phone("u1", "POST", "/moments", wrong).status_code == 422
    assert chats(running, "u3") == []
