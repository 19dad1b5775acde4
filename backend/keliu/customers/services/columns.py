"""What follows from the fields a person fills in: sealed columns, masks, sort key, search words."""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from keliu.customers import rules
from keliu.customers.models import Customer, Identity
from keliu.customers.rules import duplicates
from keliu.kinds import public as kinds
from keliu.kit import clock, phones, regions, scope, words
from keliu.kit.errors import Invalid
from keliu.platform import keys
from keliu.platform.models import Merchant

# Looks like a mobile number and can be nothing else: a landline starts with 0, a service with 10.
MOBILE, MOBILE_DIGITS = re.compile(r"(?:\+?86)?(1[3-9][0-9]{5,})"), 11
BETWEEN = re.compile(r"[\s()-]")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
SEALED = ("phone", "email", "address")
SEARCHED = ("name", "company", "wechat_name")


@dataclass(frozen=True)
class Columns:
    """Columns that follow, and what the audit log shows of them."""

    values: dict[str, Any]
    shown: dict[str, tuple[Any, Any] | None]


@lru_cache(maxsize=4096)  # a sheet's numbers are looked at when found, checked and stored
def number_of(text: str) -> str:
    """The canonical number that somebody typed. Raises Invalid naming what is wrong."""
    mobile = MOBILE.fullmatch(BETWEEN.sub("", text))
    if mobile is None:
        return phones.normalise(text)
    if len(mobile.group(1)) != MOBILE_DIGITS:
        missing = len(mobile.group(1)) < MOBILE_DIGITS
        raise Invalid(fields={"phone": f"手机号{'少' if missing else '多'}了几位,请检查"})
    return f"+86{mobile.group(1)}"


def phone_words(number: str) -> list[str]:
    """Search words of a number: blind, so the column gives no digit away."""
    digits = phones.national(number)
    piece = keys.ours().blind_piece
    found = [piece("phone4", window) for window in rules.phone_windows(digits)]
    tail = piece("phone-tail", digits[-rules.TAIL_DIGITS :])
    return [f"#{word}" for word in dict.fromkeys([*found, tail])]


def text_words(name: str, company: str, wechat_name: str) -> list[str]:
    """Search words of what may be read: single characters of the name count too."""
    characters = [ch for ch in name[:20] if words.HAN.fullmatch(ch)]
    found = [*words.of_name(name), *characters, *_firm_words(company)]
    found += words.of_text(wechat_name) if wechat_name else []
    return words.distinct(found)


@lru_cache(maxsize=2048)
def _firm_words(company: str) -> tuple[str, ...]:
    """Words of a company's name; sheets name the same ones again and again."""
    return tuple(words.of_name(company)) if company else ()


def _phone(text: str | None) -> dict[str, Any]:
    if not text:
        return {"phone_sealed": None, "phone_index": None, "phone_masked": ""}
    number = number_of(text)
    return {
        "phone_sealed": keys.seal(Customer, "phone_sealed", number),
        "phone_index": keys.ours().blind("phone", number),
        "phone_masked": phones.mask(number),
    }


def email_of(text: str) -> str:
    """An e-mail address as equal ones meet. Raises Invalid."""
    if not EMAIL.fullmatch(text):
        raise Invalid(fields={"email": "邮箱写法不对,请检查"})
    return text.lower()


def readable(fields: dict[str, Any]) -> None:
    """Raises Invalid when a number or an address can not be what it says."""
    if fields.get("phone"):
        number_of(fields["phone"])
    if fields.get("email"):
        email_of(fields["email"])


def _email(text: str | None) -> dict[str, Any]:
    if not text:
        return {"email_sealed": None, "email_index": None, "email_masked": ""}
    return {
        "email_index": keys.ours().blind("email", email_of(text)),
        "email_sealed": keys.seal(Customer, "email_sealed", text),
        "email_masked": phones.mask_email(text),
    }


def _address(text: str | None) -> dict[str, Any]:
    return {"address_sealed": keys.seal(Customer, "address_sealed", text) if text else None}


def opened(row: Customer, field: str) -> str:
    """The clear text of a sealed field, or nothing."""
    sealed = getattr(row, f"{field}_sealed")
    return keys.unseal(Customer, f"{field}_sealed", sealed) if sealed is not None else ""


def following(row: Customer, fields: dict[str, Any]) -> Columns:
    """Columns that follow when `fields` are set on `row`; sealed ones only when really new."""
    values: dict[str, Any] = {}
    shown: dict[str, tuple[Any, Any] | None] = {}
    _follow_phone(row, fields, values, shown)
    if "email" in fields and (fields["email"] or "") != opened(row, "email"):
        values |= _email(fields["email"])
        shown["email"] = (row.email_masked, values["email_masked"])
    if "address" in fields and (fields["address"] or "") != opened(row, "address"):
        values |= _address(fields["address"])
        shown["address"] = ("***" if row.address_sealed else "", "***" if fields["address"] else "")
    if "custom" in fields:
        shown |= kinds.audited("customer", row.custom, fields["custom"])
    if "name" in fields:
        values["name_key"] = words.pinyin_key(fields["name"])
    if "name" in fields or "kind" in fields:
        kind, name = fields.get("kind", row.kind), fields.get("name", row.name)
        values["match_key"] = duplicates.match_key(kind, name)
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


def other_phone_words(row: Customer) -> list[str]:
    """Search words of a customer's further numbers; a new customer has none."""
    if row._state.adding:
        return []
    others = Identity.objects.filter(customer_id=row.pk, kind=Identity.Kind.PHONE).order_by("id")
    opened_ones = [keys.unseal(Identity, "value_sealed", one.value_sealed) for one in others]
    return [word for number in opened_ones for word in phone_words(number)]


def _search(row: Customer, fields: dict[str, Any]) -> list[str]:
    texts = {name: fields.get(name, getattr(row, name)) for name in SEARCHED}
    if "phone" in fields:
        text = fields["phone"]
        numbers = (phone_words(number_of(text)) if text else []) + other_phone_words(row)
    else:
        numbers = [word for word in row.search if word.startswith("#")]
    return text_words(**texts) + numbers


def today() -> date:
    """The merchant's calendar day."""
    zone: str = Merchant.objects.values_list("timezone", flat=True).get(pk=scope.current())
    return clock.local_day(clock.now(), zone)


def checked(fields: dict[str, Any]) -> dict[str, Any]:
    """The plain columns of `fields`. Raises Invalid for what can not be."""
    birthday = fields.get("birthday")
    if birthday is not None and birthday > today():
        raise Invalid(fields={"birthday": "生日不能晚于今天"})
    plain = {name: value for name, value in fields.items() if name not in SEALED}
    return {**plain, **_region(plain)}


def _region(fields: dict[str, Any]) -> dict[str, str]:
    """Code and name of a region follow each other; a name that is on no list stays as written."""
    if fields.get("region_code"):
        name = regions.name_of(fields["region_code"])
        if name is None:
            raise Invalid(fields={"region_code": "没有这个地区,请重新选"})
        return {"region": name}
    if "region" in fields:
        return {"region_code": regions.code_of(fields["region"]) or ""}
    return {"region": ""} if "region_code" in fields else {}
