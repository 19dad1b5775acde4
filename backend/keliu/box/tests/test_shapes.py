"""Answers have the shape WeChat's answers have: same names, same kinds of values."""

import io
import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from keliu.box.oa.media import sample
from keliu.box.people import openid
from keliu.box.tests.conftest import MINI, OA, SECRET, Running

SAMPLES: dict[str, Any] = json.loads(
    (Path(__file__).parent / "vectors" / "responses.json").read_text(encoding="utf-8")
)
#: Where the samples are older than the documentation.
OLD = {
    "sns_jscode2session.expires_in",
    "sns_userinfo.sex",
    "wxa_business_getuserphonenumber.phone_info.countryCode",
    "customservice_getkflist.kf_list.kf_headimg",
    "get_current_autoreply_info.keyword_autoreply_info.list.reply_list_info.news_info",
    "get_current_selfmenu_info.selfmenu_info.button.sub_button.list.news_info",
}
U1 = openid(OA, "u1")
WHO = {"appid": OA, "secret": SECRET}


class Asking:
    """Asks for each sample once, in an order in which each has something to say."""

    def __init__(self, running: Running) -> None:
        self.running = running
        self.token, self.mini = running.token(), running.token(MINI)

    def get(self, path: str, **query: str) -> Any:
        return self.running.get(path, access_token=self.token, **query)

    def post(self, path: str, body: Any, token: str = "") -> Any:
        return self.running.post(path, body, access_token=token or self.token)

    def upload(self, path: str, **query: str) -> Any:
        files = {"media": ("a.png", io.BytesIO(sample("image")), "image/png")}
        query = {"access_token": self.token, **query}
        answer: httpx.Response = self.running.client.post(path, params=query, files=files)
        return answer.json()

    def act(self, name: str, **body: Any) -> Any:
        return self.running.admin("POST", f"/box/users/u1/{name}", body).json()


def menus(ask: Asking) -> dict[str, Any]:
    inner = [{"type": "view", "name": "官网", "url": "http://x.test/"}]
    first = {"type": "click", "name": "今天", "key": "today"}
    return {
        "menu_create": ask.post("/cgi-bin/menu/create", {"button": [first]}),
        "menu_get": ask.get("/cgi-bin/menu/get"),
        "again": ask.post(
            "/cgi-bin/menu/create", {"button": [{"name": "我们", "sub_button": inner}]}
        ),
        "get_current_selfmenu_info": ask.get("/cgi-bin/get_current_selfmenu_info"),
        "get_current_autoreply_info": ask.get("/cgi-bin/get_current_autoreply_info"),
        "menu_delete": ask.get("/cgi-bin/menu/delete"),
    }


def people(ask: Asking) -> dict[str, Any]:
    tag = ask.post("/cgi-bin/tags/create", {"tag": {"name": "熟客"}})["tag"]["id"]
    ask.post("/cgi-bin/tags/members/batchtagging", {"openid_list": [U1], "tagid": tag})
    ask.act("say", appid=OA, text="在吗")
    desk = {"kf_account": "a@keliu", "nickname": "小李"}
    return {
        "user_get": ask.get("/cgi-bin/user/get"),
        "user_info_updateremark": ask.post(
            "/cgi-bin/user/info/updateremark", {"openid": U1, "remark": "张阿姨"}
        ),
        "user_info": ask.get("/cgi-bin/user/info", openid=U1),
        "user_info_batchget": ask.post(
            "/cgi-bin/user/info/batchget", {"user_list": [{"openid": U1}]}
        ),
        "user_tag_get": ask.post("/cgi-bin/user/tag/get", {"tagid": tag}),
        "message_custom_send": ask.post(
            "/cgi-bin/message/custom/send",
            {"touser": U1, "msgtype": "text", "text": {"content": "在的"}},
        ),
        "customservice_kfaccount_add": ask.post("/customservice/kfaccount/add", desk),
        "customservice_getkflist": ask.get("/cgi-bin/customservice/getkflist"),
    }


