"""The value of a condition on what people looked at: which things, how lately, how much."""

from typing import Any

from keliu.kit import ids

MOST_THINGS, MOST_DAYS, MOST_TIMES, MOST_SECONDS = 200, 400, 1_000, 86_400


class Unfit(ValueError):
    """The value can not be compared with; the text says why, in Chinese."""


def checked(given: Any) -> dict[str, Any]:
    """{"ids": […], "days": 30, "views": 2, "seconds": 0} with plain values. Raises Unfit."""
    if not isinstance(given, dict) or set(given) - {"ids", "days", "views", "seconds"}:
        raise Unfit('要写成 {"ids": […], "days": 30, "views": 2, "seconds": 0}')
    wanted = given.get("ids")
    if not isinstance(wanted, list) or not wanted:
        raise Unfit("请至少选一项")
    if len(wanted) > MOST_THINGS:
        raise Unfit(f"最多选 {MOST_THINGS} 项")
    return {
        "ids": [_id(one) for one in dict.fromkeys(map(str, wanted))],
        "days": _number("天数", given.get("days", 30), 1, MOST_DAYS),
        "views": _number("次数", given.get("views", 1), 1, MOST_TIMES),
        "seconds": _number("停留秒数", given.get("seconds", 0), 0, MOST_SECONDS),
    }


def _id(given: str) -> int:
    found = ids.parse(given)
    if found is None:
        raise Unfit("编号不对")
    return found


def _number(name: str, given: Any, least: int, most: int) -> int:
    if type(given) is not int or not least <= given <= most:
        raise Unfit(f"{name}要在 {least} 到 {most} 之间")
    return given


def said(value: dict[str, Any], at: int) -> str:
    """How lately and how much, in Chinese (0) or English (1)."""
    days, views, seconds = value["days"], value["views"], value["seconds"]
    zh = [f"最近 {days} 天看过"]
    en = [f"last looked within {days} days"]
    if views > 1:
        zh.append(f"累计 {views} 次以上")
        en.append(f"at least {views} times in all")
    if seconds:
        zh.append(f"停留 {seconds} 秒以上")
        en.append(f"for {seconds} seconds or more")
    return (",".join(zh), ", ".join(en))[at]
