"""Fields for tests, added the way an administrator adds them."""

from typing import Any

from tests.cast import Api


def field(api: Api, label: str, type_name: str, kind: str = "customer", **more: Any) -> Any:
    """A custom field over the API."""
    status, body = api.post(f"/kinds/{kind}/fields", {"label": label, "type": type_name, **more})
    assert status == 200, body
    return body


def choices(*labels: str) -> list[dict[str, str]]:
    """Choices as a designer sends them."""
    return [{"label": label} for label in labels]


def customer(api: Api, name: str, **custom: Any) -> Any:
    """A customer with custom values."""
    status, body = api.post("/customers", {"name": name, "custom": custom})
    assert status == 200, body
    return body


def wrong(answer: tuple[int, Any]) -> dict[str, str]:
    """The sentences of a refusal, by field."""
    status, body = answer
    assert status >= 400, body
    return {one["field"]: one["message"] for one in body["errors"]}
