"""Customers, follow-ups and plans for tests, made the way people make them."""

from datetime import datetime
from typing import Any

from procrastinate.contrib.django.models import ProcrastinateJob

from keliu.kit import clock
from tests.cast import Api


def customer(api: Api, name: str = "张阿姨") -> str:
    """A customer's id."""
    status, body = api.post("/customers", {"name": name})
    assert status == 200, body
    return str(body["id"])


def followup(api: Api, customer_id: str, text: str = "聊了中秋礼盒", **more: Any) -> dict[str, Any]:
    """A follow-up."""
    status, body = api.post("/interactions", {"customer_id": customer_id, "text": text, **more})
    assert status == 200, body
    return dict(body)


def plan(api: Api, customer_id: str, due_at: datetime, text: str = "回电话") -> dict[str, Any]:
    """A plan."""
    asked = {"customer_id": customer_id, "due_at": clock.iso(due_at), "text": text}
    status, body = api.post("/plans", asked)
    assert status == 200, body
    return dict(body)


def jobs(name: str) -> list[dict[str, Any]]:
    """Waiting jobs of one kind: their arguments and when they run."""
    rows = ProcrastinateJob.objects.filter(task_name__endswith=name, status="todo").order_by("id")
    return [{**row.args, "at": row.scheduled_at} for row in rows]
