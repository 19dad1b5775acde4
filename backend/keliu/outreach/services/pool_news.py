"""Messages about pools: who was given a customer, who lost some, who should hurry."""

from keliu.accounts import public as accounts
from keliu.customers import public as customers
from keliu.outreach.ports import Message
from keliu.outreach.services import gate

NAMED = 6


def given(customer_id: int, owner_id: int, pool_id: int, by_id: int | None) -> None:
    """Tell somebody whom a manager gave a customer of a pool."""
    if owner_id == by_id:
        return
    customer = customers.cards([customer_id])[customer_id]
    by = accounts.names({by_id}).get(by_id or 0, "系统")
    _tell(
        owner_id,
        f"{by}把{customers.pool_name(pool_id)}里的{customer.name}分给了你",
        customer.phone_masked,
        [customer_id],
        f"given:{customer_id}:{owner_id}:{customer.id}",
    )


def fell(staff_id: int, day: str, customer_ids: tuple[int, ...]) -> None:
    """One message for everybody who fell in a night."""
    title = f"昨晚有 {len(customer_ids)} 位客户回到了公海"
    _tell(staff_id, title, _names(customer_ids), customer_ids, f"pool-fell:{staff_id}:{day}")


def falling(staff_id: int, day: str, customer_ids: tuple[int, ...]) -> None:
    """One message for everybody who falls soon."""
    title = f"{len(customer_ids)} 位客户快要回到公海了"
    text = f"{_names(customer_ids)}。写一次跟进或延期就能留住"
    _tell(staff_id, title, text, customer_ids, f"pool-falling:{staff_id}:{day}")


def handed_over(
    operation_id: int, leaver_id: int, by_id: int | None, received: dict[str, int]
) -> None:
    """One message for everybody who received something of a leaver."""
    names = accounts.names({leaver_id, by_id})
    leaver, by = names.get(leaver_id, ""), names.get(by_id or 0, "系统")
    for receiver, customers_got in received.items():
        title = f"{by}把{leaver}的工作交接给了你"
        text = f"{customers_got} 位客户和相关的商机、计划已在你名下" if customers_got else ""
        message = Message(
            int(receiver), "system", title, text, ("staff", leaver_id),
            f"handover:{operation_id}:{receiver}",
        )  # fmt: skip
        gate.tell(message, urgent=False)


def _names(customer_ids: "tuple[int, ...]") -> str:
    known = customers.cards(customer_ids[:NAMED])
    said = "、".join(known[one].name for one in customer_ids[:NAMED] if one in known)
    return f"{said}等" if len(customer_ids) > NAMED else said


def _tell(
    staff_id: int, title: str, text: str, customer_ids: "list[int] | tuple[int, ...]", dedupe: str
) -> None:
    """With one customer the message opens that customer."""
    link = ("customer", customer_ids[0]) if len(customer_ids) == 1 else ("pools", staff_id)
    gate.tell(Message(staff_id, "system", title, text, link, dedupe), urgent=False)
