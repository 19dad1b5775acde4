"""客户 as a kind of record: its fields, and the verbs that imports and bulk work use."""

from functools import partial
from typing import Any, cast

from pydantic import ValidationError

from keliu.accounts import public as accounts
from keliu.customers import selectors
from keliu.customers.models import Customer
from keliu.customers.schemas import CustomerIn, CustomerPatch
from keliu.customers.selectors import lists, veil
from keliu.customers.selectors.containing import near
from keliu.customers.services import columns, customers, filled, many
from keliu.kinds import public as kinds
from keliu.kinds.public import Choice, Field, Group, Kind, LiveTypes, Sheets, Veil
from keliu.kit import actor, phones
from keliu.kit.errors import Forbidden
from keliu.platform import problems, records

ALONG = "opportunity.assign"
KINDS = (Choice("person", "个人", "Person"), Choice("company", "企业", "Company"))
TYPES = LiveTypes("customer")  # the merchant's own
LEVELS = tuple(Choice(one, one, one) for one in "ABC")
GENDERS = (Choice("male", "男", "Male"), Choice("female", "女", "Female"))
SOURCES = (
    Choice("card", "名片", "Name card"),
    Choice("manual", "手工录入", "Typed in"),
    Choice("import", "导入", "Import"),
    Choice("referral", "转介绍", "Referral"),
    Choice("wechat", "微信", "WeChat"),
    Choice("other", "其他", "Other"),
)
DEALS = (
    Choice("none", "没有商机", "No opportunity"),
    Choice("open", "跟进中", "In progress"),
    Choice("won", "已成交", "Won"),
)
LIFECYCLES = (
    Choice("potential", "潜在", "Potential"),
    Choice("engaged", "意向", "Engaged"),
    Choice("customer", "成交", "Customer"),
    Choice("loyal", "复购", "Loyal"),
    Choice("silent", "沉睡", "Silent"),
    Choice("lost", "流失", "Lost"),
)
GROUPS = (
    Group("basic", "基本信息", "Basics"),
    Group("contact", "联系方式", "Contact"),
    Group("more", "更多信息", "More"),
)


def _kept(key: str, zh: str, en: str, type_: Any, **more: Any) -> Field:
    """A column that the system keeps: seen and filtered by, filled in by nobody."""
    return Field(key, zh, en, type_, key, editable=False, importable=False, group="system", **more)


FIELDS = (
    Field("name", "姓名", "Name", "text", "name", required=True, fixed=True, max_length=60,
          sortable=True, near=near),
    Field("kind", "类型", "Type", "single", "kind", choices=KINDS, default="person"),
    Field("type", "客户类型", "Customer type", "single", "type", choices=cast(Any, TYPES)),
    Field("company", "公司", "Company", "text", "company", max_length=80, near=near),
    Field("position", "职位", "Position", "text", "position", max_length=60),
    Field("level", "级别", "Level", "single", "level", choices=LEVELS),
    Field("source", "来源", "Source", "single", "source", choices=SOURCES, default="manual"),
    Field("industry", "行业", "Industry", "text", "industry", max_length=40),
    Field("lifecycle", "生命周期", "Life cycle", "single", "lifecycle", choices=LIFECYCLES,
          default="potential"),
    Field("phone", "手机号", "Phone", "phone", None, unique=True, filterable=False,
          max_length=30, group="contact", shown=("phone_masked",)),
    Field("email", "邮箱", "E-mail", "email", None, filterable=False, max_length=100,
          group="contact", shown=("email_masked",)),
    Field("wechat_name", "微信昵称", "WeChat name", "text", "wechat_name", editable=False,
          importable=False, group="system", max_length=60),
    Field("region_code", "地区", "Region", "region", "region_code", group="contact",
          shown=("region_code", "region")),
    Field("address", "地址", "Address", "text", None, filterable=False, max_length=200,
          group="contact", width="full"),
    Field("gender", "性别", "Gender", "single", "gender", choices=GENDERS, group="more"),
    Field("birthday", "生日", "Birthday", "date", "birthday", group="more",
          shown=("birthday", "age")),
    Field("note", "备注", "Note", "long_text", "note", max_length=2000, group="more",
          width="full"),
    Field("owner", "负责人", "Owner", "person", "owner_id", editable=False, importable=False,
          group="system"),
    Field("department", "部门", "Department", "department", "department_id", editable=False,
          importable=False, group="system"),
    _kept("deal_state", "成交情况", "Business", "single", choices=DEALS),
    _kept("score", "热度分", "Score", "number", sortable=True),
    _kept("visit_count", "来访次数", "Visits", "number"),
    _kept("last_followup_at", "最近跟进", "Last follow-up", "moment"),
    _kept("next_followup_at", "下次跟进", "Next follow-up", "moment", sortable=True),
    _kept("last_visit_at", "最近来访", "Last visit", "moment", sortable=True),
    _kept("order_count", "下单次数", "Orders", "number"),
    _kept("order_total_fen", "累计消费", "Spent", "money", sortable=True),
    _kept("last_order_at", "最近下单", "Last order", "moment", sortable=True),
    _kept("owner_since", "接手时间", "Owner since", "moment"),
    _kept("created_at", "创建时间", "Added", "moment", sortable=True),
    _kept("updated_at", "更新时间", "Changed", "moment", sortable=True),
)  # fmt: skip


