"""The box asked by a foreign client: wechatpy knows WeChat's API and nothing of this box."""

import io
from collections.abc import Iterator
from typing import Any

import pytest
from wechatpy import WeChatClient
from wechatpy.exceptions import WeChatClientException

from keliu.box.oa.media import sample
from keliu.box.people import openid
from keliu.box.tests.conftest import MINI, OA, SECRET, Running, registrations

U1, U2 = openid(OA, "u1"), openid(OA, "u2")
PNG = sample("image")
BUTTONS = {
    "button": [
        {"type": "click", "name": "今日特价", "key": "today"},
        {"name": "我们", "sub_button": [
            {"type": "view", "name": "官网", "url": "http://localhost:8000/m/"},
            {"type": "scancode_waitmsg", "name": "扫一扫", "key": "scan"},
        ]},
    ]
}  # fmt: skip


class Foreign(WeChatClient):  # type: ignore[misc]  # the library has no types
    """wechatpy, told that WeChat lives here."""

    def __init__(self, base: str) -> None:
        super().__init__(OA, SECRET, auto_retry=True, timeout=5)
        self.API_BASE_URL = f"{base}/cgi-bin/"
        for name in dir(type(self)):
            part: Any = getattr(self, name, None)
            home = getattr(part, "API_BASE_URL", None)
            if isinstance(home, str) and "qq.com" in home:
                part.API_BASE_URL = home.replace("https://api.weixin.qq.com", base)

    def fetch_access_token(self) -> Any:
        return self._fetch_access_token(
            url=self.API_BASE_URL + "token",
            params={"grant_type": "client_credential", "appid": OA, "secret": SECRET},
        )


@pytest.fixture
def client(running: Running) -> Iterator[Foreign]:
    app = {**registrations()[0], "followers": ["u1", "u2", "u3"]}
    running.admin("POST", "/box/apps", app).raise_for_status()
    foreign = Foreign(f"http://127.0.0.1:{running.port}")
    yield foreign
    foreign._http.close()


def act(running: Running, name: str, user: str = "u1", **body: Any) -> Any:
    answer = running.admin("POST", f"/box/users/{user}/{name}", {"appid": OA, **body})
    answer.raise_for_status()
    return answer.json()


def refused(errcode: int) -> Any:
    return pytest.raises(WeChatClientException, match=f"Error code: {errcode},")


def test_menus(client: Foreign, running: Running) -> None:
    assert client.menu.get() is None  # the library's word for 46003
    client.menu.create(BUTTONS)
    assert [one["name"] for one in client.menu.get()["menu"]["button"]] == ["今日特价", "我们"]
    info = client.menu.get_menu_info()
    assert info["is_menu_open"] == 1
    assert info["selfmenu_info"]["button"][1]["sub_button"]["list"][0]["type"] == "view"
    tag = client.tag.create("老客")["id"]
    client.tag.tag_user(tag, [U2])
    special = {"button": [{"type": "click", "name": "老客价", "key": "old"}],
               "matchrule": {"tag_id": str(tag)}}  # fmt: skip
    menu = client.menu.add_conditional(special)["menuid"]
    assert client.menu.try_match(U2)["button"][0]["name"] == "老客价"
    assert client.menu.try_match(U1)["button"][0]["name"] == "今日特价"
    assert act(running, "click", "u2", key="old")["delivered"] == []
    client.menu.del_conditional(menu)
    assert client.menu.try_match(U2)["button"][0]["name"] == "今日特价"
    client.menu.delete()
    assert client.menu.get() is None  # the library's word for 46003


