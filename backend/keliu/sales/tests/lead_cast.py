"""Leads for the tests of sales."""

from datetime import timedelta
from typing import Any

from keliu.kit import clock
from keliu.sales.models import Lead
from tests.cast import Api, World

PHONE = "13812345678"


def add(world: World, name: str = "张阿姨", by: str = "小李", **fields: Any) -> dict[str, Any]:
    """A lead that somebody added through the API."""
    status, body = world.api(by).post("/leads", {"name": name, **fields})
    assert status == 200, body
    return dict(body)


def row(world: World, lead: dict[str, Any]) -> Lead:
    """The stored row, without fences of reach."""
    with world.inside():
        return Lead.objects.get(pk=int(lead["id"]))


def rule(world: World, mode: str = "round_robin", **fields: Any) -> dict[str, Any]:
    """An assignment rule of 王总's."""
    people = [str(world.staff[name].pk) for name in fields.pop("people", ())]
    body = {"name": fields.pop("name", "轮流"), "mode": mode, "staff_ids": people, **fields}
    status, made = world.api("王总").post("/lead-rules", body)
    assert status == 200, made
    return dict(made)


def form(world: World, **fields: Any) -> dict[str, Any]:
    """A capture form of 王总's."""
    status, made = world.api("王总").post("/lead-forms", {"title": "预约演示", **fields})
    assert status == 200, made
    return dict(made)


class Visitor:
    """Somebody who opens a form, reads for a while, and sends it."""

    def __init__(self, slug: str, *, address: str = "203.0.113.9") -> None:
        self.path, self.api, self.address = f"/visitor/forms/{slug}", Api(), address

    def open(self) -> dict[str, Any]:
        status, body = self.api.get(self.path)
        assert status == 200, body
        return dict(body)

    def send(self, page: dict[str, Any], reads: float = 20, **fields: Any) -> tuple[int, Any]:
        """Send the page after `reads` seconds; answers and anything else may be overridden."""
        answers = fields.pop("answers", {"name": "陈先生", "phone": PHONE})
        body = {
            "token": page["token"], "answers": answers, "consent": True,
            "consent_version": page["consent"]["version"], **fields,
        }  # fmt: skip
        self.api.client.defaults["REMOTE_ADDR"] = self.address
        with clock.frozen(clock.now() + timedelta(seconds=reads)):
            return self.api.post(self.path, body)
