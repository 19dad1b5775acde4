"""What visitors send with a form: kept out if a machine sent it, else a lead, old or new."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from keliu.accounts import public as accounts
from keliu.interactions import public as interactions
from keliu.kinds import public as kinds
from keliu.kit import clock, ids, phones, scope
from keliu.kit.errors import Invalid
from keliu.outreach import public as outreach
from keliu.platform import keys, sql
from keliu.platform.outbox import first_time
from keliu.radar import public as radar
from keliu.sales.errors import ConsentNeeded, FormBusy, FormExpired, FormTooFast, LeadKnown
from keliu.sales.models import Lead, LeadForm, SendingRate, Submission
from keliu.sales.rules import forms as law
from keliu.sales.selectors import leads as questions
from keliu.sales.services import assignment, lead_columns
from keliu.sales.services.lead_forms import askable
from keliu.sales.services.leads import KIND, born, lead_insert

COUNT = """INSERT INTO sales_sendingrate AS r
 (id, merchant_id, form_id, place, span, since, count) VALUES (%s, %s, %s, %s, %s, %s, 1)
 ON CONFLICT (merchant_id, form_id, place, span) DO UPDATE SET since = excluded.since,
  count = CASE WHEN r.since = excluded.since THEN r.count + 1 ELSE 1 END
 RETURNING count"""
RATES_KEPT = timedelta(days=2)
TEXT_LENGTH = 2000
KIND_OF_FORM = "form"  # the radar's word


@dataclass(frozen=True)
class Sent:
    """One answer to a form, as it came in."""

    token: str
    answers: dict[str, Any]
    agreed: bool
    consent_version: int
    trap: str
    address: str
    visitor: int | None = None  # the customer whose phone it came from, where that is known


def token_for(form: LeadForm) -> str:
    """Proof of when this page was opened; writes nothing, is good for one answer."""
    made = f"{clock.now_ms()}.{secrets.token_hex(12)}"
    return f"{made}.{_mark(form, made)}"


def _mark(form: LeadForm, made: str) -> str:
    return keys.ours().blind("form-token", f"{form.pk}.{made}").hex()[:40]


def _opened_at(form: LeadForm, token: str) -> datetime:
    """When the page was opened. Raises FormExpired for a token that is old or not ours."""
    made, _, mark = token.rpartition(".")
    if not secrets.compare_digest(mark.encode(), _mark(form, made).encode()):
        raise FormExpired
    opened = clock.from_ms(int(made.partition(".")[0]))
    if clock.now() - opened > law.TOKEN_LIVES:
        raise FormExpired
    return opened


def _counted(form: LeadForm, address: str) -> None:
    """Count this sending at its place and for the form. Raises FormBusy."""
    place = keys.ours().blind("form-place", law.place_of(address)).hex()[:32]
    for (what, span), most in law.MOST_SENT.items():
        since = law.window_of(span, clock.now())
        values = [ids.new(), scope.current(), form.pk, place if what == "place" else "", span]
        if sql.one(COUNT, [*values, since])[0] > most:
            raise FormBusy


def _agreed(form: LeadForm, sent: Sent) -> None:
    """Raise unless the person agreed to today's words."""
    if not sent.agreed:
        raise ConsentNeeded(fields={"consent": ConsentNeeded.message})
    if sent.consent_version != form.consent_version:
        raise FormExpired


def receive(form: LeadForm, sent: Sent) -> None:
    """Make a lead of an answer, or join it to the open lead with that phone number.

    What a machine fills in is thanked for and dropped, so that it learns nothing.
    Raises FormBusy, FormExpired, FormTooFast, ConsentNeeded, Invalid.
    """
    _counted(form, sent.address)
    opened = _opened_at(form, sent.token)
    filled = clock.now() - opened
    if sent.trap:
        return
    if law.looks_filled_by_machine(sent.trap, filled):
        raise FormTooFast
    _agreed(form, sent)
    fields = _fields(form, sent.answers)
    if not first_time("form_token", sent.token.rpartition(".")[0]):
        raise FormExpired
    lead, joined = _lead_for(form, fields)
    kept = Submission.objects.create(
        form=form,
        lead=lead,
        joined=joined,
        consent_number=form.consent_version,
        filled_ms=min(int(filled.total_seconds() * 1000), 2**31 - 1),
    )
    _noted(form, lead, _said(fields), joined=joined)
    if sent.visitor is not None:
        _on_the_trail(form, sent.visitor, kept.pk)


