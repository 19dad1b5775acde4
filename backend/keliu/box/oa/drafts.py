"""Articles: drafts, and what was published of them."""

import json
import secrets
from dataclasses import dataclass
from typing import Any

from keliu.box.clock import Clock
from keliu.box.errors import WeChatError
from keliu.box.store import Row, Store

MOST_ARTICLES, TITLE, AUTHOR, DIGEST = 8, 64, 16, 120
SCHEMA = """
CREATE TABLE IF NOT EXISTS drafts (
    media_id TEXT PRIMARY KEY, appid TEXT NOT NULL, articles TEXT NOT NULL, at INTEGER NOT NULL,
    publish_id TEXT NOT NULL DEFAULT '', article_id TEXT NOT NULL DEFAULT '');
"""
WIPE = "DELETE FROM drafts;"
Article = dict[str, Any]


@dataclass(frozen=True)
class Draft:
    """One draft of one or several articles; published ones have an article_id."""

    media_id: str
    appid: str
    articles: list[Article]
    at: int
    publish_id: str
    article_id: str


class Drafts:
    """The draft box of every account."""

    def __init__(self, store: Store, clock: Clock, base: str) -> None:
        self._store, self._clock, self._base = store, clock, base
        store.script(SCHEMA)

    def add(self, appid: str, articles: object) -> Draft:
        """A new draft. Raises 40007, 45003, 45008, 53402 …"""
        good = self._checked(articles)
        media_id = secrets.token_urlsafe(48)
        self._store.run(
            "INSERT INTO drafts (media_id, appid, articles, at) VALUES (?, ?, ?, ?)",
            *(media_id, appid, json.dumps(good, ensure_ascii=False), int(self._clock.now())),
        )
        return self.find(appid, media_id)

    def find(self, appid: str, media_id: str) -> Draft:
        """One draft. Raises 40007."""
        row = self._store.one(
            "SELECT * FROM drafts WHERE appid = ? AND media_id = ?", appid, media_id
        )
        if row is None:
            raise WeChatError(40007)
        return self._draft(row)

    def published(self, appid: str, article_id: str) -> Draft:
        """What was published. Raises 53600."""
        row = self._store.one(
            "SELECT * FROM drafts WHERE appid = ? AND (article_id = ? OR publish_id = ?) "
            "AND article_id <> ''",
            *(appid, article_id, article_id),
        )
        if row is None:
            raise WeChatError(53600)
        return self._draft(row)

    def change(self, appid: str, media_id: str, index: object, article: object) -> None:
        """Another text for one article. Raises 40007, 40114."""
        draft = self.find(appid, media_id)
        if type(index) is not int or not 0 <= index < len(draft.articles):
            raise WeChatError(40114)
        (good,) = self._checked([article])
        articles = [*draft.articles]
        articles[index] = good
        self._store.run(
            "UPDATE drafts SET articles = ?, at = ? WHERE media_id = ?",
            *(json.dumps(articles, ensure_ascii=False), int(self._clock.now()), media_id),
        )

    def drop(self, appid: str, media_id: str) -> None:
        """Delete a draft. Raises 40007."""
        self.find(appid, media_id)
        self._store.run("DELETE FROM drafts WHERE media_id = ?", media_id)

    def publish(self, appid: str, media_id: str) -> Draft:
        """Publish a draft: its numbers are in it afterwards. Raises 40007."""
        self.find(appid, media_id)
        number, article = str(secrets.randbelow(10**10)), secrets.token_urlsafe(32)
        self._store.run(
            "UPDATE drafts SET publish_id = ?, article_id = ? WHERE media_id = ?",
            *(number, article, media_id),
        )
        return self.find(appid, media_id)

    def all(self, appid: str, *, published: bool) -> list[Draft]:
        """Drafts, or what was published, newest first."""
        rows = self._store.all(
            "SELECT * FROM drafts WHERE appid = ? AND (article_id <> '') = ? "
            "ORDER BY at DESC, rowid DESC",
            *(appid, published),
        )
        return [self._draft(row) for row in rows]

    def count(self, appid: str) -> int:
        """How many drafts there are."""
        return len(self.all(appid, published=False))

    def wipe(self) -> None:
        """Forget every article."""
        self._store.script(WIPE)

    def _checked(self, articles: object) -> list[Article]:
        if not isinstance(articles, list) or not 1 <= len(articles) <= MOST_ARTICLES:
            raise WeChatError(45008)
        return [self._article(one) for one in articles]

    def _article(self, given: object) -> Article:
        if not isinstance(given, dict):
            raise WeChatError(47001)
        title, content = given.get("title"), given.get("content")
        if not isinstance(title, str) or not title or len(title) > TITLE:
            raise WeChatError(45003)
        if not isinstance(content, str) or not content:
            raise WeChatError(44004)
        if len(content) > 20_000:
            raise WeChatError(45002)
        names = ("author", "digest", "content_source_url", "thumb_media_id")
        texts = {name: str(given.get(name, "")) for name in names}
        if len(texts["digest"]) > DIGEST:
            raise WeChatError(45004)
        return {"title": title, "content": content, **texts}

    def _draft(self, row: Row) -> Draft:
        articles = json.loads(row["articles"])
        for number, one in enumerate(articles):
            one["url"] = f"{self._base}/article/{row['media_id']}/{number}"
        names = ("media_id", "appid", "at", "publish_id", "article_id")
        return Draft(articles=articles, **{name: row[name] for name in names})
