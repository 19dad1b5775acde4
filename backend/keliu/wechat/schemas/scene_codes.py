"""Shapes of codes with a scene."""

from typing import Any

import segno
from pydantic import Field

from keliu.platform.wire import Asked, Id, ListAsked, Moment, Ref, Text, Wire
from keliu.wechat.models import SceneCode
from keliu.wechat.selectors.scene_codes import Counted

MOST_DAYS = 30


class SceneCodeOut(Wire):
    id: Id
    scene: str
    name: str
    channel: str
    account: Ref
    staff: Ref | None
    permanent: bool
    expires_at: Moment | None
    scans: int
    people: int
    followed: int
    """People who became followers by this code."""
    customers: int
    welcome: Ref | None
    """The reply that greets whoever scans it."""
    created_at: Moment
    version: int

    @classmethod
    def of(cls, row: SceneCode, counted: Counted, welcome: Ref | None) -> "SceneCodeOut":
        return cls.model_validate({**_plain(row, counted), "welcome": welcome})


class SceneCodeDetail(SceneCodeOut):
    url: str
    """What the picture says."""
    picture: str
    """The picture as an SVG, in a data address."""
    png: str
    """The same for printing, 1,000 pixels and more, in a data address."""

    @classmethod
    def of(cls, row: SceneCode, counted: Counted, welcome: Ref | None) -> "SceneCodeDetail":
        code = segno.make(row.url, error="m", micro=False)
        drawn = {"url": row.url, "picture": code.svg_data_uri(scale=6, border=2),
                 "png": code.png_data_uri(scale=32, border=2)}  # fmt: skip
        return cls.model_validate({**_plain(row, counted), "welcome": welcome, **drawn})


def _plain(row: SceneCode, counted: Counted) -> dict[str, Any]:
    names = ("scene", "name", "channel", "permanent", "expires_at", "created_at", "version")
    staff = row.staff
    return {
        "id": row.pk,
        **{name: getattr(row, name) for name in names},
        "account": Ref(id=row.account_id, name=row.account.name),
        "staff": None if staff is None else Ref(id=staff.pk, name=staff.name),
        **vars(counted),
    }


class SceneCodesAsked(ListAsked):
    account: str | None = None
    staff: str | None = None
    channel: str | None = None


class SceneCodeFields(Asked):
    channel: Text = Field("", max_length=40)
    staff_id: Id | None = None


class SceneCodeIn(SceneCodeFields):
    name: Text = Field(min_length=1, max_length=40)
    account_id: Id | None = None
    days: int | None = Field(None, ge=1, le=MOST_DAYS)
    """How long it can be scanned; for ever when it is not given."""


class SceneCodePatch(SceneCodeFields):
    name: Text = Field("", min_length=1, max_length=40)
    version: int


class SceneCodeRenewIn(Asked):
    days: int = Field(MOST_DAYS, ge=1, le=MOST_DAYS)
    version: int
