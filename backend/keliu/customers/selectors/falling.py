"""Which customers fall into a pool, and when: the law of `rules.pools.falling` as one statement.

It is asked for the night's work, for the warnings, for the to-do list and for the preview of rules
nobody saved yet. A test holds statement and law equal.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import msgspec

from keliu.accounts import public as accounts
from keliu.customers.models import Customer, Ownership, Pool
from keliu.customers.rules import pools as law
from keliu.customers.selectors import pools as questions
from keliu.kit import actor, clock, scope
from keliu.kit.paging import MOST, USUAL, Sort, decode, encode
from keliu.platform import sql

USED = "延期只有一次,已经用过了"
NOTHING_FALLS = "按现在的规则,这位客户不会自动回公海"
NONE_GIVEN = "这个公海不能延期"
SORT = Sort("falls_at", "at", descending=False, kind="time")

DAYS = "(p.rules->'{0}_days'->>c.level)::int * interval '1 day'"
# Values travel as parameters; the text is put together from names of our own columns.
SOURCE = f"""FROM customers_customer c
 JOIN unnest(%(staff)s::bigint[], %(homes)s::bigint[]) AS m(staff, pool) ON m.staff = c.owner_id
 JOIN unnest(%(pools)s::bigint[], %(rules)s::jsonb[]) AS p(id, rules) ON p.id = m.pool
 LEFT JOIN customers_ownership o
   ON o.merchant_id = c.merchant_id AND o.customer_id = c.id AND o.until IS NULL
 CROSS JOIN LATERAL (SELECT
   greatest(c.owner_since, c.last_followup_at) + {DAYS.format("followup")} AS followup,
   CASE WHEN c.deal_state = 'none'
     THEN greatest(c.owner_since, c.deal_since) + {DAYS.format("opportunity")} END AS opportunity,
   CASE WHEN c.deal_state = 'won' THEN greatest(c.owner_since, c.deal_since)
     ELSE c.owner_since END + {DAYS.format("deal")} AS deal,
   CASE WHEN c.contract_until < '{law.WITHOUT_END}'
     THEN (c.contract_until + 1)::timestamp AT TIME ZONE %(zone)s END AS ended) d
 CROSS JOIN LATERAL (SELECT CASE WHEN d.ended IS NOT NULL
   THEN greatest(c.owner_since, d.ended) + {DAYS.format("contract")} END AS contract,
   (p.rules->>'exempt_won')::bool AND c.deal_state = 'won' AS spared) k
 CROSS JOIN LATERAL (SELECT CASE WHEN k.spared THEN k.contract
   ELSE least(d.followup, d.opportunity, d.deal, k.contract) END AS first) f
 CROSS JOIN LATERAL (SELECT
   CASE f.first WHEN k.contract THEN 'contract' WHEN d.deal THEN 'deal'
     WHEN d.followup THEN 'followup' ELSE 'opportunity' END AS why,
   CASE WHEN f.first IS NULL
       OR ((p.rules->>'exempt_contract')::bool AND c.contract_until = '{law.WITHOUT_END}')
       OR ((p.rules->>'exempt_open')::bool AND c.deal_state = 'open') THEN NULL
     ELSE greatest(f.first, c.created_at + (p.rules->>'protect_days')::int * interval '1 day',
         CASE WHEN (p.rules->>'exempt_contract')::bool THEN d.ended END)
       + coalesce(o.extended_days, 0) * interval '1 day' END AS at) x
WHERE c.merchant_id = %(merchant)s AND c.deleted_at IS NULL"""  # noqa: S608  names of ours
LOCKED = f"""SELECT c.id {SOURCE} AND x.at < %(before)s AND c.id > %(after)s
 ORDER BY c.id LIMIT %(most)s FOR NO KEY UPDATE OF c SKIP LOCKED"""
STILL = f"SELECT c.id, m.pool, x.why {SOURCE} AND x.at < %(before)s AND c.id = ANY(%(ids)s)"
WARN = f"""SELECT c.id, c.owner_id, x.at, o.id {SOURCE} AND c.id > %(after)s
 AND x.at >= %(today)s AND x.at < %(today)s + ((p.rules->>'warn_days')::int + 1) * interval '1 day'
 AND (p.rules->>'warn_days')::int > 0
 AND o.warned_for IS DISTINCT FROM (x.at AT TIME ZONE %(zone)s)::date
 ORDER BY c.id LIMIT %(most)s FOR NO KEY UPDATE OF c SKIP LOCKED"""  # noqa: S608  as above
SOON = " AND x.at < %(today)s + ((p.rules->>'warn_days')::int + 1) * interval '1 day'"
SUMS = f"""SELECT x.why, count(*) FILTER (WHERE x.at < %(before)s),
 count(*) FILTER (WHERE x.at >= %(before)s), count(DISTINCT c.owner_id) {SOURCE}
 AND x.at < %(until)s GROUP BY x.why"""

Values = dict[str, Any]


def values(pools: Sequence[tuple[int, law.PoolRules]], homes: Mapping[int, int]) -> Values | None:
    """What every statement needs; None when no pool takes anything back."""
    active = {identifier: rules for identifier, rules in pools if _takes_back(rules)}
    going = [(staff, pool) for staff, pool in homes.items() if pool in active]
    if not going:
        return None
    return {
        "merchant": scope.current(),
        "staff": [staff for staff, _ in going],
        "homes": [pool for _, pool in going],
        "pools": list(active),
        "rules": [sql.jsonb(msgspec.to_builtins(rules)) for rules in active.values()],
        "zone": questions.zone(),
        "today": start_of(questions.today()),
    }


def _takes_back(rules: law.PoolRules) -> bool:
    return any(getattr(rules, f"{reason}_days") for reason in law.REASONS)


def start_of(day: date) -> datetime:
    """The first moment of a day of the merchant."""
    return clock.day_bounds(day, questions.zone())[0]


def asked_now() -> Values | None:
    """The statement's values for the rules as they are."""
    pools = list(questions.everything())
    rules = [(pool.pk, questions.rules_of(pool)) for pool in pools]
    return values(rules, questions.homes(pools))


