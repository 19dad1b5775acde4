"""The life of a lead up to its conversion. Steps are conditional updates: one is first."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet

from keliu.accounts import public as accounts
from keliu.accounts.public import StaffCard
from keliu.interactions import public as interactions
from keliu.kinds import public as kinds
from keliu.kit import actor, clock, phones
from keliu.kit.errors import Forbidden, Invalid, KeliuError, NotFound, Stale
from keliu.platform import audit, keys, records
from keliu.platform.outbox import publish
from keliu.sales.errors import LeadConverted, LeadKnown, LeadNotOpen, LeadValid
from keliu.sales.events import LeadAdded, LeadAssigned
from keliu.sales.models import Lead
from keliu.sales.rules import leads as law
from keliu.sales.selectors import leads as questions
from keliu.sales.services import lead_columns as columns

Shown = Callable[[Lead], Any]
ONE_PER_PHONE = "lead_one_open_per_phone"
KIND = "lead"


def owner_chosen(owner_id: int | None) -> StaffCard | None:
    """Who will follow a new lead: oneself, or a colleague with the right to assign."""
    who = actor.current()
    if owner_id is None or owner_id == who.staff_id:
        return accounts.card(who.staff_id) if who.staff_id else None
    if not who.may(questions.ASSIGN):
        raise Forbidden(permission=questions.ASSIGN)
    return _receiver(owner_id)


def _receiver(owner_id: int) -> StaffCard:
    """A colleague at work whom one's right to assign covers. Raises Invalid."""
    chosen = accounts.owner_choice(owner_id)
    if not accounts.reaches(actor.current(), questions.ASSIGN, chosen.id, chosen.department_id):
        raise Invalid(fields={"owner_id": f"不能交给{chosen.name},不在你的权限范围里"})
    return chosen


def result_of(row: Lead) -> dict[str, Any]:
    """What a converted lead became, for the refusal that names it."""
    names = {"customer": row.customer, "opportunity": row.opportunity}
    return {
        key: {"id": str(one.pk), "name": records.name_of(one)} if one else None
        for key, one in names.items()
    }


def refusal(lead_id: int, shown: Shown | None) -> KeliuError:
    """Why a step was not possible, from what is there now."""
    now = questions.whole_row(lead_id)
    if now.deleted_at is not None:
        return NotFound()
    if now.state == law.CONVERTED:
        return LeadConverted(name=now.name, result=result_of(now))
    if now.state == law.INVALID:
        return LeadNotOpen(name=now.name)
    return Stale(current=shown(now) if shown else None)


def _unique_phone(save: Callable[[], Any], index: Any) -> None:
    """Run `save`; the database settles which open lead has a phone number."""
    try:
        with transaction.atomic():
            save()
    except IntegrityError as clash:
        if ONE_PER_PHONE not in str(clash):
            raise
        raise known(index) from clash


def known(index: Any) -> LeadKnown:
    """The refusal: it names the lead only to those who may see it."""
    rows = questions.reachable().filter(phone_index=index, state__in=law.OPEN_STATES)
    row = rows.first()
    if row is None:
        return LeadKnown(fields={"phone": LeadKnown.message}, lead=None)
    sentence = f"这个手机号已是线索“{row.name}”,请在那条线索上跟进"
    return LeadKnown(fields={"phone": sentence}, lead={"id": str(row.pk), "name": row.name})


def lead_insert(fields: dict[str, Any], *, owner: StaffCard | None) -> Lead:
    """Store a new lead, without a line anywhere. Raises LeadKnown, ValueTaken, Invalid."""
    now = clock.now()
    row = Lead(
        owner_id=owner.id if owner else None,
        department_id=owner.department_id if owner else None,
        owner_since=now if owner else None,
        created_by_id=actor.current().staff_id,
        created_at=now,
        updated_at=now,
        **columns.plain(fields),
    )
    for name, value in columns.following(row, fields).values.items():
        setattr(row, name, value)
    _unique_phone(lambda: row.save(force_insert=True), row.phone_index)
    kinds.claim(KIND, row.pk, {}, row.custom)
    return row


