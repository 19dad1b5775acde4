"""Law of a card's face: what stands on it, what may, and what strangers see of it."""

from typing import Any
from urllib.parse import urlsplit

TEXTS = ("template", "name", "title", "company", "wechat", "address", "intro", "about")
SEALED = ("phone", "phone2", "email")
PLACE = ("lat", "lng")
FILES = ("avatar_id", "cover_id", "video_id", "voice_id", "wechat_qr_id")
LISTS = ("picture_ids", "tags", "links", "hidden", "product_ids")
SHOWN = (*TEXTS, *SEALED, *PLACE, *FILES, *LISTS)
"""Everything an edition keeps, in one order."""

PARTS = {
    "map": ("lat", "lng"),
    "pictures": ("picture_ids",),
    "products": ("product_ids",),
    "avatar": ("avatar_id",),
    "cover": ("cover_id",),
    "video": ("video_id",),
    "voice": ("voice_id",),
    "wechat_qr": ("wechat_qr_id",),
}
"""What goes when a part is hidden; a part that is not here is the field of its name."""

MOST_TAGS, LONGEST_TAG = 12, 12
MOST_LINKS, LONGEST_LINK, LONGEST_TITLE = 6, 500, 20
LONGEST_VOICE = 60


def visible(face: dict[str, Any]) -> dict[str, Any]:
    """The face without what its owner hides."""
    shown = dict(face)
    for part in face["hidden"]:
        for field in PARTS.get(part, (part,)):
            shown[field] = _nothing(face.get(field))
    return shown


def _nothing(value: Any) -> Any:
    if isinstance(value, str):
        return ""
    return [] if isinstance(value, list) else None


def tag_problem(tags: list[str]) -> str:
    """Why a card may not have these tags; empty when it may."""
    if len(tags) > MOST_TAGS:
        return f"一张名片最多 {MOST_TAGS} 个标签"
    long = next((one for one in tags if len(one) > LONGEST_TAG), None)
    if long:
        return f"“{long}”太长,一个标签最多 {LONGEST_TAG} 个字"
    if any(not one.strip() for one in tags):
        return "有空的标签,请写上字或去掉"
    return ""


def link_problem(links: list[dict[str, str]]) -> str:
    """Why a card may not have these links; empty when it may."""
    if len(links) > MOST_LINKS:
        return f"一张名片最多 {MOST_LINKS} 个链接"
    for link in links:
        if not link["title"]:
            return "有链接没写名字,客人不知道会打开什么"
        if not sound_link(link["url"]):
            return f"“{link['title']}”的网址不对,要以 https:// 或 http:// 开头"
    return ""


def sound_link(url: str) -> bool:
    """Whether a link leads to a page of the web and nowhere else."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and "." in (parts.hostname or "") and " " not in url


def place_problem(lat: float | None, lng: float | None) -> str:
    """Why a map can not show this place; empty when it can."""
    if (lat is None) != (lng is None):
        return "位置要有纬度和经度两个数"
    if lat is None or lng is None:
        return ""
    if not (-90 <= lat <= 90 and -180 <= lng <= 180):
        return "位置不对:纬度在 -90 到 90,经度在 -180 到 180"
    return ""


def changed(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """The fields in which two faces differ, in the order of `SHOWN`."""
    return [name for name in SHOWN if before.get(name) != after.get(name)]
