"""Shapes of the menu endpoints."""

from typing import Any

from pydantic import Field

from keliu.platform.wire import Asked, Bilingual, Id, ListAsked, Moment, Text, Wire
from keliu.wechat.menus.differences import Difference, differences
from keliu.wechat.menus.shape import Content, problems, read
from keliu.wechat.models import Account, Menu, MenuPublication
from keliu.wechat.rules.meanings import meaning
from keliu.wechat.selectors.menus import published

MOST_TEXT = 1200


class MenuButtonIn(Asked):
    """A button that does something; lengths are judged when it is published."""

    name: Text = Field("", max_length=80)
    type: str = Field("", max_length=30)
    key: Text = Field("", max_length=200)
    url: Text = Field("", max_length=MOST_TEXT)
    appid: Text = Field("", max_length=40)
    pagepath: Text = Field("", max_length=MOST_TEXT)
    media_id: Text = Field("", max_length=200)
    article_id: Text = Field("", max_length=200)


class MenuRowIn(MenuButtonIn):
    """A button of the first level: does something, or opens up to five."""

    sub: list[MenuButtonIn] = Field(default_factory=list, max_length=10)


class MenuVariantIn(Asked):
    name: Text = Field("", max_length=30)
    tag_id: int | None = Field(None, ge=0, le=2_000_000_000)
    client: int | None = Field(None, ge=1, le=3)
    buttons: list[MenuRowIn] = Field(default_factory=list, max_length=6)


class MenuContentIn(Asked):
    buttons: list[MenuRowIn] = Field(default_factory=list, max_length=6)
    variants: list[MenuVariantIn] = Field(default_factory=list, max_length=30)

    def content(self) -> Content:
        return read(self.model_dump())


class MenuPatch(Asked):
    content: MenuContentIn
    version: int


class MenuTryIn(Asked):
    """One of the two: a follower we know, or what somebody's WeChat name is."""

    follower_id: Id | None = None
    wechat_name: Text = Field("", max_length=64)


class MenuButtonOut(Wire):
    name: str
    type: str
    key: str
    url: str
    appid: str
    pagepath: str
    media_id: str
    article_id: str


class MenuRowOut(MenuButtonOut):
    sub: list[MenuButtonOut]


class MenuVariantOut(Wire):
    name: str
    tag_id: int | None
    client: int | None
    buttons: list[MenuRowOut]


class MenuContent(Wire):
    """A menu for everybody and its variants."""

    buttons: list[MenuRowOut]
    variants: list[MenuVariantOut]

    @staticmethod
    def of(content: Content) -> "MenuContent":
        return MenuContent.model_validate(content)


class MenuProblem(Wire):
    """What WeChat would refuse: `empty`, `too_long`, …, with what is used and allowed."""

    path: str
    code: str
    used: int
    most: int


class MenuDifference(Wire):
    where: list[str]
    what: str
    field: str
    before: str
    after: str


class MenuWrong(Wire):
    """What WeChat said when it refused."""

    errcode: int
    rid: str
    cause: Bilingual
    fix: Bilingual


class MenuPublicationOut(Wire):
    id: Id
    action: str
    state: str
    step: str
    problem: MenuWrong | None
    by_name: str
    at: Moment
    buttons: int
    variants: int

    @staticmethod
    def of(row: MenuPublication) -> "MenuPublicationOut":
        content = read(row.content)
        plain = {name: getattr(row, name) for name in ("action", "state", "step", "by_name", "at")}
        return MenuPublicationOut(
            id=row.pk, problem=_wrong(row), buttons=len(content.buttons),
            variants=len(content.variants), **plain,
        )  # fmt: skip


def _wrong(row: MenuPublication) -> MenuWrong | None:
    if row.errcode is None:
        return None
    told = meaning(row.errcode)
    return MenuWrong(
        errcode=row.errcode,
        rid=row.rid,
        cause=Bilingual(zh=told.cause, en=told.cause_en),
        fix=Bilingual(zh=told.fix, en=told.fix_en),
    )


class MenuPublicationDetail(MenuPublicationOut):
    content: MenuContent

    @staticmethod
    def full(row: MenuPublication) -> "MenuPublicationDetail":
        shown = MenuPublicationOut.of(row).model_dump()
        return MenuPublicationDetail(content=MenuContent.of(read(row.content)), **shown)


class MenuAccountRow(Wire):
    """An official account and how its menu stands."""

    id: Id
    name: str
    type: str
    verified: bool
    enabled: bool
    published_at: Moment | None

    @staticmethod
    def of(row: Account, last: MenuPublication | None) -> "MenuAccountRow":
        plain = {name: getattr(row, name) for name in ("name", "type", "verified", "enabled")}
        at = last.at if last is not None and published(last) is not None else None
        return MenuAccountRow(id=row.pk, published_at=at, **plain)


class MenuOut(Wire):
    """A draft, what is wrong with it, and what it would change."""

    account_id: Id
    content: MenuContent
    problems: list[MenuProblem]
    version: int
    updated_at: Moment
    published_at: Moment | None
    changed: bool  # against what was published last

    @staticmethod
    def of(row: Menu, last: MenuPublication | None) -> "MenuOut":
        content, before = read(row.content), published(last)
        wrong = [MenuProblem.model_validate(one) for one in problems(content)]
        return MenuOut(
            account_id=row.account_id,
            content=MenuContent.of(content),
            problems=wrong,
            version=row.version,
            updated_at=row.updated_at,
            published_at=last.at if last and before is not None else None,
            changed=before is None or bool(differences(before, content)),
        )


class MenuComparison(Wire):
    """What is live, what publishing the draft would change, and whether others changed it."""

    source: str
    shown: bool
    live: MenuContent
    differences: list[MenuDifference]
    foreign: list[MenuDifference]  # live against what we published last

    @staticmethod
    def lines(found: list[Difference]) -> list[MenuDifference]:
        return [MenuDifference.model_validate(one) for one in found]


class MenuSeen(Wire):
    """What one follower sees; `variant` names ours that it is, empty for everybody's."""

    content: MenuContent
    variant: str


class MenuTapsOut(Wire):
    """Taps of the last days by key or address."""

    days: int
    taps: dict[str, int]


class MenuHistoryAsked(ListAsked):
    """A page of the history."""


def wire_of(shown: Any) -> Any:
    """A schema as JSON, for `current` of a conflict."""
    return shown.model_dump(mode="json")