def born(row: Lead, title: str, said: dict[str, str], text: str = "") -> None:
    """The lines that a new lead leaves: audit, its timeline, and the event."""
    audit.record("lead.create", KIND, row.pk, row.name)
    me = actor.current().staff_id
    interactions.lead_line(
        lead_id=row.pk, kind=KIND, title=title, text=text, staff_id=me, data={"said": said}
    )
    publish(LeadAdded(row.pk, row.owner_id, me))


@transaction.atomic
def lead_create(*, fields: dict[str, Any], owner: StaffCard | None) -> Lead:
    """A lead that a colleague adds. Raises LeadKnown, Invalid, Forbidden."""
    row = lead_insert(kinds.accepted(KIND, fields, {}, creating=True), owner=owner)
    me = actor.current().name
    born(row, f"{me}新建了线索", {"key": "lead_added", "by": me})
    return row


@transaction.atomic
def lead_update(
    row: Lead, *, version: int, fields: dict[str, Any], shown: Shown | None = None
) -> Lead:
    """Change what people fill in. Raises LeadConverted, Stale, LeadKnown, Invalid."""
    if row.state == law.CONVERTED or row.version != version:
        raise refusal(row.pk, shown)
    if "name" in fields and not fields["name"]:
        raise Invalid(fields={"name": "这一项要填"})
    fields = kinds.accepted(KIND, fields, row.custom, creating=False)
    changes, follow = columns.plain(fields), columns.following(row, fields)
    if "custom" in fields:
        kinds.claim(KIND, row.pk, row.custom, fields["custom"])
        follow.shown.update(kinds.audited(KIND, row.custom, fields["custom"]))
    _unique_phone(
        lambda: _save(row, version, changes, follow, shown), follow.values.get("phone_index")
    )
    return questions.whole_row(row.pk)


def _save(
    row: Lead, version: int, changes: dict[str, Any], follow: columns.Columns, shown: Shown | None
) -> None:
    """One conditional update; who converts at the same moment holds or misses this version."""

    def current(now: Lead) -> Any:
        if now.state == law.CONVERTED:
            raise refusal(now.pk, shown)
        return shown(now) if shown else None

    records.save_changes(row, version=version, changes=changes, shown=follow.shown, current=current)
    if follow.values:
        Lead.objects.filter(pk=row.pk).update(**follow.values)


def standing(row: Lead, version: int, states: tuple[str, ...]) -> "QuerySet[Lead]":
    """The row, if nobody was faster."""
    rows: QuerySet[Lead] = Lead.objects.filter(pk=row.pk, version=version, state__in=states)
    return rows.filter(deleted_at__isnull=True)


def hand(row: Lead, owner: StaffCard, *, version: int, shown: Shown | None = None) -> int | None:
    """Set the owner by a conditional update; returns who had it. Raises Stale, LeadConverted."""
    now = clock.now()
    done = standing(row, version, (*law.OPEN_STATES, law.INVALID)).update(
        owner_id=owner.id,
        department_id=owner.department_id,
        owner_since=now,
        updated_at=now,
        version=F("version") + 1,
    )
    if not done:
        raise refusal(row.pk, shown)
    return row.owner_id


@transaction.atomic
def lead_assign(row: Lead, *, owner_id: int, version: int, shown: Shown | None = None) -> Lead:
    """Give a lead to a colleague by hand. Raises Stale, LeadConverted, Invalid."""
    from keliu.sales.services import assignment  # assigning by rule also hands leads over

    owner = _receiver(owner_id)
    same = owner.id == row.owner_id and version == row.version
    if same and row.state != Lead.State.CONVERTED:
        return row
    before, me = hand(row, owner, version=version, shown=shown), actor.current()
    names = accounts.names({before, owner.id})
    told = {"owner": (names.get(before or 0, ""), owner.name)}
    audit.record("lead.assign", KIND, row.pk, row.name, told)
    assignment.note(row.pk, staff_id=owner.id, why=f"{me.name}手工分配给{owner.name}")
    mine = owner.id == me.staff_id
    title = f"{me.name}接手了线索" if mine else f"{me.name}把线索交给了{owner.name}"
    said = {"key": "lead_taken" if mine else "lead_handed", "by": me.name, "to": owner.name}
    interactions.lead_line(
        lead_id=row.pk, kind=KIND, title=title, staff_id=me.staff_id, data={"said": said}
    )
    interactions.lead_handed_over(row.pk, owner.id, before)
    publish(LeadAssigned(row.pk, owner.id, before, me.staff_id))
    return questions.whole_row(row.pk)


