"""What follows from the fields a person fills in: sealed columns, masks, sort key, search words."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from keliu.customers import rules
from keliu.customers.models import Customer
from keliu.kit import clock, phones, scope, words
from keliu.kit.errors import Invalid
from keliu.platform import keys
from keliu.platform.models import Merchant

# Looks like a mobile number and can be nothing else: a landline starts with 0, a service with 10.
MOBILE, MOBILE_DIGITS = re.compile(r"(?:\+?86)?(1[3-9][0-9]{5,})"), 11
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
SEALED = ("phone", "email", "address")
SEARCHED = ("name", "company", "wechat_name")


@dataclass(frozen=True)
class Columns:
    """Columns that follow, and what the audit log shows of them."""

    values: dict[str, Any]
    shown: dict[str, tuple[Any, Any]]


def number_of(text: str) -> str:
    """The canonical number that somebody typed. Raises Invalid naming what is wrong."""
    mobile = MOBILE.fullmatch(re.sub(r"[\s()-]", "", text))
    if mobile and len(mobile.group(1)) != MOBILE_DIGITS:
        missing = len(mobile.group(1)) < MOBILE_DIGITS
        raise Invalid(fields={"phone": f"手机号{'少' if missing else '多'}了几位,请检查"})
    return phones.normalise(text)


def phone_words(number: str) -> list[str]:
    """Search words of a number: blind, so the column gives no digit away."""
    digits = phones.national(number)
    blind = keys.ours().blind
    found = [blind("phone4", window).hex()[:16] for window in rules.phone_windows(digits)]
    tail = blind("phone-tail", digits[-rules.TAIL_DIGITS :]).hex()[:16]
    return [f"#{word}" for word in dict.fromkeys([*found, tail])]


def text_words(name: str, company: str, wechat_name: str) -> list[str]:
    """Search words of what may be read: single characters of the name count too."""
    characters = [ch for ch in name[:20] if words.HAN.fullmatch(ch)]
    found = words.of_name(name) + characters + words.of_name(company) + words.of_text(wechat_name)
    return words.distinct(found)


def _phone(text: str | None) -> dict[str, Any]:
    if not text:
        return {"phone_sealed": None, "phone_index": None, "phone_masked": ""}
    number = number_of(text)
    return {
        "phone_sealed": keys.seal(Customer, "phone_sealed", number),
        "phone_index": keys.ours().blind("phone", number),
        "phone_masked": phones.mask(number),
    }


def _email(text: str | None) -> dict[str, Any]:
    if not text:
        return {"email_sealed": None, "email_masked": ""}
    if not EMAIL.fullmatch(text):
        raise Invalid(fields={"email": "邮箱写法不对,请检查"})
    sealed = keys.seal(Customer, "email_sealed", text)
    return {"email_sealed": sealed, "email_masked": phones.mask_email(text)}


def _address(text: str | None) -> dict[str, Any]:
    return {"address_sealed": keys.seal(Customer, "address_sealed", text) if text else None}


def opened(row: Customer, field: str) -> str:
    """The clear text of a sealed field, or nothing."""
    sealed = getattr(row, f"{field}_sealed")
    return keys.unseal(Customer, f"{field}_sealed", sealed) if sealed is not None else ""


def following(row: Customer, fields: dict[str, Any]) -> Columns:
    """Columns that follow when `fields` are set on `row`; sealed ones only when really new."""
    values: dict[str, Any] = {}
    shown: dict[str, tuple[Any, Any]] = {}
    _follow_phone(row, fields, values, shown)
    if "email" in fields and (fields["email"] or "") != opened(row, "email"):
        values |= _email(fields["email"])
        shown["email"] = (row.email_masked, values["email_masked"])
    if "address" in fields and (fields["address"] or "") != opened(row, "address"):
        values |= _address(fields["address"])
        shown["address"] = ("***" if row.address_sealed else "", "***" if fields["address"] else "")
    if "name" in fields:
        values["name_key"] = words.pinyin_key(fields["name"])
    if values.keys() & {"phone_index", "name_key"} or fields.keys() & {*SEARCHED}:
        values["search"] = _search(row, fields)
    return Columns(values, shown)


def _follow_phone(
    row: Customer, fields: dict[str, Any], values: dict[str, Any], shown: dict[str, Any]
) -> None:
    if "phone" not in fields:
        return
    columns = _phone(fields["phone"])
    before = bytes(row.phone_index) if row.phone_index is not None else None
    if columns["phone_index"] != before:
        values |= columns
        shown["phone"] = (row.phone_masked, columns["phone_masked"])


def _search(row: Customer, fields: dict[str, Any]) -> list[str]:
    texts = {name: fields.get(name, getattr(row, name)) for name in SEARCHED}
    if "phone" in fields:
        text = fields["phone"]
        numbers = phone_words(number_of(text)) if text else []
    else:
        numbers = [word for word in row.search if word.startswith("#")]
    return text_words(**texts) + numbers


def _today() -> date:
    zone: str = Merchant.objects.values_list("timezone", flat=True).get(pk=scope.current())
    return clock.local_day(clock.now(), zone)


def checked(fields: dict[str, Any]) -> dict[str, Any]:
    """The plain columns of `fields`. Raises Invalid for what can not be."""
    birthday = fields.get("birthday")
    if birthday is not None and birthday > _today():
        raise Invalid(fields={"birthday": "生日不能晚于今天"})
    return {name: value for name, value in fields.items() if name not in SEALED}
