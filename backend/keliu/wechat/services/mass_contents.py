"""What a mass message says: a text, a picture, or one article with a cover."""

from dataclasses import asdict, dataclass
from html import escape
from typing import Any

from keliu.kit.errors import Invalid
from keliu.platform import files
from keliu.wechat.models import Account, MassSend
from keliu.wechat.services import media
from keliu.wechat.services.calls import api_of

DRAFT = "/cgi-bin/draft/add"
MOST_BYTES = 2048
Kind = MassSend.Kind


@dataclass(frozen=True)
class Article:
    """One article; its cover is the message's picture."""

    title: str
    digest: str
    body: str
    url: str  # 阅读原文, may be empty


@dataclass(frozen=True)
class Given:
    """What somebody wants to send."""

    kind: str
    text: str = ""
    picture_id: int | None = None
    article: Article | None = None


def checked(account: Account, given: Given) -> str:
    """The words for lists, when it may go. Raises Invalid."""
    if account.kind != Account.Kind.OFFICIAL:
        raise Invalid(fields={"account_id": "只有公众号能群发"})
    if given.kind == Kind.TEXT:
        return _words(given.text)
    if given.picture_id is None:
        raise Invalid(fields={"picture_id": "请选一张图片"})
    files.require([given.picture_id])
    if given.kind == Kind.IMAGE:
        return "[图片]"
    if given.article is None or not given.article.title.strip() or not given.article.body.strip():
        raise Invalid(fields={"article": "图文要有标题和正文"})
    return given.article.title.strip()


def _words(text: str) -> str:
    if not text.strip():
        raise Invalid(fields={"text": "请写点什么"})
    if len(text.encode()) > MOST_BYTES:
        raise Invalid(fields={"text": f"文字太长了,最多约 {MOST_BYTES // 3} 个汉字"})
    return text.strip()


def kept(given: Given) -> dict[str, Any]:
    """As the row keeps it."""
    found: dict[str, Any] = {}
    if given.kind != Kind.TEXT:
        found["picture_id"] = str(given.picture_id)
    if given.kind == Kind.NEWS and given.article is not None:
        found["article"] = asdict(given.article)
    return found


def body(row: MassSend) -> dict[str, Any]:
    """In WeChat's words; what it needs is brought there first. Raises WeChatRefused, WeChatDown."""
    if row.kind == Kind.TEXT:
        return {"msgtype": "text", "text": {"content": row.text}}
    picture = media.ensure(row.account, int(row.content["picture_id"]), "image")
    if row.kind == Kind.IMAGE:
        # The preview names one picture, the sending a list of them.
        one, several = {"media_id": picture}, {"media_ids": [picture]}
        return {"msgtype": "image", "image": one, "images": several}
    article = {"media_id": row.content.get("draft") or _drafted(row, picture)}
    return {"msgtype": "mpnews", "mpnews": article, "send_ignore_reprint": 0}


def _drafted(row: MassSend, cover: str) -> str:
    """The article among the account's drafts; made once, so that all its parts send the same."""
    words = Article(**row.content["article"])
    lines = [line.strip() for line in words.body.splitlines() if line.strip()]
    article = {
        "title": words.title.strip(),
        "digest": words.digest.strip(),
        "content": "".join(f"<p>{escape(line)}</p>" for line in lines),
        "content_source_url": words.url,
        "thumb_media_id": cover,
    }
    draft = str(api_of(row.account).post(DRAFT, {"articles": [article]})["media_id"])
    row.content = {**row.content, "draft": draft}
    MassSend.objects.filter(pk=row.pk).update(content=row.content)
    return draft
