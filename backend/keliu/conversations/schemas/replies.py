"""Shapes of replies."""

from datetime import date
from typing import Any, Literal, cast

from pydantic import Field

from keliu.conversations.models import Reply
from keliu.conversations.rules.answers import files
from keliu.conversations.selectors.shown import Shelf
from keliu.platform.wire import Asked, Id, Moment, Ref, Said, Text, Wire

Kind = Literal["welcome", "keyword", "menu", "default"]
Match = Literal["contains", "exact", "regex"]
Pick = Literal["all", "random"]
AnswerKind = Literal["text", "image", "voice", "video", "music", "news", "mini_program", "service"]
What = Literal["text", "image", "voice", "video", "location", "link", "follow", "scan", "click",
               "enter"]  # fmt: skip
Reason = Literal["chosen", "off", "account", "kind", "words", "key", "day", "time", "cooling",
                 "later"]  # fmt: skip
HOURS = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"


class ReplyWord(Asked):
    text: Text = Field(max_length=200)
    match: Match = "contains"


class ReplyFile(Wire):
    """A file that a reply sends, as people see it."""

    id: Id
    kind: str
    url: str
    name: str
    seconds: int | None


class ReplyArticle(Asked):
    title: Text = Field(max_length=64)
    description: Text = Field("", max_length=120)
    url: Text = Field(max_length=1000)
    file_id: Id | None = None


class ReplyAnswerIn(Asked):
    """One answer: the fields of its kind, the others are dropped."""

    kind: AnswerKind
    text: Text = Field("", max_length=2048)
    file_id: Id | None = None
    thumb_id: Id | None = None
    title: Text = Field("", max_length=64)
    description: Text = Field("", max_length=120)
    url: Text = Field("", max_length=1000)
    hq_url: Text = Field("", max_length=1000)
    articles: list[ReplyArticle] = Field([], max_length=8)
    appid: Text = Field("", max_length=40)
    pagepath: Text = Field("", max_length=1000)
    account: Text = Field("", max_length=60)

    def given(self) -> dict[str, Any]:
        """As it is kept: ids as texts, since numbers of this size do not survive JSON."""
        return self.model_dump(mode="json")


class ReplyArticleOut(Wire):
    title: str
    description: str
    url: str
    file_id: Id | None
    file: ReplyFile | None


class ReplyAnswer(Wire):
    kind: AnswerKind
    text: str
    file_id: Id | None
    file: ReplyFile | None
    thumb_id: Id | None
    thumb: ReplyFile | None
    title: str
    description: str
    url: str
    hq_url: str
    articles: list[ReplyArticleOut]
    appid: str
    pagepath: str
    account: str

    @staticmethod
    def of(kept: dict[str, Any], shelf: Shelf) -> "ReplyAnswer":
        texts = ("text", "title", "description", "url", "hq_url", "appid", "pagepath", "account")
        return ReplyAnswer(
            kind=kept["kind"],
            file_id=kept.get("file_id"),
            file=_file(kept.get("file_id"), shelf),
            thumb_id=kept.get("thumb_id"),
            thumb=_file(kept.get("thumb_id"), shelf),
            articles=[_article(one, shelf) for one in kept.get("articles", [])],
            **{name: kept.get(name, "") for name in texts},
        )


def _file(identifier: Any, shelf: Shelf) -> ReplyFile | None:
    found = shelf.files.get(int(identifier)) if identifier else None
    return None if found is None else ReplyFile.model_validate(found)


def _article(kept: dict[str, Any], shelf: Shelf) -> ReplyArticleOut:
    picture = kept.get("file_id")
    return ReplyArticleOut(
        title=kept["title"],
        description=kept.get("description", ""),
        url=kept["url"],
        file_id=picture,
        file=_file(picture, shelf),
    )


class ReplyKey(Wire):
    """A menu key, or the scene of a code with the code's name."""

    key: str
    name: str