@transaction.atomic
def lead_discard(row: Lead, *, reason: str, version: int, shown: Shown | None = None) -> Lead:
    """Mark it invalid, with the reason. Raises Stale, LeadConverted, LeadNotOpen."""
    done = standing(row, version, law.OPEN_STATES).update(
        state=law.INVALID, reason=reason, updated_at=clock.now(), version=F("version") + 1
    )
    if not done:
        raise refusal(row.pk, shown)
    told = {"state": (row.state, law.INVALID), "reason": ("", reason)}
    audit.record("lead.discard", KIND, row.pk, row.name, told)
    _line(row, "把线索标为无效", "lead_discarded", reason)
    return questions.whole_row(row.pk)


@transaction.atomic
def lead_revive(row: Lead, *, version: int, shown: Shown | None = None) -> Lead:
    """An invalid lead is worth following after all. Raises Stale, LeadValid, LeadKnown."""
    if row.state in law.OPEN_STATES:
        raise LeadValid(name=row.name)
    state = law.state_when_valid_again(row.last_followup_at)

    def save() -> None:
        done = standing(row, version, (law.INVALID,)).update(
            state=state, reason="", updated_at=clock.now(), version=F("version") + 1
        )
        if not done:
            raise _not_revived(row.pk, shown)

    _unique_phone(save, row.phone_index)
    audit.record("lead.revive", KIND, row.pk, row.name, {"state": (law.INVALID, state)})
    _line(row, "恢复了线索", "lead_revived")
    return questions.whole_row(row.pk)


def _not_revived(lead_id: int, shown: Shown | None) -> KeliuError:
    """Somebody was faster, or only the version is old."""
    refused = refusal(lead_id, shown)
    if isinstance(refused, LeadNotOpen):
        now = questions.whole_row(lead_id)
        return Stale(current=shown(now) if shown else None)
    return refused


def _line(row: Lead, did: str, key: str, text: str = "") -> None:
    me = actor.current()
    interactions.lead_line(
        lead_id=row.pk,
        kind=KIND,
        title=f"{me.name}{did}",
        text=text,
        staff_id=me.staff_id,
        data={"said": {"key": key, "by": me.name}},
    )


@transaction.atomic
def lead_delete(row: Lead) -> None:
    """Take it away; `lead_restore` brings it back. Raises LeadConverted."""
    standing = Lead.objects.filter(pk=row.pk, deleted_at__isnull=True)
    if not standing.exclude(state=law.CONVERTED).update(deleted_at=clock.now()):
        raise refusal(row.pk, None)
    audit.record("lead.delete", KIND, row.pk, row.name)


@transaction.atomic
def lead_restore(row: Lead) -> Lead:
    """Undo a delete. Raises LeadKnown when another open lead has the number by now."""
    _unique_phone(lambda: records.restore(row), row.phone_index)
    kinds.reclaim(KIND, row.pk, row.custom)
    return questions.whole_row(row.pk)


def phone_reveal(row: Lead) -> str:
    """The whole number, and a line in the audit log that somebody looked."""
    if row.phone_sealed is None:
        return ""
    audit.record("lead.reveal_phone", KIND, row.pk, row.name)
    number = keys.unseal(Lead, "phone_sealed", row.phone_sealed)
    return phones.national(number) if number.startswith("+86") else number


# --- what follow-ups and plans tell (interactions' ports) ------------------------------------


def hold(lead_id: int) -> Lead:
    """Lock a lead until the transaction ends. Raises NotFound, LeadConverted."""
    rows: QuerySet[Lead] = Lead.objects.filter(deleted_at__isnull=True)
    row = records.find(rows.select_for_update(no_key=True), lead_id)
    if row.state == law.CONVERTED:
        raise refusal(row.pk, None)
    return row


def touched(lead_id: int, last_at: datetime | None, next_at: datetime | None) -> None:
    """Keep when it was last and will next be contacted; a first contact makes it followed."""
    row = Lead.objects.get(pk=lead_id)
    state = law.state_after_followup(row.state) if last_at is not None else row.state
    Lead.objects.filter(pk=lead_id).update(
        last_followup_at=last_at, next_followup_at=next_at, state=state, updated_at=clock.now()
    )
