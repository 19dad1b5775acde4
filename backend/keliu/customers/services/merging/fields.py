"""The fields of customers that become one: whose value goes on, and how it is written."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from keliu.customers import rules
from keliu.customers.errors import MergeWithItself
from keliu.customers.models import Customer
from keliu.customers.rules import merging
from keliu.customers.rules.merging import BOTH, Candidate
from keliu.customers.services import columns
from keliu.kinds import public as kinds
from keliu.kinds.public import Field
from keliu.kit.errors import Invalid

KIND = "customer"
NOTE_LENGTH = 2000
Look = Callable[[Customer], Any]


@dataclass(frozen=True)
class MergeField:
    """One thing to choose: the columns that go together, and what people see of them."""

    key: str
    zh: str
    en: str
    columns: tuple[str, ...]
    look: Look  # what is compared and shown
    loyal: bool = False  # stays with the kept customer unless empty there
    joins: bool = False  # both may go on, one below the other

    @property
    def asked(self) -> str:
        """The field of the kind whose rights and words it has."""
        return "region_code" if self.key == "region" else self.key


def _plain(name: str) -> Look:
    return lambda row: getattr(row, name)


def _opened(name: str, mask: str) -> Look:
    """Sealed values are compared in clear and shown masked."""
    return lambda row: (columns.opened(row, name), getattr(row, mask)) if _has(row, name) else ""


def _has(row: Customer, name: str) -> bool:
    return getattr(row, f"{name}_sealed") is not None


def _name(row: Customer) -> str:
    """A code that we gave to a nameless visitor is no name."""
    return "" if row.name == rules.visitor_name(row.pk) else row.name


def _owner(row: Customer) -> str:
    return row.owner.name if row.owner else ""


def _type(row: Customer) -> str:
    found = kinds.type_of(KIND, row.type)
    return found.name if found else row.type


HOME = ("owner_id", "department_id", "owner_since", "pool_id", "pool_since", "previous_owner_id")
FIELDS = (
    MergeField("name", "姓名", "Name", ("name", "name_key"), _name),
    MergeField("kind", "类型", "Kind", ("kind",), _plain("kind"), loyal=True),
    MergeField("type", "客户类型", "Customer type", ("type",), _type, loyal=True),
    MergeField(
        "phone",
        "手机",
        "Phone",
        ("phone_sealed", "phone_index", "phone_masked"),
        _opened("phone", "phone_masked"),
    ),
    MergeField(
        "email",
        "邮箱",
        "E-mail",
        ("email_sealed", "email_index", "email_masked"),
        _opened("email", "email_masked"),
    ),
    MergeField("company", "公司", "Company", ("company",), _plain("company")),
    MergeField("position", "职位", "Position", ("position",), _plain("position")),
    MergeField("gender", "性别", "Gender", ("gender",), _plain("gender")),
    MergeField("birthday", "生日", "Birthday", ("birthday",), _plain("birthday")),
    MergeField("region", "地区", "Region", ("region", "region_code"), _plain("region")),
    MergeField(
        "address",
        "地址",
        "Address",
        ("address_sealed",),
        lambda row: columns.opened(row, "address"),
    ),
    MergeField("industry", "行业", "Industry", ("industry",), _plain("industry")),
    MergeField("level", "级别", "Level", ("level",), _plain("level")),
    MergeField(
        "source",
        "来源",
        "Source",
        ("source", "source_code_id"),
        _plain("source"),
        loyal=True,
    ),
    MergeField(
        "wechat_name",
        "微信昵称",
        "WeChat name",
        ("wechat_name", "avatar_url"),
        _plain("wechat_name"),
    ),
    MergeField("owner", "负责人", "Owner", HOME, _owner, loyal=True),
    MergeField("note", "备注", "Note", ("note",), _plain("note"), joins=True),
)


def custom_fields(rows: Sequence[Customer]) -> list[MergeField]:
    """One field for every custom value that any of them has, called as people called it."""
    slugs = dict.fromkeys(slug for row in rows for slug in row.custom)
    known = {one.slug: one for one in kinds.all_fields(KIND) if one.custom} if slugs else {}
    return [_custom(slug, known.get(slug)) for slug in slugs]


def _custom(slug: str, known: Field | None) -> MergeField:
    def look(row: Customer) -> Any:
        value = row.custom.get(slug)
        return "" if value in (None, [], "") else value

    zh, en = (known.zh, known.en) if known else (slug, slug)
    return MergeField(f"custom.{slug}", zh, en, (), look)


def seen_fields(rows: Sequence[Customer]) -> list[MergeField]:
    """The fields the acting person may see, and so choose about; others follow the rule."""
    if not kinds.limited(KIND):
        return all_fields(rows)
    seen = kinds.visible_fields(KIND)
    return [one for one in all_fields(rows) if one.asked in seen]


def candidates(field: MergeField, rows: Sequence[Customer]) -> list[Candidate]:
    """Everybody's value of one field."""
    found = []
    for row in rows:
        value = field.look(row)
        found.append(Candidate(row.pk, value, row.updated_at, value in (None, "")))
    return found


