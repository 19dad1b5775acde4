"""Who is this WeChat user: OAuth2 for web pages, code2Session for the mini program."""

from urllib.parse import quote, urlencode

from django.conf import settings

from keliu.accounts.errors import LoginFailed
from keliu.customers.errors import PhoneUnavailable
from keliu.customers.ports import WeChatPerson
from keliu.wechat import client
from keliu.wechat.apps_of import api_for, mini_program, official_account, own
from keliu.wechat.client import App
from keliu.wechat.errors import (
    CodeUsed,
    NotConnected,
    SnapshotUser,
    WeChatDown,
    WeChatRefused,
)


def authorize_url(app: App, redirect_uri: str, state: str, scope: str) -> str:
    """WeChat's agree page. The parameter order is WeChat's own and matters."""
    asked = {
        "appid": app.appid,
        "redirect_uri": redirect_uri,
        "response_type": "code",
        "scope": scope,
        "state": state,
    }
    query = urlencode(asked, quote_via=quote, safe="")
    return f"{settings.WECHAT_OPEN_BASE}/connect/oauth2/authorize?{query}#wechat_redirect"


def _exchange(app: App, code: str) -> dict[str, str]:
    asked = {"appid": app.appid, "secret": app.secret, "code": code}
    answer: dict[str, str] = client.get(
        "/sns/oauth2/access_token", {**asked, "grant_type": "authorization_code"}
    )
    if answer.get("is_snapshotuser"):
        raise SnapshotUser
    return answer


def subject_of(kind: str, merchant_id: int) -> str | None:
    """The open-platform account whose unionids a merchant's app gives; None: not declared.

    The installation's own two apps are of one subject, that of its administrator.
    """
    account = own(kind, merchant_id)
    if account is None:
        return ""
    return account.subject or None


class CustomerWeChat:
    """The port `customers` asks."""

    def authorize_url(self, merchant_id: int, redirect_uri: str, state: str) -> str:
        return authorize_url(official_account(merchant_id), redirect_uri, state, "snsapi_userinfo")

    def redeem(self, merchant_id: int, code: str) -> WeChatPerson:
        """The person behind an OAuth code. Raises CodeUsed, SnapshotUser, WeChatDown."""
        app = official_account(merchant_id)
        got = _exchange(app, code)
        asked = {"access_token": got["access_token"], "openid": got["openid"], "lang": "zh_CN"}
        info = client.get("/sns/userinfo", asked)
        return WeChatPerson(
            appid=app.appid,
            openid=got["openid"],
            unionid=str(info.get("unionid") or got.get("unionid") or ""),
            subject=subject_of("oa", merchant_id),
            nickname=str(info.get("nickname") or ""),
            avatar_url=str(info.get("headimgurl") or ""),
            snapshot=False,
        )

    def mini_login(self, merchant_id: int, js_code: str) -> WeChatPerson:
        """The person behind `wx.login`; the session key stays here and is not kept."""
        app = mini_program(merchant_id)
        asked = {"appid": app.appid, "secret": app.secret, "js_code": js_code}
        got = client.get("/sns/jscode2session", {**asked, "grant_type": "authorization_code"})
        return WeChatPerson(
            appid=app.appid,
            openid=str(got["openid"]),
            unionid=str(got.get("unionid") or ""),
            subject=subject_of("mini", merchant_id),
            nickname="",
            avatar_url="",
            snapshot=False,
        )

    def phone(self, merchant_id: int, code: str) -> str:
        """The number WeChat knows, once per code; only our own app's word counts."""
        try:
            api = api_for("mini", merchant_id)
            answer = api.post("/wxa/business/getuserphonenumber", {"code": code})
        except (NotConnected, WeChatDown, WeChatRefused) as unable:
            raise PhoneUnavailable from unable
        told = answer.get("phone_info") or {}
        if (told.get("watermark") or {}).get("appid") != api.app.appid:
            raise PhoneUnavailable
        return f"+{told['countryCode']}{told['purePhoneNumber']}"


class StaffWeChat:
    """The port `accounts` asks: only the openid, silently."""

    def authorize_url(self, redirect_uri: str, state: str) -> str:
        return authorize_url(official_account(), redirect_uri, state, "snsapi_base")

    def redeem(self, code: str) -> tuple[str, str]:
        try:
            return self.exchanged(code)
        except CodeUsed as used:
            raise LoginFailed from used

    @staticmethod
    def exchanged(code: str) -> tuple[str, str]:
        """(appid, openid) behind a code. Raises CodeUsed, SnapshotUser, WeChatDown."""
        app = official_account()
        return app.appid, _exchange(app, code)["openid"]
