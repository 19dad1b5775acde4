"""Shapes of the endpoints about followers and WeChat's tags."""

from typing import Any

from pydantic import Field

from keliu.customers.public import CustomerCard
from keliu.platform.wire import Asked, Id, ListAsked, Moment, Ref, Said, Text, Wire
from keliu.wechat.models import FanTag, Follower
from keliu.wechat.rules import fans


class FanTagMark(Wire):
    """A tag as a follower shows it."""

    number: int
    name: str


class FollowerRow(Wire):
    """A follower; WeChat gives no name, so a remark or the customer says who it is."""

    id: Id
    account_id: Id
    openid_masked: str
    remark: str
    customer: Ref | None
    linked: bool  # a customer, perhaps one that this person does not see
    following: bool
    blocked: bool
    followed_at: Moment | None
    left_at: Moment | None
    last_message_at: Moment | None
    messages: int
    subscribe_scene: str
    first_scene: str
    tags: list[FanTagMark]
    version: int

    @staticmethod
    def of(row: Follower, names: dict[int, str], known: dict[int, CustomerCard]) -> "FollowerRow":
        card = known.get(row.customer_id or 0)
        marks = [FanTagMark(number=one, name=names.get(one, str(one))) for one in row.tag_ids]
        plain = {name: getattr(row, name) for name in PLAIN}
        return FollowerRow(
            id=row.pk,
            customer=Ref(id=card.id, name=card.name) if card else None,
            linked=row.customer_id is not None,
            tags=marks,
            **plain,
        )


PLAIN = (
    "account_id", "openid_masked", "remark", "following", "blocked", "followed_at", "left_at",
    "last_message_at", "messages", "subscribe_scene", "first_scene", "version",
)  # fmt: skip


class FollowersAsked(ListAsked):
    """Filters of the list; `account` empty: the usual one."""

    account: str | None = None
    state: str | None = None
    tag: str | None = None
    scene: str | None = None
    linked: bool | None = None


class FollowersSummary(Wire):
    """How many of each, when all were fetched last, and the sync that runs."""

    following: int
    left: int
    blocked: int
    linked: int
    synced_at: Moment | None
    operation_id: Id | None


class FollowerSyncIn(Asked):
    account_id: Id


class FollowerJob(Wire):
    operation_id: Id
    title: str


class FollowerPatch(Asked):
    remark: Text = Field(max_length=fans.REMARK)
    version: int


class FollowerLinkIn(Asked):
    customer_id: Id | None


class FollowersTagIn(Asked):
    ids: list[Id] = Field(min_length=1, max_length=100)
    tag_id: Id
    on: bool


class FollowersBlockIn(Asked):
    ids: list[Id] = Field(min_length=1, max_length=100)
    on: bool


class FollowersActed(Wire):
    """For how many it was done; `problem` says why not for the rest."""

    done: int
    problem: Said


class FanTagOut(Wire):
    """A tag at WeChat; `count` as WeChat counted last."""

    id: Id
    account_id: Id
    number: int
    name: str
    count: int
    system: bool
    segment: Ref | None
    filled_at: Moment | None
    version: int

    @staticmethod
    def of(row: FanTag, segments: dict[int, str]) -> "FanTagOut":
        name = segments.get(row.segment_id or 0)
        plain: dict[str, Any] = {
            one: getattr(row, one)
            for one in ("account_id", "number", "name", "count", "filled_at", "version")
        }
        segment = Ref(id=row.segment_id, name=name) if row.segment_id and name else None
        return FanTagOut(id=row.pk, system=row.number in fans.SYSTEM_TAGS, segment=segment, **plain)


class FanTagsAsked(Asked):
    account: str | None = None


class FanTagIn(Asked):
    account_id: Id
    name: Text = Field(min_length=1, max_length=fans.TAG_NAME)


class FanTagPatch(Asked):
    name: Text | None = Field(None, min_length=1, max_length=fans.TAG_NAME)
    segment_id: Id | None = None
    version: int
