"""Writing quotes, sending them, and what the customer says to them."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F

from keliu.accounts import public as accounts
from keliu.customers import public as customers
from keliu.interactions import public as interactions
from keliu.kit import actor, clock
from keliu.kit.errors import Invalid, KeliuError, NotFound, Stale
from keliu.kit.money import yuan
from keliu.platform import audit, merchants, records
from keliu.sales.errors import QuoteEmpty, QuoteExpired, QuoteFixed, QuoteStep
from keliu.sales.models import Opportunity, Quote
from keliu.sales.rules import lines as sums
from keliu.sales.rules import papers
from keliu.sales.selectors import opportunities as deals
from keliu.sales.selectors import quotes as questions
from keliu.sales.services.numbers import number_next
from keliu.sales.services.parts import lines_checked

WRITE = "quote.write"
State = Quote.State
Shown = Callable[[Quote], Any]
SAID = {"sent": "发出报价", "accepted": "客户接受报价", "rejected": "客户拒绝报价"}
COPIED = ("title", "customer_id", "opportunity_id", "owner_id", "department_id", "lines",
          "reduction_fen", "tax_rate", "tax_fen", "amount_fen", "note")  # fmt: skip


def today() -> date:
    """The merchant's day."""
    return clock.local_day(clock.now(), merchants.timezone())


def customer_of(customer_id: int) -> customers.CustomerCard:
    """A living customer within reach, locked. Raises Invalid."""
    try:
        customers.hold(customer_id)
        return customers.find(customer_id)
    except NotFound as none:
        raise Invalid(fields={"customer_id": "没有找到这位客户"}) from none


def deal_of(opportunity_id: int | None, customer_id: int) -> Opportunity | None:
    """An opportunity of this customer within reach. Raises Invalid."""
    if opportunity_id is None:
        return None
    row = deals.reachable().filter(pk=opportunity_id, customer_id=customer_id).first()
    if row is None:
        raise Invalid(fields={"opportunity_id": "这位客户没有这个商机"})
    return row


def owner_of(owner_id: int | None, permission: str) -> accounts.StaffCard:
    """Who looks after a paper: the acting person, or a colleague in reach. Raises Invalid."""
    chosen = accounts.owner_choice(owner_id or actor.current().staff_id)
    if not accounts.reaches(actor.current(), permission, chosen.id, chosen.department_id):
        raise Invalid(fields={"owner_id": f"不能交给{chosen.name},不在你的权限范围里"})
    return chosen


def priced(given: dict[str, Any], known: Sequence[dict[str, Any]] = ()) -> dict[str, Any]:
    """Columns that lines, reduction and tax make together. Raises Invalid."""
    lines = lines_checked(given["lines"], known)
    net = sums.total(lines) - given["reduction_fen"]
    if net < 0:
        raise Invalid(fields={"reduction_fen": "整单优惠不能超过合计"})
    tax, amount = sums.with_tax(net, given["tax_rate"])
    return {**given, "lines": lines, "tax_fen": tax, "amount_fen": amount}


@transaction.atomic
def quote_create(
    *, customer_id: int, opportunity_id: int | None = None, owner_id: int | None = None,
    **fields: Any,
) -> Quote:  # fmt: skip
    """A draft with the next number of the day. Raises Invalid."""
    customer, owner = customer_of(customer_id), owner_of(owner_id, WRITE)
    deal_of(opportunity_id, customer.id)
    row = Quote(
        **priced(fields),
        customer_id=customer.id,
        opportunity_id=opportunity_id,
        owner_id=owner.id,
        department_id=owner.department_id,
    )
    return _numbered(row, number_next(papers.QUOTE), "quote.create")


def _numbered(row: Quote, number: str, action: str) -> Quote:
    row.number, row.created_by_id = number, actor.current().staff_id
    row.save(force_insert=True)
    audit.record(action, "quote", row.pk, f"{row.number} {row.title}")
    return questions.again(row.pk)


@transaction.atomic
def quote_update(row: Quote, *, version: int, changes: dict[str, Any], shown: Shown) -> Quote:
    """Change a draft. Raises QuoteFixed, Stale, Invalid."""
    if row.state != State.DRAFT:
        raise QuoteFixed(number=row.number, current=shown(row))
    whole = {name: changes.get(name, getattr(row, name))
             for name in ("lines", "reduction_fen", "tax_rate")}  # fmt: skip
    if "lines" not in changes:
        whole["lines"] = [_given(line) for line in row.lines]
    changes |= priced(whole, row.lines)
    records.save_changes(
        row, version=version, changes=changes, current=lambda now: shown(questions.again(now.pk))
    )
    return questions.again(row.pk)