def things(ask: Asking) -> dict[str, Any]:
    code = {
        "action_name": "QR_SCENE",
        "expire_seconds": 60,
        "action_info": {"scene": {"scene_id": 1}},
    }
    mass = {"filter": {"is_to_all": True}, "msgtype": "text", "text": {"content": "好"}}
    sent = ask.post("/cgi-bin/message/mass/sendall", mass)
    return {
        "token": ask.running.get("/cgi-bin/token", grant_type="client_credential", **WHO),
        "ticket_getticket": ask.get("/cgi-bin/ticket/getticket", type="jsapi"),
        "getcallbackip": ask.get("/cgi-bin/getcallbackip"),
        "callback_check": ask.post(
            "/cgi-bin/callback/check", {"action": "all", "check_operator": "DEFAULT"}
        ),
        "qrcode_create": ask.post("/cgi-bin/qrcode/create", code),
        "media_upload": ask.upload("/cgi-bin/media/upload", type="image"),
        "media_uploadimg": ask.upload("/cgi-bin/media/uploadimg"),
        "material_get_materialcount": ask.get("/cgi-bin/material/get_materialcount"),
        "message_mass_send": sent,
        "message_mass_get": ask.post("/cgi-bin/message/mass/get", {"msg_id": sent["msg_id"]}),
    }


def logins(ask: Asking) -> dict[str, Any]:
    box = ask.running.box
    code = box.vault.new_code("oauth", appid=OA, user="u1", scope="snsapi_userinfo")
    granted = ask.running.get(
        "/sns/oauth2/access_token", code=code, grant_type="authorization_code", **WHO
    )
    me = {"access_token": granted["access_token"], "openid": granted["openid"]}
    login = ask.act("login-code", appid=MINI)["code"]
    mini = {"appid": MINI, "secret": SECRET, "js_code": login}
    phone = ask.act("phone-code", appid=MINI)["code"]
    return {
        "sns_oauth2_access_token": granted,
        "sns_oauth2_refresh_token": ask.running.get(
            "/sns/oauth2/refresh_token", appid=OA, grant_type="refresh_token",
            refresh_token=granted["refresh_token"],
        ),
        "sns_userinfo": ask.running.get("/sns/userinfo", **me),
        "sns_auth": ask.running.get("/sns/auth", **me),
        "sns_jscode2session": ask.running.get(
            "/sns/jscode2session", grant_type="authorization_code", **mini
        ),
        "wxa_business_getuserphonenumber": ask.post(
            "/wxa/business/getuserphonenumber", {"code": phone}, ask.mini
        ),
    }  # fmt: skip


def differences(sample: Any, answer: Any, where: str) -> list[str]:
    """Names that are missing, and values of another kind."""
    if where in OLD:
        return []
    if isinstance(sample, dict):
        if not isinstance(answer, dict):
            return [f"{where}: no object"]
        missing = [f"{where}.{name}: missing" for name in sample
                   if name not in answer and f"{where}.{name}" not in OLD]  # fmt: skip
        inside = (differences(sample[n], answer[n], f"{where}.{n}") for n in sample if n in answer)
        return missing + [one for found in inside for one in found]
    if isinstance(sample, list):
        if not isinstance(answer, list):
            return [f"{where}: no list"]
        return differences(sample[0], answer[0], where) if sample and answer else []
    return [] if type(sample) is type(answer) else [f"{where}: {sample!r} against {answer!r}"]


@pytest.mark.parametrize("asking", [menus, people, things, logins])
def test_answers_look_like_wechats(running: Running, asking: Any) -> None:
    answers = asking(Asking(running))
    known = [name for name in answers if name in SAMPLES]
    assert len(known) >= 5
    wrong = [one for name in known for one in differences(SAMPLES[name], answers[name], name)]
    assert wrong == []
