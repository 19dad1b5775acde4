"""Messages about customers that became one."""

from collections import defaultdict

from keliu.accounts import public as accounts
from keliu.customers import public as customers
from keliu.customers.public import CustomerCard
from keliu.kit import clock
from keliu.outreach.ports import Message
from keliu.outreach.services import gate


def told(customer_id: int, merged_ids: tuple[int, ...], by_id: int | None) -> None:
    """Tell everybody whose customer went into another one, unless they did it themselves."""
    kept = customers.cards([customer_id])[customer_id]
    lost: defaultdict[int, list[CustomerCard]] = defaultdict(list)
    for one in customers.gone_into(customer_id, merged_ids):
        if one.owner_id is not None and one.owner_id != by_id:
            lost[one.owner_id].append(one)
    names = accounts.names({by_id, kept.owner_id})
    by, holder = names.get(by_id or 0, "系统"), names.get(kept.owner_id or 0, "")
    for owner_id, gone in lost.items():
        _tell(owner_id, kept, gone, by, holder)


def _tell(
    owner_id: int, kept: CustomerCard, gone: list[CustomerCard], by: str, holder: str
) -> None:
    said = "、".join(one.name for one in gone)
    mine = kept.owner_id == owner_id
    text = (
        "资料、跟进和商机都在一起了" if mine else f"现在由{holder or '公海'}负责,不对可以请{by}撤销"
    )
    sees = _sees(owner_id, kept)
    message = Message(
        staff_id=owner_id,
        kind="system",
        title=f"{by}把你的客户{said}合并到了{kept.name}"[:120],
        text=text,
        link=("customer", kept.id) if sees else None,
        dedupe=f"merged:{kept.id}:{gone[0].id}:{clock.now_ms()}",
    )
    gate.tell(message, urgent=False)


def _sees(owner_id: int, kept: CustomerCard) -> bool:
    """Whether a tap would open the customer: no link leads to a closed door."""
    person = accounts.actor_of(owner_id)
    return person is not None and accounts.reaches(
        person, "customer.read", kept.owner_id, kept.department_id, "customer", kept.id
    )
