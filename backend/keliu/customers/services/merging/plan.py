"""What a merge would mean, before anybody decides."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from keliu.customers import selectors
from keliu.customers.models import Consent, Customer, Identity
from keliu.customers.ports import CustomerPart, Ports
from keliu.customers.rules import merging
from keliu.customers.rules.merging import Candidate
from keliu.customers.services.merging import fields, own
from keliu.customers.services.merging.fields import MergeField
from keliu.kinds import public as kinds
from keliu.kinds.public import Field
from keliu.kit.errors import NotFound

MOST = 10
PLAIN = {"owner", "region"}  # looked at as names already
MERGE = "customer.merge"


@dataclass(frozen=True)
class Shown:
    """One field side by side."""

    field: MergeField
    values: list[Candidate]
    chosen: int | str
    differs: bool


@dataclass(frozen=True)
class Warned:
    """Something worth a look before merging."""

    code: str
    zh: str
    en: str


@dataclass(frozen=True)
class Plan:
    """Everything a person needs to decide."""

    keep: Customer
    gone: list[Customer]
    fields: list[Shown]
    moves: list[tuple[CustomerPart, dict[int, int]]]
    warnings: list[Warned]


def planned(keep_id: int, merge_ids: Sequence[int], asked: dict[str, str] | None = None) -> Plan:
    """The preview of a merge. Raises NotFound, MergeWithItself, Invalid."""
    gone_ids = fields.sorted_out(keep_id, merge_ids, MOST)
    found = selectors.with_people(selectors.reachable(MERGE)).filter(pk__in=[keep_id, *gone_ids])
    people = {row.pk: row for row in found}
    if len(people) != len(gone_ids) + 1:
        raise NotFound
    rows = [people[keep_id], *(people[one] for one in gone_ids)]
    choices = fields.choices_of(rows, keep_id, asked or {})
    shown = [_shown(one, rows, choices[one.key]) for one in fields.seen_fields(rows)]
    moves = [(part, _counts(part, gone_ids)) for part in [*own.PARTS, *Ports.parts]]
    return Plan(
        keep=rows[0],
        gone=rows[1:],
        fields=[one for one in shown if any(not value.empty for value in one.values)],
        moves=[(part, counts) for part, counts in moves if any(counts.values())],
        warnings=list(_warnings(rows, shown)),
    )


def _shown(field: MergeField, rows: Sequence[Customer], chosen: int | str) -> Shown:
    values = fields.candidates(field, rows)
    return Shown(field, values, chosen, merging.differ(values))


def _counts(part: CustomerPart, gone_ids: Sequence[int]) -> dict[int, int]:
    return {one: part.count([one]) for one in gone_ids}


Words = tuple[str, str]


def words_of(one: Shown) -> dict[int, Words]:
    """Everybody's value in Chinese and English, masked where the acting role sees a mask."""
    known = {field.key: field for field in kinds.all_fields(fields.KIND)}.get(one.field.asked)
    return {value.customer_id: _words(known, one.field, value.value) for value in one.values}


def _words(known: Field | None, field: MergeField, value: Any) -> Words:
    if value is None or value == "":
        return "", ""
    if isinstance(value, tuple):  # sealed: of the pair only the mask is shown
        return str(value[1]), str(value[1])
    if known is None or field.key in PLAIN:
        said = (str(value), str(value))
    else:
        said = (str(kinds.spoken(known, value)), str(kinds.spoken(known, value, english=True)))
    if known is not None and not kinds.shows(fields.KIND, known.key, "detail"):
        return kinds.masked_text(known, said[0]), kinds.masked_text(known, said[1])
    return said


def _warnings(rows: Sequence[Customer], shown: Sequence[Shown]) -> Iterable[Warned]:
    differs = {one.field.key for one in shown if one.differs}
    if "kind" in differs:
        yield Warned(
            "kinds_differ",
            "一个是个人,一个是企业,请确认是同一位客户",
            "One is a person, one is a company: make sure they are the same",
        )
    if "phone" in differs:
        yield Warned(
            "phones_differ",
            "手机号不同,没选中的会留作其他手机号",
            "Phone numbers differ; the one not chosen stays as a further number",
        )
    if "owner" in differs:
        yield Warned(
            "owners_differ",
            "负责人不同,合并后只有选中的负责人;另一位的待办计划会转过去",
            "Owners differ; open plans go to the one chosen",
        )
    yield from _people_warnings([row.pk for row in rows])


def _people_warnings(customer_ids: Sequence[int]) -> Iterable[Warned]:
    openids = Identity.objects.filter(customer_id__in=customer_ids, kind=Identity.Kind.OPENID)
    apps: dict[str, set[int]] = {}
    for appid, customer_id in openids.values_list("appid", "customer_id"):
        apps.setdefault(appid, set()).add(customer_id)
    if any(len(people) > 1 for people in apps.values()):
        yield Warned(
            "two_wechat_users",
            "几位用的是不同的微信,合并后都会认作同一位客户",
            "They use different WeChat accounts; all of them will be taken for one customer",
        )
    withdrawn = Consent.objects.filter(
        customer_id__in=customer_ids, withdrawn_at__isnull=False
    ).exists()
    living = Consent.objects.filter(customer_id__in=customer_ids, withdrawn_at__isnull=True)
    if withdrawn and living.exists():
        yield Warned(
            "consents_differ",
            "有人撤回过同意;最后一次表示为准,没有同意的浏览记录不再记名",
            "A consent was withdrawn; what was said last counts",
        )
