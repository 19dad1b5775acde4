"""What follows from what people fill in about a lead: sealed columns, masks, search words."""

import re
from dataclasses import dataclass
from typing import Any

from keliu.kit import phones, regions, words
from keliu.kit.errors import Invalid
from keliu.platform import keys
from keliu.sales.models import Lead

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
SEALED = ("phone", "email")
SEARCHED = ("name", "company", "wechat")


@dataclass(frozen=True)
class Columns:
    """Columns that follow, and what the audit log shows of them."""

    values: dict[str, Any]
    shown: dict[str, tuple[Any, Any] | None]


def phone_index(text: str) -> bytes:
    """The blind index of a number, the same as a customer's. Raises Invalid."""
    return keys.ours().blind("phone", phones.normalise(text))


def opened(row: Lead, field: str) -> str:
    """The clear text of a sealed field, or nothing."""
    sealed = getattr(row, f"{field}_sealed")
    return keys.unseal(Lead, f"{field}_sealed", sealed) if sealed is not None else ""


def plain(fields: dict[str, Any]) -> dict[str, Any]:
    """The columns people fill in as they are; a region's name follows from its code."""
    found = {name: value for name, value in fields.items() if name not in SEALED}
    if found.get("region_code"):
        named = regions.name_of(found["region_code"])
        if named is None:
            raise Invalid(fields={"region_code": "没有这个地区"})
        found["region"] = named
    return found


def following(row: Lead, fields: dict[str, Any]) -> Columns:
    """Columns that follow when `fields` are set on `row`; sealed ones only when really new."""
    values: dict[str, Any] = {}
    shown: dict[str, tuple[Any, Any] | None] = {}
    if "phone" in fields:
        _follow_phone(row, fields["phone"], values, shown)
    if "email" in fields and (fields["email"] or "") != opened(row, "email"):
        values |= _email(fields["email"])
        shown["email"] = (row.email_masked, values["email_masked"])
    if "name" in fields:
        values["name_key"] = words.pinyin_key(fields["name"])
    if "phone_index" in values or fields.keys() & {*SEARCHED}:
        values["search"] = _search(row, fields)
    return Columns(values, shown)


def _follow_phone(row: Lead, text: str | None, values: dict[str, Any], shown: Any) -> None:
    columns = _phone(text)
    before = bytes(row.phone_index) if row.phone_index is not None else None
    if columns["phone_index"] != before:
        values |= columns
        shown["phone"] = (row.phone_masked, columns["phone_masked"])


def _phone(text: str | None) -> dict[str, Any]:
    if not text:
        return {"phone_sealed": None, "phone_index": None, "phone_masked": ""}
    number = phones.normalise(text)
    return {
        "phone_sealed": keys.seal(Lead, "phone_sealed", number),
        "phone_index": keys.ours().blind("phone", number),
        "phone_masked": phones.mask(number),
    }


def _email(text: str | None) -> dict[str, Any]:
    if not text:
        return {"email_sealed": None, "email_masked": ""}
    if not EMAIL.fullmatch(text):
        raise Invalid(fields={"email": "邮箱写法不对,请检查"})
    sealed = keys.seal(Lead, "email_sealed", text)
    return {"email_sealed": sealed, "email_masked": phones.mask_email(text)}


def phone_words(number: str) -> list[str]:
    """Search words of a number: blind, so the column gives no digit away."""
    blind, digits = keys.ours().blind, phones.national(number)
    found = [blind("phone4", part).hex()[:16] for part in phones.fragments(number)]
    tail = blind("phone-tail", digits[-4:]).hex()[:16]
    return [f"#{word}" for word in dict.fromkeys([*found, tail])]


def text_words(name: str, company: str, wechat: str) -> list[str]:
    """Search words of what may be read: single characters of the name count too."""
    characters = [ch for ch in name[:20] if words.HAN.fullmatch(ch)]
    found = words.of_name(name) + characters + words.of_name(company) + words.of_text(wechat)
    return words.distinct(found)


def _search(row: Lead, fields: dict[str, Any]) -> list[str]:
    texts = {name: fields.get(name, getattr(row, name)) or "" for name in SEARCHED}
    if "phone" in fields:
        text = fields["phone"]
        numbers = phone_words(phones.normalise(text)) if text else []
    else:
        numbers = [word for word in row.search if word.startswith("#")]
    return text_words(**texts) + numbers
