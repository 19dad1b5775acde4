"""Drafts of articles, publishing, and the page an article is read on."""

from html import escape
from typing import Any

from keliu.box.asgi import Request, Response, json_response
from keliu.box.box import Box
from keliu.box.errors import Refused, WeChatError
from keliu.box.oa.drafts import Draft
from keliu.box.wire.basis import app_of, json_object, ok

PAGE = 20


async def add(box: Box, request: Request) -> Response:
    """POST /cgi-bin/draft/add {articles}."""
    app, body = app_of(box, request), json_object(request)
    return json_response({"media_id": box.oa.drafts.add(app.appid, body.get("articles")).media_id})


async def get(box: Box, request: Request) -> Response:
    """POST /cgi-bin/draft/get {media_id}."""
    app, body = app_of(box, request), json_object(request)
    draft = box.oa.drafts.find(app.appid, str(body.get("media_id", "")))
    return json_response({"news_item": draft.articles, "update_time": draft.at})


async def change(box: Box, request: Request) -> Response:
    """POST /cgi-bin/draft/update {media_id, index, articles: {…}}."""
    app, body = app_of(box, request), json_object(request)
    box.oa.drafts.change(
        app.appid, str(body.get("media_id", "")), body.get("index", 0), body.get("articles")
    )
    return ok()


async def drop(box: Box, request: Request) -> Response:
    """POST /cgi-bin/draft/delete {media_id}."""
    app, body = app_of(box, request), json_object(request)
    box.oa.drafts.drop(app.appid, str(body.get("media_id", "")))
    return ok()


async def count(box: Box, request: Request) -> Response:
    """GET /cgi-bin/draft/count."""
    return json_response({"total_count": box.oa.drafts.count(app_of(box, request).appid)})


async def listed(box: Box, request: Request) -> Response:
    """POST /cgi-bin/draft/batchget {offset, count, no_content}."""
    return _page(box, request, published=False)


async def publish(box: Box, request: Request) -> Response:
    """POST /cgi-bin/freepublish/submit {media_id}: the result comes as a push."""
    app, body = app_of(box, request), json_object(request)
    draft = box.oa.drafts.publish(app.appid, str(body.get("media_id", "")))
    told = {"publish_id": draft.publish_id, "publish_status": 0, "article_id": draft.article_id}
    box.oa.pusher.later(
        app.appid,
        "u1",
        {"MsgType": "event", "Event": "PUBLISHJOBFINISH", "PublishEventInfo": told},
    )
    return ok(publish_id=draft.publish_id, msg_data_id=draft.publish_id)


async def state(box: Box, request: Request) -> Response:
    """POST /cgi-bin/freepublish/get {publish_id}."""
    app, body = app_of(box, request), json_object(request)
    draft = box.oa.drafts.published(app.appid, str(body.get("publish_id", "-")))
    items = [{"idx": n, "article_url": one["url"]} for n, one in enumerate(draft.articles, 1)]
    return json_response(
        {
            "publish_id": draft.publish_id,
            "publish_status": 0,
            "article_id": draft.article_id,
            "article_detail": {"count": len(items), "item": items},
            "fail_idx": [],
        }
    )


async def article(box: Box, request: Request) -> Response:
    """POST /cgi-bin/freepublish/getarticle {article_id}."""
    app, body = app_of(box, request), json_object(request)
    draft = box.oa.drafts.published(app.appid, str(body.get("article_id", "-")))
    return json_response({"news_item": draft.articles})


async def published(box: Box, request: Request) -> Response:
    """POST /cgi-bin/freepublish/batchget {offset, count, no_content}."""
    return _page(box, request, published=True)


async def read(box: Box, request: Request) -> Response:
    """GET /article/{id}/{number}: an article as people read it; a plain page without scripts."""
    row = box.store.one("SELECT appid FROM drafts WHERE media_id = ?", request.params["id"])
    number = request.params["number"]
    if row is None or not number.isdecimal():
        raise Refused(404, "not_found", "没有这篇文章")
    articles = box.oa.drafts.find(row["appid"], request.params["id"]).articles
    if int(number) >= len(articles):
        raise Refused(404, "not_found", "没有这篇文章")
    one = articles[int(number)]
    text = (
        '<!doctype html><html lang="zh-CN"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{escape(one['title'])}</title><h1>{escape(one['title'])}</h1>"
        f"<p>{escape(one['author'])}</p>{one['content']}</html>"
    )
    policy = "default-src 'none'; img-src * data:; style-src 'unsafe-inline'; sandbox"
    headers = [("content-type", "text/html; charset=utf-8"), ("content-security-policy", policy)]
    return Response(200, text.encode(), headers)


def _page(box: Box, request: Request, *, published: bool) -> Response:
    app, body = app_of(box, request), json_object(request)
    offset, most = body.get("offset", 0), body.get("count", PAGE)
    if type(offset) is not int or type(most) is not int or not 1 <= most <= PAGE:
        raise WeChatError(40097)
    found = box.oa.drafts.all(app.appid, published=published)
    items = [
        _entry(one, bare=bool(body.get("no_content")), published=published)
        for one in found[offset : offset + most]
    ]
    return json_response({"total_count": len(found), "item_count": len(items), "item": items})


def _entry(draft: Draft, *, bare: bool, published: bool) -> dict[str, Any]:
    articles = [{**one, "content": ""} if bare else one for one in draft.articles]
    name = "article_id" if published else "media_id"
    value = draft.article_id if published else draft.media_id
    return {name: value, "content": {"news_item": articles}, "update_time": draft.at}