@dataclass(frozen=True)
class StayNow:
    """How long one customer stays with the owner, as things are."""

    pool: Pool
    rules: law.PoolRules
    stay: law.Stay
    falling: law.Falling | None

    @property
    def falls_on(self) -> date | None:
        """The last day with the owner: the customer falls in the night after it."""
        return clock.local_day(self.falling.at, questions.zone()) if self.falling else None


def of_one(customer_id: int) -> StayNow | None:
    """The stay of an owned customer; None without an owner."""
    row = Customer.objects.filter(pk=customer_id, owner__isnull=False).first()
    if row is None:
        return None
    pools = {pool.pk: pool for pool in questions.everything()}
    pool = pools[questions.homes(list(pools.values()))[row.owner_id or 0]]
    extended = Ownership.objects.filter(customer_id=row.pk, until__isnull=True)
    days = extended.values_list("extended_days", flat=True).first() or 0
    rules, stay = questions.rules_of(pool), stay_of(row, days)
    return StayNow(pool, rules, stay, law.falling(rules, stay))


def stay_of(row: Customer, extended_days: int) -> law.Stay:
    """What the law looks at, of a loaded customer."""
    ends, without_end = row.contract_until, row.contract_until == law.WITHOUT_END
    return law.Stay(
        level=row.level,
        created_at=row.created_at,
        owner_since=row.owner_since or row.created_at,
        last_followup_at=row.last_followup_at,
        deal_state=row.deal_state,
        deal_since=row.deal_since,
        extended_days=extended_days,
        contract_end=start_of(ends + timedelta(days=1)) if ends and not without_end else None,
        contract_open=without_end,
    )


def extension_refused(stay: StayNow | None) -> str:
    """Why no extension can be had, or nothing."""
    if stay is None or stay.falling is None:
        return NOTHING_FALLS
    if not stay.rules.extension_days:
        return NONE_GIVEN
    return USED if stay.stay.extended_days else ""


@dataclass(frozen=True)
class FallingRow:
    """A customer who falls soon."""

    id: int
    at: datetime
    why: str


def _within(*, own: bool) -> tuple[str, Values]:
    """The acting person's own customers, or everybody within reach."""
    if own:
        return " AND c.owner_id = %(me)s", {"me": actor.current().staff_id or 0}
    text, given = accounts.reach_sql("customer.read", "c", kind="customer")
    names = {f"reach{at}": value for at, value in enumerate(given)}
    return f" AND {text % tuple(f'%({name})s' for name in names)}", names


def soon_count(*, own: bool = True) -> int:
    """How many customers fall within the days their pool warns before."""
    given = asked_now()
    if given is None:
        return 0
    text, more = _within(own=own)
    return int(sql.one(f"SELECT count(*) {SOURCE}{SOON}{text}", {**given, **more})[0])  # noqa: S608  names of ours


def soon(
    *, own: bool, cursor: str | None, limit: int | None
) -> tuple[list[FallingRow], str | None]:
    """One page of them, the most urgent first."""
    given = asked_now()
    if given is None:
        return [], None
    size = min(max(limit or USUAL, 1), MOST)
    text, more = _within(own=own)
    if cursor:
        at, identifier = decode(SORT, cursor)
        text += " AND (x.at, c.id) > (%(from_at)s, %(from_id)s)"
        more |= {"from_at": at, "from_id": identifier}
    question = f"SELECT c.id, x.at, x.why {SOURCE}{SOON}{text} ORDER BY x.at, c.id LIMIT %(most)s"  # noqa: S608  names of ours
    rows = [FallingRow(*row) for row in sql.rows(question, {**given, **more, "most": size + 1})]
    if len(rows) <= size:
        return rows, None
    return rows[:size], encode(SORT, rows[size - 1].at, rows[size - 1].id)


@dataclass(frozen=True)
class Preview:
    """What a set of rules would do."""

    tonight: int
    soon: int
    people: int
    why: dict[str, int]


def preview(pool: Pool | None, rules: law.PoolRules, who: law.Members) -> Preview:
    """How many customers these rules would take back tonight, and in the days after.

    `pool` is the one being changed, None for a new one.
    """
    others = [one for one in questions.everything() if pool is None or one.pk != pool.pk]
    choice = [questions.members(one) for one in others] + [who]
    homes = {staff: law.home(choice, staff, path) for staff, path in accounts.paths().items()}
    mine = {staff: home for staff, home in homes.items() if home == who.pool_id}
    given = values([(who.pool_id, rules)], mine)
    if given is None:
        return Preview(0, 0, 0, {})
    tonight = start_of(questions.today() + timedelta(days=1))
    until = tonight + timedelta(days=max(rules.warn_days, 1))
    rows = sql.rows(SUMS, {**given, "before": tonight, "until": until})
    people = max((row[3] for row in rows), default=0)
    why = {row[0]: row[1] for row in rows if row[1]}
    return Preview(sum(row[1] for row in rows), sum(row[2] for row in rows), people, why)
