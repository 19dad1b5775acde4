"""How leads, their forms and rules are called rightly."""

from datetime import timedelta
from typing import Any

from keliu.kit import clock
from keliu.sales.models import LeadForm
from keliu.sales.services.capture import token_for
from tests.matrix.samples import (
    BOSS,
    Sample,
    _one,
    _restore,
    an,
    fixed,
    linked,
    versioned,
    with_version,
)
from tests.matrix.world import MatrixWorld


def slug(world: MatrixWorld) -> str:
    """The public address of 远航集团's form."""
    return world.codes["form"]


def sent(world: MatrixWorld, slots: dict[str, str]) -> dict[str, Any]:
    """An answer of somebody who read for ten seconds."""
    read = clock.now() - timedelta(seconds=10)
    with world.company.inside(), clock.frozen(read):
        token = token_for(LeadForm.objects.get(slug=slug(world)))
    answers = {"name": "访客", "phone": "13812345678"}
    return {"token": token, "answers": answers, "consent": True, "consent_version": 1}


def setup(kind: str, **more: Any) -> Sample:
    slot = kind.removeprefix("lead_")
    return Sample(path={f"{slot}_id": kind}, **{**BOSS, **more})


LEADS = {
    "lead_list": Sample(query_ids={"owner": "staff", "form": "lead_form"}),
    "lead_counts": Sample(),
    "lead_create": Sample(body=fixed(name="新线索"), body_ids={"owner_id": "staff"}),
    "lead_assign_waiting": Sample(body=fixed(), actor="王总"),
    "lead_get": _one("lead"),
    "lead_update": _one("lead", body=versioned("lead", note="改一句")),
    "lead_delete": _one("lead", actor="王总"),
    "lead_restore": _restore("lead", "王总"),
    "lead_assign": _one(
        "lead",
        body=with_version("lead", owner_id=an("staff", "小赵")),
        body_ids={"owner_id": "staff"},
        actor="王总",
    ),
    "lead_discard": _one("lead", body=versioned("lead", reason="空号")),
    "lead_revive": _one("lead", body=versioned("lead"), also=(409,)),
    "lead_reveal_phone": _one("lead", body=fixed()),
    "lead_decisions": _one("lead"),
    "lead_timeline": _one("lead"),
    "lead_convert_preview": _one("lead", body=fixed(), body_ids={"customer_id": "customer"}),
    "lead_convert": _one("lead", body=versioned("lead"), body_ids={"customer_id": "customer"}),
    "lead_rule_list": Sample(**BOSS),
    "lead_rule_create": Sample(
        body=linked(name="新规则", mode="fixed", staff_ids=lambda w: [w.id("staff")]),
        body_ids={"staff_ids[]": "staff"},
        **BOSS,
    ),
    "lead_rule_order": Sample(
        body=linked(ids=lambda w: [w.id("lead_rule")]), body_ids={"ids[]": "lead_rule"}, **BOSS
    ),
    "lead_rule_log": Sample(**BOSS),
    "lead_rule_update": setup(
        "lead_rule", body=versioned("lead_rule", name="改名"), body_ids={"staff_ids[]": "staff"}
    ),
    "lead_rule_delete": setup("lead_rule"),
    "lead_rule_restore": setup("lead_rule", on="deleted", body=fixed()),
    "lead_form_list": Sample(**BOSS),
    "lead_form_fields": Sample(**BOSS),
    "lead_form_create": Sample(body=fixed(title="新表单"), body_ids={"owner_id": "staff"}, **BOSS),
    "lead_form_get": setup("lead_form"),
    "lead_form_update": setup(
        "lead_form", body=versioned("lead_form", intro="您好"), body_ids={"owner_id": "staff"}
    ),
    "lead_form_delete": setup("lead_form"),
    "lead_form_restore": setup("lead_form", on="deleted", body=fixed()),
    "lead_form_days": setup("lead_form"),
    "visitor_form": Sample(words={"slug": slug}),
    "visitor_form_send": Sample(words={"slug": slug}, body=sent, also=(429,)),
}