@pytest.mark.parametrize(
    ("button", "errcode"),
    [
        ([], 40016),
        ([{"type": "click", "name": "一", "key": "k"}] * 4, 40016),
        ([{"type": "click", "name": "名" * 6, "key": "k"}], 40018),
        ([{"type": "click", "name": "名", "key": "k" * 129}], 40019),
        ([{"type": "view", "name": "名", "url": "javascript:1"}], 40054),
        ([{"type": "nothing", "name": "名"}], 40017),
        ([{"name": "名", "sub_button": [{"type": "click", "name": "x", "key": "k"}] * 6}], 40023),
        ([{"name": "名", "sub_button": [{"type": "click", "name": "字" * 21, "key": "k"}]}], 40025),
        ([{"type": "miniprogram", "name": "名", "url": "http://x.test/", "appid": "no"}], 45064),
    ],
)
def test_menus_that_are_refused(client: Foreign, button: Any, errcode: int) -> None:
    with refused(errcode):
        client.menu.create({"button": button})


def test_conditional_menus_that_are_refused(client: Foreign) -> None:
    rule = {"button": BUTTONS["button"], "matchrule": {"tag_id": "2"}}
    with refused(65303):
        client.menu.add_conditional(rule)
    client.menu.create(BUTTONS)
    with refused(65320):
        client.menu.add_conditional({**rule, "matchrule": {"sex": "1"}})
    with refused(65304):
        client.menu.add_conditional({"button": BUTTONS["button"], "matchrule": {}})
    with refused(65301):
        client.menu.del_conditional("99")


def test_followers(client: Foreign, running: Running) -> None:
    first = client.user.get_followers()
    assert (first["total"], first["count"]) == (3, 3)
    assert first["data"]["openid"][:2] == [U1, U2]
    assert list(client.user.iter_followers()) == first["data"]["openid"]
    info = client.user.get(U1)
    assert (info["subscribe"], info["nickname"], info["subscribe_scene"]) == (
        1, "", "ADD_SCENE_SEARCH",
    )  # fmt: skip
    client.user.update_remark(U1, "张阿姨")
    assert client.user.get_batch([U1, U2])[0]["remark"] == "张阿姨"
    act(running, "unfollow", "u2")
    gone = client.user.get(U2)
    assert gone["subscribe"] == 0
    assert "remark" not in gone
    with refused(40003):
        client.user.get("nobody")
    running.admin("POST", "/box/crowd", {"appid": OA, "count": 10_050}).raise_for_status()
    pages = client.user.get_followers()
    assert (pages["total"], pages["count"]) == (10_052, 10_000)
    rest = client.user.get_followers(pages["next_openid"])
    assert rest["count"] == 52
    assert client.user.get_followers(rest["next_openid"])["count"] == 0


def test_tags(client: Foreign, running: Running) -> None:
    tag = client.tag.create("熟客")["id"]
    with refused(45157):
        client.tag.create("熟客")
    with refused(45158):
        client.tag.create("长" * 31)
    client.tag.update(tag, "老熟客")
    client.tag.tag_user(tag, [U1, U2])
    assert client.tag.get_user_tag(U1) == [tag]
    assert client.tag.get_tag_users(tag)["data"]["openid"] == [U1, U2]
    named = {one["name"]: one["count"] for one in client.tag.get()}
    assert named == {"星标组": 0, "老熟客": 2}
    client.tag.untag_user(tag, U2)
    with refused(45058):
        client.tag.delete(0)
    with refused(40032):
        client.tag.tag_user(tag, [U1] * 51)
    for number in range(19):
        box_tags = running.box.oa.tags
        box_tags.put(OA, box_tags.create(OA, f"第{number}个"), [U1])
    with refused(45059):
        client.tag.tag_user(client.tag.create("多一个")["id"], U1)
    act(running, "unfollow", "u1")
    assert client.tag.get_user_tag(U1) == []


def test_the_blacklist_silences(client: Foreign, running: Running) -> None:
    client.post("tags/members/batchblacklist", data={"openid_list": [U1]})
    black = client.post("tags/members/getblacklist", data={"begin_openid": ""})
    assert black["data"]["openid"] == [U1]
    client.post("tags/members/batchunblacklist", data={"openid_list": [U1]})
    assert client.post("tags/members/getblacklist", data={"begin_openid": ""})["count"] == 0


