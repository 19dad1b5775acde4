"""Shapes of Moments."""

from typing import Any, Literal

from pydantic import Field

from keliu.platform.wire import Asked, FileRef, Id, ListAsked, Moment, Ref, Text, Wire


class MomentProduct(Wire):
    id: Id
    name: str
    price_fen: int
    picture_url: str | None


class PublicMoment(Wire):
    id: Id
    text: str
    pictures: list[str]
    product: MomentProduct | None
    author: str
    avatar_url: str | None
    pinned: bool
    likes: int
    at: Moment


class MomentRow(PublicMoment):
    """A Moment as staff see it; `why` is what its review says."""

    staff: Ref
    state: str
    why: str
    files: list[FileRef]
    can: list[str]
    version: int
    deleted_at: Moment | None


class MomentIn(Asked):
    text: Text | None = Field(None, max_length=1000)
    picture_ids: list[Id] | None = Field(None, max_length=9)
    product_id: Id | None = None
    pinned: bool | None = None

    def given(self) -> dict[str, Any]:
        """What was sent; only the product can be taken away."""
        sent = {name: getattr(self, name) for name in self.model_fields_set if name != "version"}
        return {name: one for name, one in sent.items() if one is not None or name == "product_id"}


class MomentPatch(MomentIn):
    state: Literal["shown", "hidden"] | None = None
    version: int


class MomentsAsked(ListAsked):
    staff: str | None = None
    state: str | None = None


class MomentLikeIn(Asked):
    """`device` tells the phones of strangers apart; a known customer needs none."""

    liked: bool = True
    device: str = Field("", max_length=64, pattern=r"^[\w-]*$")


class MomentLiked(Wire):
    liked: bool
    likes: int