def find(customer_id: int, permission: str) -> Customer:
    """A living customer that `permission` covers. Raises NotFound."""
    return records.find(selectors.reachable(permission), customer_id)


def _given(values: dict[str, Any], shape: type[CustomerIn] | type[CustomerPatch]) -> Any:
    try:
        return shape.model_validate(values)
    except ValidationError as wrong:
        raise problems.as_invalid(wrong) from wrong


def create(values: dict[str, Any]) -> int:
    """A new customer from values by field key. Raises like the API."""
    plain, owner_id = kinds.on_the_wire(values), values.get("owner")
    plain.pop("owner", None)
    payload: CustomerIn = _given(plain, CustomerIn)
    owner = customers.owner_chosen(int(owner_id) if owner_id else None)
    return filled.customer_add(fields=payload.given(), owner=owner).pk


def change(customer_id: int, values: dict[str, Any]) -> None:
    """Set values of a customer as it stands now. Raises like the API."""
    row = find(customer_id, "customer.write")
    plain = kinds.on_the_wire(values)
    owner_id = plain.pop("owner", None)
    row = Customer.objects.select_for_update(no_key=True).get(pk=row.pk)
    payload: CustomerPatch = _given({**plain, "version": row.version}, CustomerPatch)
    fields = payload.given()
    if fields:
        filled.customer_revise(
            row, version=row.version, fields=fields, current=lambda now: {"version": now.version}
        )
    if owner_id:
        hand_to(customer_id, int(owner_id))


def _clear(field: str, row: Customer) -> str:
    """A sealed field as it compares with what a sheet says: numbers without +86."""
    text = columns.opened(row, field)
    return phones.national(text) if field == "phone" and text.startswith("+86") else text


def remove(customer_id: int) -> None:
    """Delete a customer. Raises NotFound."""
    customers.customer_delete(find(customer_id, "customer.delete"))


def hand_all_to(customer_id: int, staff_id: int) -> None:
    """The same with the open opportunities. Raises Forbidden, NotFound, Invalid."""
    if not actor.current().may(ALONG):
        raise Forbidden(permission=ALONG)
    hand_to(customer_id, staff_id, with_business=True)


def hand_to(customer_id: int, staff_id: int, *, with_business: bool = False) -> None:
    """Give a customer to a colleague. Raises NotFound, Invalid."""
    row = find(customer_id, "customer.assign")
    held = Customer.objects.select_for_update(no_key=True).get(pk=row.pk)
    owner = accounts.owner_choice(staff_id)
    customers.customer_assign(held, owner=owner, version=held.version, with_business=with_business)


SHEETS = Sheets(
    matchers={"phone": many.by_phone},
    create_many=many.create_many,
    clear={name: partial(_clear, name) for name in columns.SEALED},
    reveal={"phone": "customer.phone", "email": "customer.phone"},
    more=(
        Field("owner", "负责人", "Owner", "person", "owner_id", group="system"),
        Field("created_at", "创建时间", "Added", "moment", "created_at", group="system"),
        Field("created_by", "创建人", "Added by", "person", "created_by", group="system"),
    ),
)


def restore(customer_id: int) -> None:
    """Bring a deleted customer back. Raises NotFound, PhoneTaken."""
    customers.customer_restore(records.find(selectors.deleted("customer.delete"), customer_id))


KIND = Kind(
    name="customer",
    zh="客户",
    en="Customers",
    model=Customer,
    fields=FIELDS,
    groups=GROUPS,
    read="customer.read",
    write="customer.write",
    delete="customer.delete",
    assign="customer.assign",
    find=find,
    create=create,
    change=change,
    remove=remove,
    hand_to=hand_to,
    hand_all_to=hand_all_to,
    journal=many.rows_beside,
    sheets=SHEETS,
    veil=Veil(lambda: bool(veil.pools()), veil.cover),
    extra={"search": lists.matching, "restore": restore},
)
