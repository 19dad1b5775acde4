"""Leads, the forms they come by and the rules that give them away."""

from collections.abc import Callable
from typing import Any

from tests.cast import Api

Made = Callable[[tuple[int, Any]], Any]


def lead_of(api: Api, made: Made, mark: str, variant: str) -> str:
    """One person's lead."""
    return str(made(api.post("/leads", {"name": f"{mark}线索{variant}"}))["id"])


def setup_of(api: Api, made: Made, mark: str) -> tuple[dict[str, str], str]:
    """A form and a rule of the merchant, and the form's public address."""
    form = made(api.post("/lead-forms", {"title": f"{mark}表单"}))
    me = made(api.get("/me"))["staff"]["id"]
    body = {"name": f"{mark}规则", "mode": "fixed", "staff_ids": [me], "active": False}
    rule = made(api.post("/lead-rules", body))["id"]
    return {"lead_form": form["id"], "lead_rule": rule}, form["slug"]


def deleted(boss: Api, api: Api, made: Made) -> dict[str, str]:
    """A lead of 小李's, a form and a rule that were taken away."""
    lead = made(api.post("/leads", {"name": "删掉的线索"}))["id"]
    gone, _ = setup_of(boss, made, "删掉的")
    for path, one in (("leads", lead), ("lead-forms", gone["lead_form"]),
                      ("lead-rules", gone["lead_rule"])):  # fmt: skip
        made(boss.delete(f"/{path}/{one}"))
    return {"lead": lead, **gone}
