"""Making and changing capture forms. Every wording of the consent is kept."""

import secrets
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F

from keliu.accounts import public as accounts
from keliu.kinds import public as kinds
from keliu.kit import actor, scope
from keliu.kit.errors import Invalid
from keliu.platform import audit, merchants, records
from keliu.platform.models import Merchant
from keliu.sales.models import LeadForm, LeadFormText
from keliu.sales.rules import forms as law
from keliu.sales.services.leads import KIND

ROUTE = "form"
ASKED_TYPES = {"text", "long_text", "number", "date", "bool", "single", "multi", "email", "link"}
Shown = Callable[[LeadForm], Any]


def url_of(slug: str) -> str:
    """The public address, also inside the QR picture."""
    return f"{settings.BASE_URL}/m/#/packages/form/index?f={slug}"


def png_url_of(slug: str) -> str:
    return f"/files/form/{slug}.png"


def usual_consent() -> str:
    """What people agree to unless the merchant words it."""
    name: str = Merchant.objects.values_list("name", flat=True).get(pk=scope.current())
    return law.CONSENT.format(merchant=name)


def askable() -> dict[str, Any]:
    """The lead fields a form may ask for, by key."""
    fields = {field.key: field for field in kinds.fields_of(KIND)}
    return {
        key: field
        for key, field in fields.items()
        if key in law.ASKABLE or (field.custom and field.active and field.type in ASKED_TYPES)
    }


def _checked(fields: dict[str, Any]) -> dict[str, Any]:
    """Raise Invalid for questions nobody can answer and owners who are not there."""
    if "questions" in fields:
        fields = fields | {"questions": _questions(fields["questions"])}
    if fields.get("owner_id") is not None:
        accounts.owner_choice(fields["owner_id"])
    return fields


def _questions(asked: list[dict[str, Any]]) -> list[dict[str, Any]]:
    names, known = [one["key"] for one in asked], askable()
    if len(set(names)) != len(names):
        raise Invalid(fields={"questions": "同一个问题只能出现一次"})
    if unknown := [name for name in names if name not in known]:
        raise Invalid(fields={"questions": f"表单不能问“{unknown[0]}”"})
    if "name" not in names or not {"phone", "wechat", "email"} & set(names):
        raise Invalid(fields={"questions": "至少要问姓名,和手机号、微信、邮箱中的一项"})
    return [one | {"required": True} if one["key"] == "name" else one for one in asked]


def _owner_named(assign: str, owner_id: int | None) -> None:
    if assign == law.ASSIGN_OWNER and owner_id is None:
        raise Invalid(fields={"owner_id": "请选择交给谁"})


def _drawn() -> str:
    return "".join(secrets.choice(law.ALPHABET) for _ in range(law.SLUG_LENGTH))


def _text_kept(row: LeadForm) -> None:
    LeadFormText.objects.create(form=row, number=row.consent_version, text=row.consent_text)


@transaction.atomic
def form_add(*, fields: dict[str, Any]) -> LeadForm:
    """A new form with its public address. Raises Invalid."""
    if LeadForm.objects.filter(deleted_at__isnull=True).count() >= law.MOST_FORMS:
        raise Invalid(fields={"title": f"最多 {law.MOST_FORMS} 个表单"})
    fields = _checked({"questions": [dict(one) for one in law.USUAL_QUESTIONS], **fields})
    _owner_named(fields.get("assign", law.ASSIGN_RULES), fields.get("owner_id"))
    fields["consent_text"] = fields.get("consent_text") or usual_consent()
    row = LeadForm(slug=_drawn(), created_by_id=actor.current().staff_id, **fields)
    while not merchants.route_add(ROUTE, row.slug, scope.current(), row.pk):
        row.slug = _drawn()  # one in 800 billion: somebody has it already
    row.save(force_insert=True)
    _text_kept(row)
    audit.record("leadform.create", "leadform", row.pk, row.title)
    return row


@transaction.atomic
def form_update(row: LeadForm, *, version: int, fields: dict[str, Any], shown: Shown) -> LeadForm:
    """Change a form; other words of consent get a new number. Raises Stale, Invalid."""
    fields = _checked(fields)
    _owner_named(fields.get("assign", row.assign), fields.get("owner_id", row.owner_id))
    if "consent_text" in fields:
        fields["consent_text"] = fields["consent_text"] or usual_consent()
        if fields["consent_text"] != row.consent_text:
            fields["consent_version"] = row.consent_version + 1
    before = row.consent_version
    saved = records.save_changes(row, version=version, changes=fields, current=shown)
    if saved.consent_version != before:
        _text_kept(saved)
    return saved


def count_open(form_id: int) -> None:
    """Somebody opened the page; nobody knows who."""
    LeadForm.objects.filter(pk=form_id).update(opens=F("opens") + 1)
