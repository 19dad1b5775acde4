"""The web login page: whose phone, which app, agreed or not."""

from urllib.parse import quote, urlencode, urlsplit, urlunsplit

from keliu.box.apps import App
from keliu.box.asgi import Request, Response, redirect
from keliu.box.box import Box
from keliu.box.links import for_user
from keliu.box.pages import agree_page, notice_page, who_page
from keliu.box.people import User

_SCOPES = ("snsapi_base", "snsapi_userinfo")


async def authorize(box: Box, request: Request) -> Response:
    """GET /connect/oauth2/authorize: silent for snsapi_base, an agree page for snsapi_userinfo."""
    app = box.apps.find(request.query.get("appid", ""))
    problem = _problem(app, request)
    if app is None or problem:
        return notice_page(box, "无法打开", problem or "appid 没有在盒子里登记")
    user = _person(box, request)
    if user is None:
        return who_page(box)
    redirect_uri = for_user(request.query["redirect_uri"], user.id)
    scope, state = request.query["scope"], request.query.get("state", "")
    if scope == "snsapi_base":
        code = box.vault.new_code("oauth", appid=app.appid, user=user.id, scope=scope)
        return redirect(with_answer(redirect_uri, code, state))
    if _framed_elsewhere(box, request, user):
        return redirect(for_user(f"{box.config.base}{request.target}", user.id))
    ask = box.vault.ask(user=user.id, app=app, redirect_uri=redirect_uri, scope=scope, state=state)
    return agree_page(box, app=app, user=user, ask=ask)


async def agree(box: Box, request: Request) -> Response:
    """POST /connect/oauth2/agree: the tap on 允许."""
    ask = box.vault.answer(request.form().get("ask", ""))
    if ask is None:
        return notice_page(box, "这一页已经过期", "请返回后重新打开")
    code = box.vault.new_code("oauth", appid=ask.appid, user=ask.user, scope=ask.scope)
    return redirect(with_answer(ask.redirect_uri, code, ask.state))


def with_answer(redirect_uri: str, code: str, state: str) -> str:
    """The redirect address with `code` and `state` added before its fragment."""
    parts = urlsplit(redirect_uri)
    # The query stays as it was written; only our own two names are replaced.
    kept = [
        pair
        for pair in parts.query.split("&")
        if pair and pair.split("=")[0] not in ("code", "state")
    ]
    query = "&".join([*kept, urlencode({"code": code, "state": state}, quote_via=quote)])
    return urlunsplit(parts._replace(query=query))


def _problem(app: App | None, request: Request) -> str:
    """What WeChat's page would complain about; empty when all is well."""
    query = request.query
    if app is None or app.kind != "oa":
        return "AppID 参数错误:没有登记这个公众号"
    if query.get("response_type") != "code":
        return "response_type 参数错误:只能是 code"
    if query.get("scope") not in _SCOPES:
        return "Scope 参数错误或没有 Scope 权限"
    if len(query.get("state", "").encode()) > 128:
        return "state 参数错误:最多 128 字节"
    if not app.may_redirect_to(query.get("redirect_uri", "")):
        return "redirect_uri 参数错误:域名不在网页授权域名里"
    return ""


def _framed_elsewhere(box: Box, request: Request, user: User) -> bool:
    """Whether a phone's web view shows us under a host that is not the person's.

    A real WeChat shows the page as a whole; in a frame it has to be of the phone's own site, or the
    way back would be a visit from elsewhere, which loses the cookies of whoever started.
    """
    framed = request.headers.get("sec-fetch-dest") == "iframe"
    return framed and box.people.by_host(request.host) != user


def _person(box: Box, request: Request) -> User | None:
    """Whose phone this is: the page that sent us here says it by its host, else our own host."""
    try:
        referer = urlsplit(request.headers.get("referer", "")).hostname or ""
    except ValueError:
        referer = ""
    return box.people.by_host(referer) or box.people.by_host(request.host)
