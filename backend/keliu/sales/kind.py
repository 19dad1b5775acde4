"""商机 as a kind of record: its fields, and the verbs that imports and bulk work use."""

from collections.abc import Sequence
from typing import Any

from django.db import models
from pydantic import ValidationError

from keliu.customers import public as customers
from keliu.kinds import public as kinds
from keliu.kinds.public import Choice, Field, Group, Kind
from keliu.platform import problems, records
from keliu.sales import rules
from keliu.sales.models import Opportunity
from keliu.sales.schemas import OpportunityIn, OpportunityPatch
from keliu.sales.selectors import opportunities as questions
from keliu.sales.services import opportunities as services

RATINGS = (
    Choice("high", "高", "High"),
    Choice("medium", "中", "Medium"),
    Choice("low", "低", "Low"),
)
STATES = (
    Choice("open", "进行中", "Open"),
    Choice("won", "赢单", "Won"),
    Choice("lost", "输单", "Lost"),
)
GROUPS = (
    Group("basic", "基本信息", "Basics"),
    Group("more", "更多信息", "More"),
)


def _kept(key: str, zh: str, en: str, type_: Any, column: str | None = None, **more: Any) -> Field:
    """What steps and the system decide: seen and filtered by, filled in by nobody."""
    return Field(key, zh, en, type_, column or key, editable=False, importable=False,
                 group="system", **more)  # fmt: skip


FIELDS = (
    Field("title", "商机名称", "Title", "text", "title", required=True, fixed=True,
          max_length=80, width="full"),
    Field("customer", "客户", "Customer", "record", "customer_id", required=True, fixed=True,
          editable=False),
    Field("amount_fen", "预计金额", "Amount", "money", "amount_fen", sortable=True, least=0,
          most=rules.MOST_AMOUNT_FEN),
    Field("rating", "评级", "Rating", "single", "rating", choices=RATINGS, default="medium"),
    Field("expected_on", "预计成交日", "Expected on", "date", "expected_on", sortable=True),
    Field("note", "备注", "Note", "long_text", "note", max_length=2000, group="more",
          width="full"),
    Field("owner", "负责人", "Owner", "person", "owner_id", editable=False, group="system"),
    _kept("department", "部门", "Department", "department", "department_id"),
    _kept("pipeline", "销售流程", "Pipeline", "record", "pipeline_id"),
    _kept("stage", "阶段", "Stage", "record", "stage_id"),
    _kept("state", "状态", "State", "single", choices=STATES),
    _kept("reason", "输赢原因", "Reason", "text"),
    _kept("stage_since", "进入阶段时间", "In the stage since", "moment"),
    _kept("closed_at", "关闭时间", "Closed", "moment", sortable=True),
    _kept("created_at", "创建时间", "Added", "moment", sortable=True),
    _kept("updated_at", "更新时间", "Changed", "moment", sortable=True),
)  # fmt: skip


def find(opportunity_id: int, permission: str) -> Opportunity:
    """A live opportunity that `permission` covers. Raises NotFound."""
    return records.find(questions.whole(permission), opportunity_id)


def _given(
    values: dict[str, Any], shape: type[OpportunityIn] | type[OpportunityPatch]
) -> dict[str, Any]:
    try:
        return shape.model_validate(values).given()
    except ValidationError as wrong:
        raise problems.as_invalid(wrong) from wrong


def _renamed(values: dict[str, Any]) -> dict[str, Any]:
    """References by field key as bodies name them."""
    plain = kinds.on_the_wire(values)
    names = {"customer": "customer_id", "owner": "owner_id", "stage": "stage_id",
             "pipeline": "pipeline_id"}  # fmt: skip
    return {names.get(key, key): value for key, value in plain.items()}


def create(values: dict[str, Any]) -> int:
    """A new opportunity from values by field key. Raises like the API."""
    return services.opportunity_open(**_given(_renamed(values), OpportunityIn)).pk


def change(opportunity_id: int, values: dict[str, Any]) -> None:
    """Set values of an open opportunity as it stands now. Raises like the API."""
    row = find(opportunity_id, "opportunity.write")
    Opportunity.objects.select_for_update(no_key=True).get(pk=row.pk)
    row = find(opportunity_id, "opportunity.write")
    changes = _given({**_renamed(values), "version": row.version}, OpportunityPatch)
    services.opportunity_update(row, version=row.version, changes=changes, shown=_version)


def _version(row: Opportunity) -> dict[str, int]:
    return {"version": row.version}


def remove(opportunity_id: int) -> None:
    """Take an opportunity away. Raises NotFound."""
    services.opportunity_delete(find(opportunity_id, "opportunity.delete"))


def hand_to(opportunity_id: int, staff_id: int) -> None:
    """Give an opportunity to a colleague. Raises NotFound, Invalid."""
    row = find(opportunity_id, "opportunity.assign")
    services.opportunity_assign(row, owner_id=staff_id, version=row.version, shown=_version)


def hold_customers(opportunity_ids: Sequence[int]) -> None:
    """Steps lock the customer before the opportunity; so does work on many."""
    rows = Opportunity.objects.filter(pk__in=opportunity_ids)
    wanted = customers.Customer.objects.filter(pk__in=rows.values("customer_id"))
    list(wanted.order_by("pk").select_for_update(no_key=True).values_list("pk"))


def rows_beside(opportunity_ids: Sequence[int]) -> list[tuple[type[models.Model], Sequence[int]]]:
    """How far business is, is written on the customers."""
    rows = Opportunity.objects.filter(pk__in=opportunity_ids)
    return [(customers.Customer, list(rows.values_list("customer_id", flat=True).distinct()))]


KIND = Kind(
    name="opportunity",
    zh="商机",
    en="Opportunities",
    model=Opportunity,
    fields=FIELDS,
    groups=GROUPS,
    read="opportunity.read",
    write="opportunity.write",
    delete="opportunity.delete",
    assign="opportunity.assign",
    find=find,
    create=create,
    change=change,
    remove=remove,
    hand_to=hand_to,
    name_column="title",
    journal=rows_beside,
    extra={"search": questions.by_words, "hold_first": hold_customers},
)
