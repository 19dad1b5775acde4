"""The law of handing over: which record goes to whom. No tables, no clock."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

Method = Literal["one", "round_robin", "even", "by"]
By = Literal["level", "region", "department"]
ALONE, MOST_RECEIVERS = 1, 50


@dataclass(frozen=True)
class Plan:
    """How somebody's records are dealt out.

    `one`: all to the first receiver. `round_robin`: in turn. `even`: each to whoever has fewest
    customers by then. `by`: after a trait of the customer, `table` says which value goes to whom,
    and everything else to the first receiver.
    """

    method: Method
    receivers: tuple[int, ...]
    by: By | None = None
    table: Mapping[str, int] = field(default_factory=dict)


def wrong(plan: Plan, leaver_id: int) -> dict[str, str]:
    """Sentences by field for a plan that can not be."""
    everyone = {*plan.receivers, *plan.table.values()}
    if not plan.receivers:
        return {"receivers": "请选接手的人"}
    if leaver_id in everyone:
        return {"receivers": "接手人不能是要交接的人自己"}
    if len(everyone) > MOST_RECEIVERS:
        return {"receivers": f"接手的人最多 {MOST_RECEIVERS} 位"}
    if plan.method == "by" and plan.by is None:
        return {"by": "请选按什么分"}
    return {}


def deal_out(
    plan: Plan, traits: Sequence[tuple[int, str]], load: Mapping[int, int]
) -> dict[int, int]:
    """Customer → receiver, for customers with the trait the plan goes by; `load` is who has how
    many customers already. The same input gives the same answer."""
    if plan.method == "round_robin":
        count = len(plan.receivers)
        return {one: plan.receivers[at % count] for at, (one, _) in enumerate(traits)}
    if plan.method == "even":
        return _evenly(plan.receivers, [one for one, _ in traits], load)
    first = plan.receivers[0]
    table = plan.table if plan.method == "by" else {}
    return {one: table.get(trait, first) for one, trait in traits}


def _evenly(
    receivers: Sequence[int], customers: Iterable[int], load: Mapping[int, int]
) -> dict[int, int]:
    has = {one: load.get(one, 0) for one in receivers}
    order = {one: at for at, one in enumerate(receivers)}
    found = {}
    for customer in customers:
        least = min(receivers, key=lambda one: (has[one], order[one]))
        found[customer] = least
        has[least] += 1
    return found


def follow(
    plan: Plan, items: Sequence[tuple[int, int | None]], customers: Mapping[int, int]
) -> dict[int, int]:
    """Record → receiver: with its customer where that one moves, else dealt out in turn (to the
    first receiver where everything goes to one or by a trait)."""
    turn = plan.receivers if plan.method in {"round_robin", "even"} else plan.receivers[:ALONE]
    found, at = {}, 0
    for record, customer in items:
        if customer is not None and customer in customers:
            found[record] = customers[customer]
        else:
            found[record] = turn[at % len(turn)]
            at += 1
    return found


def totals(dealt: Mapping[str, Mapping[int, int]]) -> dict[int, Counter[str]]:
    """Receiver → how many records of each kind."""
    found: dict[int, Counter[str]] = {}
    for kind, moves in dealt.items():
        for receiver in moves.values():
            found.setdefault(receiver, Counter())[kind] += 1
    return found
