"""Numbers and addresses of people around a customer, sealed for the table they live in."""

from typing import Any

from django.db import models

from keliu.customers.services.columns import email_of, number_of
from keliu.kit import phones
from keliu.platform import keys


def phone(model: type[models.Model], text: str | None, *, index: bool = True) -> dict[str, Any]:
    """The columns of a phone number. Raises Invalid."""
    if not text:
        none: dict[str, Any] = {"phone_sealed": None, "phone_masked": ""}
        return {**none, "phone_index": None} if index else none
    number = number_of(text)
    sealed = {
        "phone_sealed": keys.seal(model, "phone_sealed", number),
        "phone_masked": phones.mask(number),
    }
    return {**sealed, "phone_index": keys.ours().blind("phone", number)} if index else sealed


def email(model: type[models.Model], text: str | None) -> dict[str, Any]:
    """The columns of an e-mail address. Raises Invalid."""
    if not text:
        return {"email_sealed": None, "email_masked": ""}
    email_of(text)
    return {
        "email_sealed": keys.seal(model, "email_sealed", text),
        "email_masked": phones.mask_email(text),
    }


def opened(row: models.Model, field: str) -> str:
    """The clear text of a sealed column, or nothing."""
    sealed = getattr(row, field)
    return keys.unseal(type(row), field, sealed) if sealed else ""


def spoken(number: str) -> str:
    """A number as people dial it."""
    return phones.national(number) if number.startswith("+86") else number
