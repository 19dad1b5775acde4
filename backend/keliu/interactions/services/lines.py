"""Lines that follow from what happens to customers; called by config's table of reactions."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from keliu.accounts import public as accounts
from keliu.customers import public as customers
from keliu.interactions.services import plans, timeline
from keliu.kit import clock

PURPOSES = {purpose.code: purpose.title_zh for purpose in customers.consent_texts()[1]}


def customers_added(added: Sequence[tuple[int, int | None]]) -> None:
    """Colleagues added customers; who came by themselves gets `customer_known` instead."""
    by_people = [(customer_id, by_id) for customer_id, by_id in added if by_id is not None]
    if not by_people:
        return
    names = accounts.names({by_id for _, by_id in by_people})
    living = customers.living_all([customer_id for customer_id, _ in by_people])
    now = clock.now()
    timeline.lines_put(
        _added(customer_id, living[customer_id], by_id, names.get(by_id, ""), now)
        for customer_id, by_id in by_people
    )


def _added(customer_id: int, living: int, by_id: int, name: str, now: datetime) -> dict[str, Any]:
    return {
        "customer_id": living,
        "kind": "customer",
        "title": f"{name}新建了客户",
        "data": {"said": {"key": "customer_added", "by": name}},
        "staff_id": by_id,
        "ref_kind": "customer",
        "ref_id": customer_id,
        "at": now,
    }


def contact_added(customer_id: int, name: str, by_id: int | None) -> None:
    """Somebody new to talk to."""
    by = accounts.names({by_id}).get(by_id or 0, "系统")
    timeline.line_write(
        once=False,
        customer_id=customers.living(customer_id),
        kind="customer",
        title=f"{by}添加了联系人{name}",
        staff_id=by_id,
        data={"said": {"key": "contact_added", "by": by, "name": name}},
    )


def customer_handed_over(
    customer_id: int, owner_id: int, previous_owner_id: int | None, by_id: int | None
) -> None:
    """The customer has another owner; open plans go along."""
    plans.plans_follow(customer_id, owner_id, previous_owner_id)
    names = accounts.names({owner_id, by_id})
    by = names.get(by_id or 0, "系统")
    to = names.get(owner_id, "")
    title = f"{by}接手了客户" if by_id == owner_id else f"{by}把客户交给了{to}"
    said = {"key": "taken_over" if by_id == owner_id else "handed_over", "by": by, "to": to}
    timeline.line_write(
        once=False, customer_id=customer_id, kind="customer", title=title, staff_id=by_id,
        data={"said": said},
    )  # fmt: skip


def customer_known(customer_id: int, purposes: tuple[str, ...]) -> None:
    """The customer agreed to something new."""
    if not purposes:
        return
    what = "、".join(PURPOSES[code] for code in purposes)
    timeline.line_write(
        once=False,
        customer_id=customer_id,
        kind="consent",
        title="客户同意了隐私说明",
        text=what,
        data={"purposes": list(purposes), "said": {"key": "agreed"}},
    )


OWN = {
    "name": "姓名",
    "phone": "手机号",
    "email": "邮箱",
    "company": "公司",
    "position": "职位",
    "birthday": "生日",
    "address": "地址",
}


def details_given(customer_id: int, fields: tuple[str, ...]) -> None:
    """The customer put their own details right; the line names them and repeats none."""
    timeline.line_write(
        once=False,
        customer_id=customers.living(customer_id),
        kind="customer",
        title="客户更新了自己的资料",
        text="、".join(OWN[name] for name in fields if name in OWN),
        data={"said": {"key": "details_given"}, "fields": list(fields)},
    )


def card_exchanged(customer_id: int, exchange_id: int, card_name: str) -> None:
    """The customer handed their own card back."""
    timeline.line_write(
        once=True,
        customer_id=customers.living(customer_id),
        kind="customer",
        title=f"客户把自己的名片递给了{card_name}",
        data={"said": {"key": "card_exchanged", "name": card_name}},
        ref_kind="exchange",
        ref_id=exchange_id,
    )
