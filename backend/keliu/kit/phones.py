"""Phone numbers: one canonical form inside, a mask for lists."""

import functools

import phonenumbers

from keliu.kit.errors import Invalid


@functools.lru_cache(maxsize=2048)  # an import asks three times for each number
def normalise(text: str, field: str = "phone") -> str:
    """`+8613812345678` from what a person typed.

    Raises Invalid naming what is wrong with the number.
    """
    digits = "".join(ch for ch in text if ch.isdigit())
    if len(digits) < 5:
        raise Invalid(fields={field: "手机号位数不够,请检查"})
    try:
        number = phonenumbers.parse(text, "CN")
    except phonenumbers.NumberParseException as wrong:
        raise Invalid(fields={field: "这不是电话号码,请检查"}) from wrong
    if not phonenumbers.is_possible_number(number):
        short = len(digits) < 11
        raise Invalid(fields={field: "手机号少了几位,请检查" if short else "手机号多了几位,请检查"})
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def national(number: str) -> str:
    """The digits people say aloud: without +86."""
    return number.removeprefix("+86").removeprefix("+")


def mask(number: str) -> str:
    """`138****1234`; short numbers keep only their last two digits."""
    digits = national(number)
    if len(digits) >= 7:
        return f"{digits[:3]}****{digits[-4:]}"
    return "*" * (len(digits) - 2) + digits[-2:]


def fragments(number: str) -> list[str]:
    """Every window of four digits: what people search a phone by."""
    digits = national(number)
    return [digits[start : start + 4] for start in range(len(digits) - 3)]


def mask_email(address: str) -> str:
    """`z***@example.com`."""
    name, _, host = address.partition("@")
    return f"{name[:1]}***@{host}" if host else ""
