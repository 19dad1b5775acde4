"""消息记录: what was said to customers, what became of it, and writing to one."""

from collections.abc import Sequence
from datetime import time

from django.http import HttpRequest
from ninja import Query, Router

from keliu.accounts import public as door
from keliu.customers import public as customers
from keliu.kit import actor
from keliu.outreach import public as outreach
from keliu.outreach.public import PersonDelivery
from keliu.platform import lists
from keliu.platform.wire import Items, Page
from keliu.wechat.schemas.messages import (
    GROUPS,
    MessageCounts,
    MessageFilters,
    MessageIn,
    MessageOut,
    OptOutIn,
    ResolveIn,
    SaidOut,
    SendRulesIn,
    SendRulesOut,
    WayOut,
)
from keliu.wechat.selectors import messages as names
from keliu.wechat.services import persons

router = Router(tags=["messages"])
READ, SEND, WRITE = "message.read", "message.send", "wechat.write"


def _rows(found: Sequence[PersonDelivery]) -> list[MessageOut]:
    accounts = names.account_names({row.account_id for row in found})
    cards = customers.cards({row.customer_id for row in found})
    people = {key: card.name for key, card in cards.items()}
    return [MessageOut.of(row, accounts, people) for row in found]


@router.get("/messages", response=Page[MessageOut])
@door.staff(READ)
def message_list(request: HttpRequest, asked: Query[MessageFilters]) -> Page[MessageOut]:
    """Messages to customers within reach, newest first."""
    wanted = {
        "state": asked.state,
        "state__in": GROUPS.get(asked.group or ""),
        "channel": asked.channel,
        "purpose": asked.purpose,
        "account_id": lists.id_filter(asked.account),
        "customer_id": lists.id_filter(asked.customer),
    }
    rows = outreach.messages_narrowed(outreach.messages_within(), wanted, asked.q)
    sort = lists.choose(outreach.MESSAGE_SORTS, asked.sort)
    found, following = lists.page(rows, sort, cursor=asked.cursor, limit=asked.limit)
    total = rows.count() if asked.total else None
    return Page[MessageOut](items=_rows(found), next=following, total=total)


@router.get("/messages/counts", response=MessageCounts)
@door.staff(READ)
def message_counts(request: HttpRequest) -> MessageCounts:
    """How many wait, how many are unknown."""
    return MessageCounts(**outreach.message_counts())


@router.get("/messages/{int:message_id}", response=MessageOut)
@door.staff(READ)
def message_get(request: HttpRequest, message_id: int) -> MessageOut:
    """One message."""
    return _rows([outreach.message_find(message_id)])[0]


@router.post("/messages/{int:message_id}/resolve", response=MessageOut)
@door.staff(SEND)
def message_resolve(request: HttpRequest, message_id: int, payload: ResolveIn) -> MessageOut:
    """Somebody has found out what became of an unknown one."""
    row = outreach.message_find(message_id, SEND)
    return _rows([outreach.message_resolve(row, sent=payload.sent)])[0]


@router.post("/messages/{int:message_id}/again", response=SaidOut)
@door.staff(SEND)
def message_again(request: HttpRequest, message_id: int) -> SaidOut:
    """Say it once more, as a new message."""
    return SaidOut.of(outreach.message_again(outreach.message_find(message_id, SEND)))


@router.get("/customers/{int:customer_id}/wechat", response=Items[WayOut])
@door.staff(READ)
def customer_ways(request: HttpRequest, customer_id: int) -> Items[WayOut]:
    """By which accounts a customer can be written to, and what each may send now."""
    found = persons.ways(customers.find(customer_id, READ).id)
    templates = names.templates_of([way.account.pk for way in found])
    items = [WayOut.of(way, templates.get(way.account.pk, [])) for way in found]
    return Items[WayOut](items=items)


@router.post("/customers/{int:customer_id}/messages", response=SaidOut)
@door.staff(SEND)
def message_send(request: HttpRequest, customer_id: int, payload: MessageIn) -> SaidOut:
    """Write to a customer; the answer says whether it is on its way or why not."""
    customer = customers.find(customer_id, SEND)
    content = payload.content()
    said = persons.write(customer, payload.account_id, payload.channel, payload.purpose, content)
    return SaidOut.of(said)


@router.post("/customers/{int:customer_id}/opt-out", response={204: None})
@door.staff(SEND)
def customer_opt_out(request: HttpRequest, customer_id: int, payload: OptOutIn) -> None:
    """Note that a customer wants no marketing, or wants it again."""
    customer = customers.find(customer_id, SEND)
    name = actor.current().name
    persons.opt_out(customer, payload.account_id, out=payload.out, by_name=name)


@router.get("/message-rules", response=SendRulesOut)
@door.staff(READ)
def send_rules_get(request: HttpRequest) -> SendRulesOut:
    """When and how often marketing may reach a customer."""
    return SendRulesOut.of(outreach.send_rules())


@router.put("/message-rules", response=SendRulesOut)
@door.staff(WRITE)
def send_rules_save(request: HttpRequest, payload: SendRulesIn) -> SendRulesOut:
    """Change that."""
    changes = payload.model_dump(exclude={"version"})
    changes |= {name: time.fromisoformat(changes[name]) for name in ("quiet_from", "quiet_to")}
    return SendRulesOut.of(outreach.send_rules_save(version=payload.version, changes=changes))