def test_customer_messages_and_their_ledger(client: Foreign, running: Running) -> None:
    with refused(45015):
        client.message.send_text(U1, "您好")
    act(running, "say", text="在吗")
    picture = client.media.upload("image", ("a.png", io.BytesIO(PNG)))["media_id"]
    client.message.send_text(U1, "您好")
    client.message.send_image(U1, picture)
    article = {"title": "今天", "description": "新到", "image": "", "url": "http://x.test/"}
    client.message.send_articles(U1, [article])
    client.message.send_mini_program_page(
        U1, {"title": "名片", "appid": MINI, "pagepath": "pages/card/index",
             "thumb_media_id": picture},
    )  # fmt: skip
    with refused(40007):
        client.message.send_image(U1, "no-such")
    client.message.send_voice(U1, picture)
    with refused(45047):
        client.message.send_text(U1, "第六条")
    lines = running.admin("GET", f"/box/talks/{OA}/u1").json()["items"]
    kinds = ["text", "image", "news", "miniprogrampage", "voice"]
    assert [one["kind"] for one in lines if one["side"] == "account"] == kinds
    running.advance(2 * 86_400 + 1)
    with refused(45015):
        client.message.send_text(U1, "太晚了")
    act(running, "click", key="any")
    for number in range(3):
        client.message.send_text(U1, str(number))
    with refused(45047):
        client.message.send_text(U1, "第四条")
    running.advance(61)
    with refused(45015):
        client.message.send_text(U1, "过了一分钟")
    with refused(40003):
        client.message.send_text("nobody", "谁")
    act(running, "say", text="再见")
    act(running, "unfollow")
    with refused(45015):
        client.message.send_text(U1, "别走")


def test_codes(client: Foreign, running: Running) -> None:
    made = client.qrcode.create(
        {"expire_seconds": 600, "action_name": "QR_STR_SCENE",
         "action_info": {"scene": {"scene_str": "door-7"}}}
    )  # fmt: skip
    assert (made["expire_seconds"], made["url"].split("/")[-2]) == (600, "q")
    picture = running.client.get("/cgi-bin/showqrcode", params={"ticket": made["ticket"]})
    from keliu.box.phone.scan import read_codes

    assert read_codes(picture.content) == [made["url"]]
    shown = running.client.get(made["url"].replace("localhost", "127.0.0.1"))
    assert "请用微信扫一扫" in shown.text
    act(running, "scan", "u5", ticket=made["ticket"])
    info = client.user.get(openid(OA, "u5"))
    assert (info["subscribe_scene"], info["qr_scene_str"]) == ("ADD_SCENE_QR_CODE", "door-7")
    lines = running.admin("GET", f"/box/talks/{OA}/u5").json()
    assert (lines["items"][0]["kind"], lines["items"][0]["EventKey"]) == (
        "subscribe", "qrscene_door-7",
    )  # fmt: skip
    act(running, "scan", "u1", scene_str="door-7")
    again = running.admin("GET", f"/box/talks/{OA}/u1").json()["items"]
    assert (again[0]["kind"], again[0]["EventKey"]) == ("SCAN", "door-7")
    running.advance(601)
    late = running.admin("POST", "/box/users/u1/scan", {"ticket": made["ticket"]})
    assert (late.status_code, late.json()["code"]) == (410, "code_expired")
    kept = {"action_name": "QR_LIMIT_SCENE", "action_info": {"scene": {"scene_id": 7}}}
    assert client.qrcode.create(kept)["ticket"] == client.qrcode.create(kept)["ticket"]
    with refused(40129):
        client.qrcode.create({"action_name": "QR_SCENE", "action_info": {"scene": {"scene_id": 0}}})


