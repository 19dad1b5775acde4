"""Calls about calls: quotas, cleared quotas, request ids, network checks, addresses."""

import re

from keliu.box.asgi import Request, Response, json_response
from keliu.box.box import Box
from keliu.box.errors import WeChatError
from keliu.box.oa.quotas import A_MINUTE
from keliu.box.wire.basis import app_of, json_object, may, ok

RID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}")
RID_SECONDS = 7 * 86_400
ACTIONS, OPERATORS = ("all", "dns", "ping"), ("DEFAULT", "CHINANET", "UNICOM", "CAP")


async def get(box: Box, request: Request) -> Response:
    """POST /cgi-bin/openapi/quota/get {cgi_path}."""
    app, path = app_of(box, request), _path(request)
    if not may(box, app, path):
        raise WeChatError(76022)
    daily, used = box.oa.quotas.daily(app.appid, path), box.oa.quotas.used(app.appid, path)
    rate = {"call_count": A_MINUTE.get(path, 5000), "refresh_second": 60}
    quota = {"daily_limit": daily, "used": used, "remain": daily - used}
    return ok(quota=quota, rate_limit=rate)


async def clear_one(box: Box, request: Request) -> Response:
    """POST /cgi-bin/openapi/quota/clear {cgi_path}: fifty times a month."""
    app, path = app_of(box, request), _path(request)
    box.oa.quotas.clear(app.appid, path)
    return ok()


async def clear(box: Box, request: Request) -> Response:
    """POST /cgi-bin/clear_quota {appid}: everything, ten times a month."""
    app, body = app_of(box, request), json_object(request)
    if body.get("appid") != app.appid:
        raise WeChatError(40013)
    box.oa.quotas.clear(app.appid)
    return ok()


async def clear_by_secret(box: Box, request: Request) -> Response:
    """POST /cgi-bin/clear_quota/v2 {appid, appsecret}: works without a token."""
    given = {**request.form(), **request.query}
    if request.body[:1] == b"{":
        given = {**given, **json_object(request)}
    app = box.apps.with_secret(str(given.get("appid", "")), str(given.get("appsecret", "")))
    box.oa.quotas.clear(app.appid)
    return ok()


async def explain(box: Box, request: Request) -> Response:
    """POST /cgi-bin/openapi/rid/get {rid}: what a call was, for seven days."""
    app_of(box, request)
    rid = json_object(request).get("rid")
    if not isinstance(rid, str) or not RID.fullmatch(rid):
        raise WeChatError(76002)
    if box.clock.now() - int(rid[:8], 16) > RID_SECONDS:
        raise WeChatError(76004)
    found = next((one for one in box.journal.newest() if one["rid"] == rid), None)
    if found is None:
        raise WeChatError(76001)
    return ok(
        request={
            "invoke_time": int(rid[:8], 16),
            "cost_in_ms": found["ms"],
            "request_url": found["path"],
            "request_body": "",
            "response_body": f'{{"errcode":{found["errcode"]}}}',
            "client_ip": "127.0.0.1",
        }
    )


async def check_callback(box: Box, request: Request) -> Response:
    """POST /cgi-bin/callback/check {action, check_operator}: the network, not the signature."""
    app_of(box, request)
    body = json_object(request)
    if body.get("action") not in ACTIONS or body.get("check_operator") not in OPERATORS:
        raise WeChatError(40097)
    ping = {"ip": "127.0.0.1", "from_operator": "UNICOM", "package_loss": "0%", "time": "0.2ms"}
    return json_response({"dns": [{"ip": "127.0.0.1", "real_operator": "UNICOM"}], "ping": [ping]})


async def addresses(box: Box, request: Request) -> Response:
    """GET /cgi-bin/get_api_domain_ip."""
    app_of(box, request)
    return json_response({"ip_list": ["127.0.0.1"]})


async def old_replies(box: Box, request: Request) -> Response:
    """GET /cgi-bin/get_current_autoreply_info: the rules set in WeChat's own console."""
    app = app_of(box, request)
    return json_response(box.oa.old_replies.of(app.appid))


def _path(request: Request) -> str:
    from keliu.box.wire.table import HOMES, PATHS

    path = json_object(request).get("cgi_path")
    if not isinstance(path, str) or not path.startswith(HOMES) or path not in PATHS:
        raise WeChatError(76021)
    return path
