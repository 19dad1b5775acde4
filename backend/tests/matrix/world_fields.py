"""A custom field, a customer type and a phrase of every merchant, and what was put away."""

from typing import Any

PATH = "/kinds/customer/fields"


def field_of(api: Any, label: str) -> str:
    """The id of a new custom field."""
    status, body = api.post(PATH, {"label": label, "type": "text"})
    assert status == 200, body
    return str(body["id"])


def field_put_away(api: Any) -> str:
    """The id of a field that is not used any more."""
    identifier = field_of(api, "停用的字段")
    assert api.delete(f"{PATH}/{identifier}")[0] == 204
    return identifier


def type_of(api: Any, name: str) -> str:
    """The id of a new customer type."""
    status, body = api.post("/customer-types", {"name": name, "base": "person"})
    assert status == 200, body
    return str(body["id"])


def type_put_away(api: Any) -> str:
    """The id of a type that is not offered any more."""
    identifier = type_of(api, "停用的类型")
    assert api.delete(f"/customer-types/{identifier}")[0] == 204
    return identifier


def phrase_of(api: Any, text: str) -> str:
    """The id of a new phrase."""
    status, body = api.post("/phrases", {"text": text})
    assert status == 200, body
    return str(body["id"])
