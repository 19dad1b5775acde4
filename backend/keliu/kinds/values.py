"""What a value of each type may be, as people give it and as it is stored.

Pure: regions are known here; people, departments and files are looked up by the services.
"""

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from keliu.kinds import rules
from keliu.kinds.ports import Field
from keliu.kit import clock, phones, regions

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
LINK = re.compile(r"https?://[^\s/]+\.?[^\s]*", re.I)


class Wrong(ValueError):
    """A value that can not be; the text says why."""


def checked(field: Field, value: Any) -> Any:
    """A value as it is stored, or None for an empty one. Raises Wrong."""
    if value is None or value == [] or (isinstance(value, str) and not value.strip()):
        return None
    return CHECKS[field.type](field, value)


def _words(field: Field, value: Any) -> str:
    if not isinstance(value, str):
        raise Wrong("要填文字")
    text = "".join(ch for ch in value if ch >= " " or ch in "\n\t").strip()
    longest = min(field.max_length or rules.LONGEST[field.type], rules.LONGEST[field.type])
    if len(text) > longest:
        raise Wrong(f"最多 {longest} 个字,现在 {len(text)} 个")
    return text


def _text(field: Field, value: Any) -> str | None:
    return _words(field, value) or None


def _phone(field: Field, value: Any) -> str:
    digits = re.sub(r"[\s()-]", "", _words(field, value))
    if not re.fullmatch(r"\+?[0-9]{3,20}", digits):
        raise Wrong("号码写法不对,只填数字")
    mobile = re.fullmatch(r"(?:\+?86)?(1[3-9][0-9]*)", digits)
    if mobile and 7 < len(mobile[1]) != 11:
        raise Wrong(f"手机号{'少' if len(mobile[1]) < 11 else '多'}了几位,请检查")
    return phones.national(digits) if digits.startswith("+86") else digits


def _email(field: Field, value: Any) -> str:
    text = _words(field, value)
    if not EMAIL.fullmatch(text):
        raise Wrong("邮箱写法不对,请检查")
    return text


def _link(field: Field, value: Any) -> str:
    text = _words(field, value)
    if not LINK.fullmatch(text):
        raise Wrong("网址要以 http:// 或 https:// 开头")
    return text


def _number(field: Field, value: Any) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise Wrong("要填数字")
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        raise Wrong("要填数字") from None
    if not number.is_finite() or abs(number) > rules.LARGEST:
        raise Wrong(f"数字太大,最多到 {rules.LARGEST}")
    if number != round(number, field.precision):
        places = f"最多 {field.precision} 位小数" if field.precision else "要填整数"
        raise Wrong(places)
    _between(field, number, str)
    return int(number) if number == int(number) else float(number)


def _money(field: Field, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise Wrong("金额要填数字")
    if abs(value) > rules.MOST_FEN:
        raise Wrong("金额太大,最多 10 亿元")
    _between(field, Decimal(value), lambda fen: f"{fen / 100:,.2f} 元")
    return value


def _between(field: Field, number: Decimal, said: Callable[[Any], str]) -> None:
    if field.least is not None and number < Decimal(str(field.least)):
        raise Wrong(f"不能小于 {said(field.least)}")
    if field.most is not None and number > Decimal(str(field.most)):
        raise Wrong(f"不能大于 {said(field.most)}")


def _date(field: Field, value: Any) -> str:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    try:
        if not isinstance(value, str) or len(value) != len("2026-11-22"):
            raise ValueError
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise Wrong("日期写成 2026-11-22 这样") from None


def _moment(field: Field, value: Any) -> str:
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError:
        raise Wrong("时间写法不对") from None
    if moment.tzinfo is None:
        raise Wrong("时间要带时区")
    return clock.iso(moment)


def _bool(field: Field, value: Any) -> bool:
    if not isinstance(value, bool):
        raise Wrong("只能填是或否")
    return value


def _single(field: Field, value: Any) -> str:
    if value not in {choice.value for choice in field.choices if not choice.retired}:
        raise Wrong("没有这个选项,请重新选")
    return str(value)


def _multi(field: Field, value: Any) -> list[str]:
    given = value if isinstance(value, list) else [value]
    if not all(isinstance(one, str) for one in given):
        raise Wrong("没有这个选项,请重新选")
    known = [choice.value for choice in field.choices if not choice.retired]
    if set(given) - set(known):
        raise Wrong("没有这个选项,请重新选")
    chosen = [one for one in known if one in given]  # always in the order of the choices
    if field.most is not None and len(chosen) > field.most:
        raise Wrong(f"最多选 {field.most} 个")
    if field.least is not None and len(chosen) < field.least:
        raise Wrong(f"至少选 {field.least} 个")
    return chosen


def _region(field: Field, value: Any) -> str:
    if not isinstance(value, str) or regions.name_of(value) is None:
        raise Wrong("没有这个地区,请重新选")
    return value


def _reference(field: Field, value: Any) -> str:
    if isinstance(value, bool) or not re.fullmatch(r"[0-9]{1,19}", str(value)):
        raise Wrong("编号不对,请重新选")
    return str(value)


CHECKS: dict[str, Callable[[Field, Any], Any]] = {
    "text": _text,
    "long_text": _text,
    "number": _number,
    "money": _money,
    "date": _date,
    "moment": _moment,
    "bool": _bool,
    "single": _single,
    "multi": _multi,
    "phone": _phone,
    "email": _email,
    "link": _link,
    "region": _region,
    **dict.fromkeys(rules.REFERENCES, _reference),
}
