"""What no card may have is refused, in words that name the field."""

from typing import Any

from keliu.catalog import rules, selectors
from keliu.catalog.rules import faces as law
from keliu.kit import phones
from keliu.kit.errors import Invalid
from keliu.platform import files

PLAYED = {
    "video_id": ("video", "这里放一段视频,收 mp4、mov、webm;请重新上传"),
    "voice_id": ("voice", "这里放一段语音,收 m4a、mp3、amr、aac、wav、webm、ogg;请重新上传"),
}
MISSING = "图片没有找到,请重新上传"


def checked(changes: dict[str, Any], face: dict[str, Any]) -> None:
    """Refuse what no card may have; `face` is the card before. Raises Invalid."""
    strange = rules.unknown_names(changes.get("hidden") or [])
    if strange:
        raise Invalid(fields={"hidden": f"名片上没有“{strange[0]}”这一项"})
    for field in ("phone", "phone2"):
        if changes.get(field):
            _number(field, changes[field])
    if changes.get("email") and not rules.sound_email(changes["email"]):
        raise Invalid(fields={"email": "邮箱写法不对,请检查"})
    _words(changes, face)
    _pictures(changes)
    _played(changes)
    _products(changes.get("product_ids"))


def _number(field: str, text: str) -> None:
    try:
        phones.normalise(text)
    except Invalid as wrong:
        raise Invalid(fields={field: next(iter(wrong.fields.values()), wrong.text)}) from wrong


def _words(changes: dict[str, Any], face: dict[str, Any]) -> None:
    place = {**face, **changes}
    problems = {
        "tags": law.tag_problem(changes.get("tags") or []),
        "links": law.link_problem(changes.get("links") or []),
        "lat": law.place_problem(place.get("lat"), place.get("lng")),
    }
    wrong = {field: problem for field, problem in problems.items() if problem}
    if wrong:
        raise Invalid(fields=wrong)


def _pictures(changes: dict[str, Any]) -> None:
    for field in ("avatar_id", "cover_id", "wechat_qr_id"):
        if changes.get(field) is not None and not files.cards([changes[field]]):
            raise Invalid(fields={field: MISSING})
    wanted = changes.get("picture_ids") or []
    if len(wanted) > rules.MOST_PICTURES:
        raise Invalid(fields={"picture_ids": f"一张名片最多放 {rules.MOST_PICTURES} 张图片"})
    if len(files.cards(wanted)) != len(set(wanted)):
        raise Invalid(fields={"picture_ids": MISSING})


def _played(changes: dict[str, Any]) -> None:
    for field, (kind, problem) in PLAYED.items():
        if file_id := changes.get(field):
            found = files.attachments([file_id]).get(file_id)
            if found is None or found.kind != kind:
                raise Invalid(fields={field: problem})


def _products(product_ids: list[int] | None) -> None:
    if not product_ids:
        return
    if len(product_ids) > rules.MOST_PRODUCTS_ON_CARD:
        most = rules.MOST_PRODUCTS_ON_CARD
        raise Invalid(fields={"product_ids": f"一张名片最多放 {most} 个产品"})
    if len(selectors.products_in_order(product_ids)) != len(set(product_ids)):
        raise Invalid(fields={"product_ids": "有产品没有找到,可能已被删除"})