def _fields(form: LeadForm, answers: dict[str, Any]) -> dict[str, Any]:
    """The answers as fields of a lead; what the form does not ask is refused."""
    known = askable()
    asked = {one["key"]: one for one in form.questions if one["key"] in known}
    if unknown := answers.keys() - asked.keys():
        raise Invalid(fields={min(unknown): "表单里没有这一项"})
    wrong = dict.fromkeys(law.missing(list(asked.values()), answers), "这一项要填")
    found: dict[str, Any] = {"custom": {}}
    for key, value in answers.items():
        field = known[key]
        if field.custom:
            found["custom"][field.slug] = value
        elif sentence := _wrong_text(field, value):
            wrong[key] = sentence
        elif value:
            found[key] = value.strip()
    if wrong:
        raise Invalid(fields=wrong)
    found["custom"] = kinds.check_custom(KIND, found["custom"], {}, creating=False)
    return found


def _wrong_text(field: Any, value: Any) -> str:
    """What is wrong with an answer to a built-in question; empty when nothing is."""
    if value is None:
        return ""
    if not isinstance(value, str):
        return "要填文字"
    most = field.max_length or TEXT_LENGTH
    if len(value) > most:
        return f"太长了,最多 {most} 个字"
    choices = {one.value for one in field.choices}
    return "不在可选范围里" if value and choices and value not in choices else ""


def _lead_for(form: LeadForm, fields: dict[str, Any]) -> tuple[Lead, bool]:
    """The open lead with this number, held, or a new one; of two at once the second joins."""
    phone = fields.get("phone")
    for _ in range(3):
        if phone and (known := questions.open_by_phone(lead_columns.phone_index(phone))):
            held = Lead.objects.select_for_update(no_key=True).filter(
                pk=known.pk, deleted_at__isnull=True, state=known.state
            )
            if row := held.first():
                return row, True
            continue
        try:
            return _new_lead(form, fields), False
        except LeadKnown:
            continue
    raise FormBusy


def _new_lead(form: LeadForm, fields: dict[str, Any]) -> Lead:
    owner = None
    if form.assign == law.ASSIGN_OWNER and form.owner_id:
        owner = next((one for one in accounts.cards([form.owner_id]) if one.active), None)
    source = {"source": "form", "source_detail": form.title, "form_id": form.pk}
    return lead_insert(fields | source | {"intent": form.intent}, owner=owner)


def _said(fields: dict[str, Any]) -> str:
    """What the person wrote, line by line, without the number itself."""
    known, lines = askable(), []
    flat = fields | {f"custom.{slug}": value for slug, value in fields["custom"].items()}
    for key, field in known.items():
        value = flat.get(key)
        if value not in (None, "", []):
            lines.append(f"{field.zh}:{_shown(key, field, value)}")
    return "\n".join(lines)


def _shown(key: str, field: Any, value: Any) -> str:
    if key == "phone":
        return phones.mask(phones.normalise(value))
    return phones.mask_email(value) if key == "email" else str(kinds.spoken(field, value))


def _noted(form: LeadForm, lead: Lead, text: str, *, joined: bool) -> None:
    """The line on the timeline; a new lead is given to somebody, a known one's owner is told."""
    if not joined:
        said = {"key": "lead_sent_in", "form": form.title}
        born(lead, f"通过表单“{form.title}”提交", said, text)
        if form.assign != law.ASSIGN_NONE and lead.owner_id is None:
            assignment.assign_by_rules(lead)
        elif lead.owner_id is not None:
            assignment.note(
                lead.pk, staff_id=lead.owner_id, why=f"表单“{form.title}”固定交给这位同事"
            )
        return
    title = f"又提交了表单“{form.title}”"
    again = {"said": {"key": "lead_sent_again", "form": form.title}}
    line = interactions.lead_line(lead_id=lead.pk, kind=KIND, title=title, text=text, data=again)
    if lead.owner_id is not None:
        outreach.tell_staff(
            staff_id=lead.owner_id,
            kind="system",
            title=f"线索{lead.name}{title}",
            text=text[:200],
            link=(KIND, lead.pk),
            dedupe=f"submission:{line}",
        )


def _on_the_trail(form: LeadForm, visitor: int, submission_id: int) -> None:
    radar.noted(
        visitor, "form_sent", ref=submission_id, object_kind=KIND_OF_FORM, object_id=form.pk
    )


def sweep_rates() -> None:
    """Forget windows that are long over, in the merchant's scope."""
    SendingRate.objects.filter(since__lt=clock.now() - RATES_KEPT).delete()
