"""线索 as a kind of record: its fields, and the verbs that imports and bulk work use."""

from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from keliu.interactions import public as interactions
from keliu.kinds import public as kinds
from keliu.kinds.public import Choice, Field, Group, Kind
from keliu.platform import problems, records
from keliu.sales.models import AssignmentLog, Lead
from keliu.sales.schemas.leads import LeadIn, LeadPatch
from keliu.sales.selectors import leads as questions
from keliu.sales.services import leads

INTENTS = (
    Choice("high", "高", "High"),
    Choice("medium", "中", "Medium"),
    Choice("low", "低", "Low"),
)
SIZES = (
    Choice("1-19", "19 人以下", "Up to 19"),
    Choice("20-99", "20–99 人", "20–99"),
    Choice("100-499", "100–499 人", "100–499"),
    Choice("500+", "500 人以上", "500 and more"),
)
SOURCES = (
    Choice("manual", "手工录入", "Typed in"),
    Choice("form", "表单", "Form"),
    Choice("import", "导入", "Import"),
    Choice("api", "接口", "API"),
    Choice("scan", "扫码", "Scan"),
    Choice("chat", "聊天", "Chat"),
    Choice("card", "名片", "Name card"),
    Choice("other", "其他", "Other"),
)
STATES = (
    Choice("new", "新线索", "New"),
    Choice("following", "跟进中", "In progress"),
    Choice("converted", "已转化", "Converted"),
    Choice("invalid", "无效", "Invalid"),
)
GROUPS = (
    Group("basic", "基本信息", "Basics"),
    Group("contact", "联系方式", "Contact"),
    Group("more", "更多信息", "More"),
)


def _kept(key: str, zh: str, en: str, type_: Any, column: str = "", **more: Any) -> Field:
    """A column that the system keeps: seen and filtered by, filled in by nobody."""
    place = column or key
    return Field(
        key, zh, en, type_, place, editable=False, importable=False, group="system", **more
    )


FIELDS = (
    Field("name", "姓名", "Name", "text", "name", required=True, fixed=True, max_length=60,
          sortable=True),
    Field("company", "公司", "Company", "text", "company", max_length=80),
    Field("position", "职位", "Position", "text", "position", max_length=60),
    Field("intent", "意向", "Interest", "single", "intent", choices=INTENTS, default="medium"),
    Field("industry", "行业", "Industry", "text", "industry", max_length=40),
    Field("size", "规模", "Size", "single", "size", choices=SIZES),
    Field("phone", "手机号", "Phone", "phone", None, unique=True, filterable=False,
          max_length=30, group="contact", shown=("phone_masked",)),
    Field("wechat", "微信号", "WeChat id", "text", "wechat", max_length=60, group="contact"),
    Field("email", "邮箱", "E-mail", "email", None, filterable=False, max_length=100,
          group="contact", shown=("email_masked",)),
    Field("region_code", "地区", "Region", "region", "region_code", group="contact",
          shown=("region_code", "region")),
    Field("note", "备注", "Note", "long_text", "note", max_length=2000, group="more",
          width="full"),
    Field("source", "来源", "Source", "single", "source", choices=SOURCES, default="manual",
          group="more"),
    Field("source_detail", "来源说明", "Source detail", "text", "source_detail", max_length=80,
          group="more"),
    Field("owner", "负责人", "Owner", "person", "owner_id", editable=False, group="system"),
    Field("department", "部门", "Department", "department", "department_id", editable=False,
          importable=False, group="system"),
    _kept("state", "状态", "State", "single", choices=STATES),
    _kept("form", "表单", "Form", "record", "form_id", filterable=False),
    _kept("last_followup_at", "最近跟进", "Last follow-up", "moment"),
    _kept("next_followup_at", "下次跟进", "Next follow-up", "moment", sortable=True),
    _kept("converted_at", "转化时间", "Converted at", "moment"),
    _kept("created_at", "创建时间", "Added", "moment", sortable=True),
    _kept("updated_at", "更新时间", "Changed", "moment", sortable=True),
)  # fmt: skip


def find(lead_id: int, permission: str) -> Lead:
    """A living lead that `permission` covers. Raises NotFound."""
    return records.find(questions.reachable(permission), lead_id)


def _given(values: dict[str, Any], shape: type[LeadIn] | type[LeadPatch]) -> Any:
    try:
        return shape.model_validate(values)
    except ValidationError as wrong:
        raise problems.as_invalid(wrong) from wrong


def create(values: dict[str, Any]) -> int:
    """A new lead from values by field key. Raises like the API."""
    plain = kinds.on_the_wire(values)
    owner_id = plain.pop("owner", None)
    payload: LeadIn = _given(plain, LeadIn)
    owner = leads.owner_chosen(int(owner_id) if owner_id else None)
    return leads.lead_create(fields=payload.given(), owner=owner).pk


def _held(lead_id: int, permission: str) -> Lead:
    """As it stands now, until the transaction ends."""
    row = find(lead_id, permission)
    return Lead.objects.select_for_update(no_key=True).get(pk=row.pk)


def change(lead_id: int, values: dict[str, Any]) -> None:
    """Set values of a lead as it stands now. Raises like the API."""
    plain = kinds.on_the_wire(values)
    owner_id = plain.pop("owner", None)
    if plain:
        row = _held(lead_id, questions.WRITE)
        payload: LeadPatch = _given({**plain, "version": row.version}, LeadPatch)
        leads.lead_update(row, version=row.version, fields=payload.given())
    if owner_id:
        hand_to(lead_id, int(owner_id))


def remove(lead_id: int) -> None:
    """Delete a lead. Raises NotFound, LeadConverted."""
    leads.lead_delete(find(lead_id, questions.DELETE))


def hand_to(lead_id: int, staff_id: int) -> None:
    """Give a lead to a colleague. Raises NotFound, Invalid, LeadConverted."""
    row = _held(lead_id, questions.ASSIGN)
    leads.lead_assign(row, owner_id=staff_id, version=row.version)


def restore(lead_id: int) -> None:
    """Bring a deleted lead back. Raises NotFound, LeadKnown."""
    leads.lead_restore(records.find(questions.deleted(questions.DELETE), lead_id))


def rows_beside(lead_ids: Sequence[int]) -> list[tuple[Any, Sequence[int]]]:
    """What is written, planned and decided about leads changes with their owner."""
    decided = AssignmentLog.objects.filter(lead_id__in=lead_ids)
    beside: list[tuple[Any, Sequence[int]]] = interactions.of_leads(lead_ids)
    return [*beside, (AssignmentLog, list(decided.values_list("id", flat=True)))]


KIND = Kind(
    name="lead",
    zh="线索",
    en="Leads",
    model=Lead,
    fields=FIELDS,
    groups=GROUPS,
    read=questions.READ,
    write=questions.WRITE,
    delete=questions.DELETE,
    assign=questions.ASSIGN,
    find=find,
    create=create,
    change=change,
    remove=remove,
    hand_to=hand_to,
    journal=rows_beside,
    extra={"search": questions.matching, "restore": restore, "reach": questions.within_reach},
)
