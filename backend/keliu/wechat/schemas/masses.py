"""Shapes of the endpoints about mass messages."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import Field

from keliu.platform.files import FileCard
from keliu.platform.wire import Asked, Bilingual, Id, ListAsked, Moment, Text, Wire
from keliu.wechat.models import MassSend
from keliu.wechat.rules.reasons import words_of
from keliu.wechat.schemas.messages import AccountRef
from keliu.wechat.services.mass_contents import Article, Given

Words = Annotated[Text, Field(max_length=680)]


class MassListAsked(ListAsked):
    account: str | None = None


class AudienceIn(Asked):
    """For whom: an account's followers, or those with one of WeChat's tags."""

    account_id: Id
    tag_id: Id | None = None


class AudienceOut(Wire):
    """How many would get it, how many are left out, and until when nothing may go."""

    people: int
    left_out: int
    quiet_until: Moment | None


class ArticleIn(Asked):
    """An article; its cover is the message's picture."""

    title: Annotated[Text, Field(min_length=1, max_length=64)]
    digest: Annotated[Text, Field(max_length=120)] = ""
    body: Annotated[Text, Field(min_length=1, max_length=20_000)]
    url: Annotated[str, Field(max_length=1024, pattern=r"^(https?://\S+)?$")] = ""


class ContentIn(Asked):
    """A text, a picture, or an article with a cover."""

    kind: Literal["text", "image", "news"] = "text"
    text: Words = ""
    picture_id: Id | None = None
    article: ArticleIn | None = None

    def given(self) -> Given:
        """As the service takes it."""
        article = Article(**self.article.model_dump()) if self.article else None
        return Given(self.kind, self.text, self.picture_id, article)


class MassIn(AudienceIn, ContentIn):
    """What to whom."""


class MassPreviewIn(ContentIn):
    """Show it to one customer first."""

    account_id: Id
    customer_id: Id


class MassOut(Wire):
    """One mass message and what became of it."""

    id: Id
    account: AccountRef
    kind: Literal["text", "image", "news"]
    text: str
    picture_url: str
    tag: str
    people: int
    left_out: int
    sent: int
    failed: int
    state: Literal["sending", "taken", "done", "failed", "unknown"]
    why: Bilingual | None
    code: int | None
    by: str
    created_at: Moment
    settled_at: Moment | None

    @classmethod
    def of(cls, row: MassSend, pictures: Mapping[int, FileCard]) -> Self:
        words = words_of(row.reason) if row.reason else None
        shown: Any = row
        picture = pictures.get(int(row.content.get("picture_id") or 0))
        return cls(
            id=row.pk,
            account=AccountRef.of(row.account),
            kind=shown.kind,
            text=row.text,
            picture_url=picture.url if picture else "",
            tag=row.tag_name,
            people=row.people,
            left_out=row.left_out,
            sent=row.sent,
            failed=row.failed,
            state=shown.state,
            why=Bilingual(zh=words[0], en=words[1]) if words else None,
            code=row.code,
            by=row.by_name,
            created_at=row.created_at,
            settled_at=row.settled_at,
        )