class ReplyOut(Wire):
    id: Id
    kind: Kind
    name: str
    account: Ref | None
    words: list[ReplyWord]
    keys: list[ReplyKey]
    answers: list[ReplyAnswer]
    pick: Pick
    days: list[int]
    from_time: str | None
    to_time: str | None
    cooldown: int
    enabled: bool
    problem: Said
    """Why one of its files can not be sent, with what to do about it."""
    position: int
    times: int
    """Answers in the last thirty days."""
    last_day: date | None
    updated_at: Moment
    version: int

    @staticmethod
    def of(row: Reply, shelf: Shelf) -> "ReplyOut":
        return ReplyOut(
            id=row.pk,
            kind=cast(Kind, row.kind),
            name=row.name,
            account=_account(row.account_id, shelf),
            words=[ReplyWord(**one) for one in row.words],
            keys=[ReplyKey(key=one, name=shelf.scenes.get(one, one)) for one in row.keys],
            answers=[ReplyAnswer.of(one, shelf) for one in row.answers],
            pick=cast(Pick, row.pick),
            days=row.days,
            from_time=_clock(row.from_minute),
            to_time=_clock(row.to_minute),
            cooldown=row.cooldown,
            enabled=row.enabled,
            problem=next(
                (shelf.troubles[one] for one in files(row.answers) if one in shelf.troubles), ""
            ),
            position=row.position,
            times=shelf.times.get(row.pk, 0),
            last_day=shelf.days.get(row.pk),
            updated_at=row.updated_at,
            version=row.version,
        )


def _account(account_id: int | None, shelf: Shelf) -> Ref | None:
    if account_id is None:
        return None
    return Ref(id=account_id, name=shelf.accounts.get(account_id, ""))


def _clock(minute: int | None) -> str | None:
    return None if minute is None else f"{minute // 60:02}:{minute % 60:02}"


def _minute(text: str | None) -> int | None:
    return None if text is None else int(text[:2]) * 60 + int(text[3:])


class ReplyFields(Asked):
    account_id: Id | None = None
    words: list[ReplyWord] = Field([], max_length=50)
    keys: list[Text] = Field([], max_length=50)
    answers: list[ReplyAnswerIn] = Field([], max_length=8)
    pick: Pick = "all"
    days: list[int] = Field([], max_length=7)
    from_time: str | None = Field(None, pattern=HOURS)
    to_time: str | None = Field(None, pattern=HOURS)
    cooldown: int = Field(0, ge=0, le=7 * 24 * 60)
    enabled: bool = True

    def given(self) -> dict[str, Any]:
        """What was really sent, ready for the columns."""
        return self._columns(self.model_fields_set - {"version"})

    def whole(self) -> dict[str, Any]:
        """Every field, sent or not."""
        return self._columns(set(type(self).model_fields) - {"version"})

    def _columns(self, names: set[str]) -> dict[str, Any]:
        sent: dict[str, Any] = {name: getattr(self, name) for name in names}
        for name, column in (("from_time", "from_minute"), ("to_time", "to_minute")):
            if name in sent:
                sent[column] = _minute(sent.pop(name))
        if "answers" in sent:
            sent["answers"] = [one.given() for one in self.answers]
        if "words" in sent:
            sent["words"] = [one.model_dump() for one in self.words]
        return sent


class ReplyIn(ReplyFields):
    kind: Kind
    name: Text = Field(min_length=1, max_length=40)


class ReplyPatch(ReplyFields):
    name: Text = Field("", min_length=1, max_length=40)
    version: int


class ReplyOrderIn(Asked):
    ids: list[Id] = Field(max_length=500)


class ReplyTryIn(Asked):
    """Something a person might do; nothing is sent and nothing is counted."""

    kind: What = "text"
    text: Text = Field("", max_length=2000)
    key: Text = Field("", max_length=128)
    account_id: Id | None = None
    at: str | None = Field(None, pattern=HOURS)
    """A time of today; now when it is not given."""


class ReplyReason(Wire):
    id: Id
    name: str
    kind: Kind
    reason: Reason


class ReplyTried(Wire):
    reserved: Literal["", "stop", "start", "orders"]
    chosen: Ref | None
    pick: Pick
    answers: list[ReplyAnswer]
    reasons: list[ReplyReason]
