"""A person's tokens: web login codes, profile, refresh, and the mini program's login code."""

from keliu.box.apps import App
from keliu.box.asgi import Request, Response, json_response
from keliu.box.box import Box
from keliu.box.errors import WeChatError
from keliu.box.people import openid, unionid
from keliu.box.wire.vault import Grant


async def access_token(box: Box, request: Request) -> Response:
    """GET /sns/oauth2/access_token: a code becomes a person's token."""
    app = _app(box, request, "oa")
    if request.query.get("grant_type") != "authorization_code":
        raise WeChatError(40002)
    code = box.vault.use_code("oauth", request.query.get("code", ""), app.appid)
    grant = box.vault.grant(appid=app.appid, user=code["user"], scope=code["scope"])
    answer = _granted(grant)
    union = unionid(app.subject, grant.user)
    if union is not None and grant.scope == "snsapi_userinfo":
        answer["unionid"] = union
    return json_response(answer)


async def refresh_token(box: Box, request: Request) -> Response:
    """GET /sns/oauth2/refresh_token: no secret here, as in real life."""
    appid = request.query.get("appid", "")
    if not appid:
        raise WeChatError(41002)
    if box.apps.find(appid) is None:
        raise WeChatError(40013)
    if request.query.get("grant_type") != "refresh_token":
        raise WeChatError(40002)
    return json_response(_granted(box.vault.refresh(request.query.get("refresh_token", ""), appid)))


async def userinfo(box: Box, request: Request) -> Response:
    """GET /sns/userinfo: nickname and picture; the other fields have been empty since 2021."""
    grant = box.vault.granted(
        request.query.get("access_token", ""), request.query.get("openid", "")
    )
    if grant["scope"] != "snsapi_userinfo":
        raise WeChatError(48001)
    app, user = box.apps.find(grant["appid"]), box.people.find(grant["user"])
    if app is None or user is None:
        raise WeChatError(40003)
    answer: dict[str, object] = {
        "openid": openid(app.appid, user.id),
        "nickname": user.name,
        "sex": 0,
        "language": "",
        "city": "",
        "province": "",
        "country": "",
        "headimgurl": f"{box.config.base}/avatar/{user.id}.png",
        "privilege": [],
    }
    union = unionid(app.subject, user.id)
    if union is not None:
        answer["unionid"] = union
    return json_response(answer)


async def auth(box: Box, request: Request) -> Response:
    """GET /sns/auth: whether a person's token still works."""
    box.vault.granted(request.query.get("access_token", ""), request.query.get("openid", ""))
    return json_response({"errcode": 0, "errmsg": "ok"})


async def code_to_session(box: Box, request: Request) -> Response:
    """GET /sns/jscode2session: a login code becomes an openid and a session key."""
    app = _app(box, request, "mini")
    if request.query.get("grant_type") != "authorization_code":
        raise WeChatError(40002)
    code = box.vault.use_code("login", request.query.get("js_code", ""), app.appid)
    user = code["user"]
    box.oa.followers.spoke(app.appid, user)
    answer = {
        "session_key": box.vault.new_session_key(app.appid, user),
        "openid": openid(app.appid, user),
    }
    union = unionid(app.subject, user)
    if union is not None:
        answer["unionid"] = union
    return json_response(answer)


def _app(box: Box, request: Request, kind: str) -> App:
    app = box.apps.with_secret(request.query.get("appid", ""), request.query.get("secret", ""))
    if app.kind != kind:
        raise WeChatError(48001)
    return app


def _granted(grant: Grant) -> dict[str, object]:
    return {
        "access_token": grant.access_token,
        "expires_in": grant.expires_in,
        "refresh_token": grant.refresh_token,
        "openid": openid(grant.appid, grant.user),
        "scope": grant.scope,
    }