def test_material_and_articles(client: Foreign, running: Running) -> None:
    kept = client.material.add("image", ("门头.png", io.BytesIO(PNG)))
    assert client.material.get_count()["image_count"] == 1
    assert client.material.batchget("image")["item"][0]["media_id"] == kept["media_id"]
    article = {"title": "新店开张", "content": "<p>欢迎</p>", "thumb_media_id": kept["media_id"]}
    draft = client.post("draft/add", data={"articles": [article]})["media_id"]
    assert client.post("draft/get", data={"media_id": draft})["news_item"][0]["title"] == "新店开张"
    client.post("draft/update", data={"media_id": draft, "index": 0,
                                      "articles": {**article, "title": "改了"}})  # fmt: skip
    number = client.post("freepublish/submit", data={"media_id": draft})["publish_id"]
    state = client.post("freepublish/get", data={"publish_id": number})
    page = state["article_detail"]["item"][0]["article_url"].replace("localhost", "127.0.0.1")
    assert "改了" in running.client.get(page).text
    client.material.delete(kept["media_id"])
    with refused(40007):
        client.material.get(kept["media_id"])
    temporary = client.media.upload("image", ("b.png", io.BytesIO(PNG)))["media_id"]
    assert client.media.download(temporary).content == PNG
    running.advance(3 * 86_400 + 1)
    with refused(40007):
        client.media.download(temporary)
    with refused(40005):
        client.media.upload("image", ("c.txt", io.BytesIO(b"text")))


def test_mass_messages(client: Foreign, running: Running) -> None:
    def received(user: str) -> list[str]:
        lines = running.admin("GET", f"/box/talks/{OA}/{user}").json()["items"]
        return [one["text"] for one in lines if one["side"] == "account"]

    everybody = {"filter": {"is_to_all": True}, "msgtype": "text", "text": {"content": "周末特价"}}
    first = client.post("message/mass/sendall", data={**everybody, "clientmsgid": "m1"})
    assert first["msg_id"] > 0
    with refused(45066):
        client.post("message/mass/sendall", data={**everybody, "clientmsgid": "m1"})
    running.advance(61)
    with refused(45065):
        client.post("message/mass/sendall", data={**everybody, "clientmsgid": "m1"})
    state = client.post("message/mass/get", data={"msg_id": first["msg_id"]})
    assert state["msg_status"] == "SEND_SUCCESS"
    for _ in range(3):
        client.post("message/mass/sendall", data=everybody)
    with refused(45028):
        client.post("message/mass/sendall", data=everybody)
    some = {"touser": [U1, U2], "msgtype": "text", "text": {"content": "第五条"}}
    client.post("message/mass/send", data=some)
    assert received("u1") == ["周末特价"] * 4
    running.advance(32 * 86_400)
    client.post("message/mass/send", data=some)
    assert received("u2")[-1] == "第五条"
    with refused(40130):
        client.post("message/mass/send", data={**some, "touser": [U1]})


def test_quotas_end_at_midnight_in_beijing(client: Foreign, running: Running) -> None:
    path = "/cgi-bin/user/info"
    running.admin("POST", "/box/quotas", {"appid": OA, "path": path, "daily": 2}).raise_for_status()
    client.user.get(U1)
    client.user.get(U1)
    with refused(45009):
        client.user.get(U1)
    quota = client.post("openapi/quota/get", data={"cgi_path": path})["quota"]
    assert quota == {"daily_limit": 2, "used": 2, "remain": 0}
    with refused(76021):
        client.post("openapi/quota/get", data={"cgi_path": "/cgi-bin/nothing"})
    client.post("clear_quota", data={"appid": OA})
    client.user.get(U1)
    answer = running.client.get("/cgi-bin/user/info", params={"openid": "x"}).json()
    rid = answer["errmsg"].rsplit(" ", 1)[1]
    told = client.post("openapi/rid/get", data={"rid": rid})["request"]
    assert told["request_url"] == "/cgi-bin/user/info"
    assert client.post("callback/check", data={"action": "all", "check_operator": "DEFAULT"})["dns"]
    assert client.get("get_api_domain_ip")["ip_list"] == ["127.0.0.1"]
    assert client.get("get_current_autoreply_info")["is_autoreply_open"] == 1


def test_what_an_account_may_call(client: Foreign, running: Running) -> None:
    small = {**registrations()[0], "type": "subscription", "verified": False}
    running.admin("POST", "/box/apps", small).raise_for_status()
    for path in ("user/get", "menu/get", "template/get_all_private_template"):
        with refused(48001):
            client.get(path)
    assert client.material.get_count()["image_count"] == 0
