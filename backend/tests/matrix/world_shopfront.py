"""A front with two editions, and Moments of everybody."""

from collections.abc import Callable
from typing import Any

from keliu.shopfront.models import ShopFront
from tests.cast import World

Ids = dict[str, str]


def front_of(place: World, api: Any, made: Callable[..., Any], mark: str) -> Ids:
    """The front of a merchant, published three times."""
    version = 0
    for number in range(3):
        notice = {"id": "n1", "type": "notice", "text": f"{mark}公告 {number}"}
        saved = made(api.put("/shop-front", {"version": version, "blocks": [notice]}))
        version = made(api.post("/shop-front/publish", {"version": saved["version"]}))["version"]
    edition = made(api.get("/shop-front/editions"))["items"][0]["id"]
    with place.inside():
        return {"front_edition": edition, "front": str(ShopFront.objects.get().pk)}


def moment_of(api: Any, made: Callable[..., Any], mark: str) -> str:
    """The newest of two Moments of one person."""
    made(api.post("/moments", {"text": f"{mark}早一点的动态"}))
    return str(made(api.post("/moments", {"text": f"{mark}动态"}))["id"])


def moment_deleted(api: Any, made: Callable[..., Any]) -> str:
    """A deleted Moment."""
    moment = str(made(api.post("/moments", {"text": "删掉的动态"}))["id"])
    made(api.delete(f"/moments/{moment}"))
    return moment