def _given(line: dict[str, Any]) -> dict[str, Any]:
    """A kept line as it would be given again."""
    product = line["product_id"]
    return {**line, "product_id": int(product) if product else None}


def _step(row: Quote, state: str, expects: Sequence[str], version: int, shown: Shown) -> Quote:
    """Change the state if nobody was faster. Raises QuoteStep, Stale."""
    now = clock.now()
    stamp = {"sent_at": now} if state == State.SENT else {"answered_at": now}
    rows = Quote.objects.filter(
        pk=row.pk, version=version, state__in=expects, replaced=False, deleted_at__isnull=True
    )
    if not rows.update(version=F("version") + 1, state=state, updated_at=now, **stamp):
        raise _refusal(row.pk, expects, shown)
    audit.record(f"quote.{state}", "quote", row.pk, f"{row.number} {row.title}",
                 {"state": (row.state, state)})  # fmt: skip
    interactions.timeline_put(
        customer_id=row.customer_id,
        kind="opportunity",
        title=f"{SAID[state]} {row.number}“{row.title}”,{yuan(row.amount_fen)}",
        ref_kind="quote",
        ref_id=row.pk,
        staff_id=actor.current().staff_id,
        data={"quote": {"id": str(row.pk), "name": row.number}, "state": state},
    )
    return questions.again(row.pk)


def _refusal(quote_id: int, expects: Sequence[str], shown: Shown) -> KeliuError:
    now = questions.again(quote_id)
    if now.state in expects and not now.replaced:
        return Stale(current=shown(now))
    state = "已有新版本" if now.replaced else papers.QUOTE_STATES[now.state]
    return QuoteStep(number=now.number, state=state, current=shown(now))


@transaction.atomic
def quote_send(row: Quote, *, version: int, shown: Shown) -> Quote:
    """From now on it does not change. Raises QuoteEmpty, QuoteExpired, QuoteStep, Stale."""
    if row.state == State.DRAFT and not row.lines:
        raise QuoteEmpty(number=row.number)
    _in_time(row)
    return _step(row, State.SENT, [State.DRAFT], version, shown)


def _in_time(row: Quote) -> None:
    if row.valid_until is not None and row.valid_until < today():
        raise QuoteExpired(number=row.number)


@transaction.atomic
def quote_accept(row: Quote, *, version: int, shown: Shown) -> Quote:
    """The customer agrees. Raises QuoteExpired, QuoteStep, Stale."""
    _in_time(row)
    return _step(row, State.ACCEPTED, [State.SENT], version, shown)


@transaction.atomic
def quote_reject(row: Quote, *, version: int, shown: Shown) -> Quote:
    """The customer does not. Raises QuoteStep, Stale."""
    return _step(row, State.REJECTED, [State.SENT, State.EXPIRED], version, shown)


@transaction.atomic
def quote_copy(row: Quote) -> Quote:
    """A new draft with the same content under a number of its own."""
    customer_of(row.customer_id)
    copied = {name: getattr(row, name) for name in COPIED}
    return _numbered(Quote(**copied), number_next(papers.QUOTE), "quote.copy")


@transaction.atomic
def quote_revise(row: Quote, *, version: int, shown: Shown) -> Quote:
    """The next revision of a quote, as a draft; this one can not be accepted any more.

    Raises QuoteStep while it is a draft or accepted, and Stale.
    """
    customer_of(row.customer_id)
    open_to = [State.SENT, State.REJECTED, State.EXPIRED]
    rows = Quote.objects.filter(
        pk=row.pk, version=version, state__in=open_to, replaced=False, deleted_at__isnull=True
    )
    if not rows.update(version=F("version") + 1, replaced=True, updated_at=clock.now()):
        raise _refusal(row.pk, open_to, shown)
    copied = {name: getattr(row, name) for name in COPIED}
    return _numbered(Quote(**copied, revision=row.revision + 1), row.number, "quote.revise")


@transaction.atomic
def quote_delete(row: Quote) -> None:
    """Take it away; `restore` brings it back. Raises QuoteStep for an accepted one."""
    if row.state == State.ACCEPTED:
        raise QuoteStep(number=row.number, state=papers.QUOTE_STATES[row.state])
    records.delete(row)


@transaction.atomic
def quote_restore(row: Quote) -> Quote:
    """Undo a delete."""
    records.restore(row)
    return questions.again(row.pk)


def quotes_expire() -> int:
    """What was sent and not answered in time expires; returns how many."""
    late = Quote.objects.filter(state=State.SENT, valid_until__lt=today())
    return late.update(state=State.EXPIRED, version=F("version") + 1, updated_at=clock.now())