def by_rule(field: MergeField, values: Sequence[Candidate], keep_id: int) -> int | str:
    """Whose value goes on when nobody chooses: an id, or `both`."""
    if field.joins and merging.differ(values):
        return BOTH
    return merging.chosen(values, keep_id=keep_id, loyal=field.loyal)


def all_fields(rows: Sequence[Customer]) -> list[MergeField]:
    """Built-in fields, then the custom ones that anybody filled in."""
    return [*FIELDS, *custom_fields(rows)]


def choices_of(
    rows: Sequence[Customer], keep_id: int, asked: dict[str, str]
) -> dict[str, int | str]:
    """Whose value goes on, field by field; `asked` overrules the rule. Raises Invalid."""
    known = {str(row.pk) for row in rows}
    fields = {field.key: field for field in all_fields(rows)}
    seen = {field.key: field for field in seen_fields(rows)}
    for key, wanted in asked.items():
        field = seen.get(key)
        if field is None:
            raise Invalid(fields={f"choices.{key}": "没有这个字段"})
        if wanted not in known and not (field.joins and wanted == BOTH):
            raise Invalid(fields={f"choices.{key}": "只能选参与合并的客户"})
    found: dict[str, int | str] = {}
    for field in fields.values():
        given = asked.get(field.key)
        if given is None:
            found[field.key] = by_rule(field, candidates(field, rows), keep_id)
        else:
            found[field.key] = BOTH if given == BOTH else int(given)
    return found


def values_of(rows: Sequence[Customer], choices: dict[str, int | str]) -> dict[str, Any]:
    """The columns of the customer that goes on."""
    people = {row.pk: row for row in rows}
    values: dict[str, Any] = {}
    for field in FIELDS:
        whose = choices[field.key]
        if whose == BOTH:
            values[field.key] = merging.joined([row.note for row in rows], NOTE_LENGTH)
        else:
            row = people[int(whose)]
            values |= {name: getattr(row, name) for name in field.columns}
    values["custom"] = _customs(people, choices)
    chosen = kinds.type_of(KIND, values["type"])
    if chosen:  # a type says whether it is a person or a company
        values["kind"] = chosen.base
    return values


def _customs(people: dict[int, Customer], choices: dict[str, int | str]) -> dict[str, Any]:
    found = {}
    for key, whose in choices.items():
        slug = key.removeprefix("custom.")
        if key != slug and slug in people[int(whose)].custom:
            found[slug] = people[int(whose)].custom[slug]
    return found


def sorted_out(keep_id: int, merge_ids: Sequence[int], most: int) -> list[int]:
    """The ids that go, each once. Raises MergeWithItself, Invalid."""
    gone = sorted(set(merge_ids))
    if keep_id in gone:
        raise MergeWithItself
    if not gone:
        raise Invalid(fields={"merge": "请选择要合并的客户"})
    if len(gone) > most:
        raise Invalid(fields={"merge": f"一次最多合并 {most} 位"})
    return gone
