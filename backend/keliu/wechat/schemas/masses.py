"""Shapes of the endpoints about mass messages."""

from typing import Annotated, Any, Literal, Self

from pydantic import Field

from keliu.platform.wire import Asked, Bilingual, Id, ListAsked, Moment, Text, Wire
from keliu.wechat.models import MassSend
from keliu.wechat.rules.reasons import words_of
from keliu.wechat.schemas.messages import AccountRef

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


class MassIn(AudienceIn):
    text: Words


class MassPreviewIn(Asked):
    """Show it to one customer first."""

    account_id: Id
    customer_id: Id
    text: Words


class MassOut(Wire):
    """One mass message and what became of it."""

    id: Id
    account: AccountRef
    text: str
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
    def of(cls, row: MassSend) -> Self:
        words = words_of(row.reason) if row.reason else None
        shown: Any = row
        return cls(
            id=row.pk,
            account=AccountRef.of(row.account),
            text=row.text,
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
