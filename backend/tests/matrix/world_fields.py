"""A custom field of every merchant, and one that was put away."""

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
