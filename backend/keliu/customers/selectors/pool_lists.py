"""Lists about pools: who waits in one, who falls next."""

from datetime import date

from django.db.models import QuerySet

from keliu.customers.models import Customer, Ownership, Pool
from keliu.customers.rules import pools as law
from keliu.customers.selectors import falling, lists
from keliu.customers.selectors import pools as questions
from keliu.kit import clock
from keliu.kit.errors import Invalid
from keliu.kit.paging import Sort

SORTS = (
    Sort("-pool_since", "pool_since", descending=True, kind="time"),
    Sort("-score", "score", descending=True, kind="number"),
    Sort("-created_at", "created_at", descending=True, kind="time"),
    Sort("-last_visit_at", "last_visit_at", descending=True, kind="time"),
)
TELLING = {"name", "company", "phone_masked", "wechat_name"}
NO_SEARCH = "这个公海隐藏了客户的信息,不能搜索"


def waiting(pool: Pool, *, level: str | None, q: str | None) -> "QuerySet[Customer]":
    """Customers of a pool. Raises Invalid for a search that would tell what the pool hides."""
    rows: QuerySet[Customer] = Customer.objects.filter(pool_id=pool.pk, deleted_at__isnull=True)
    if level is not None:
        rows = rows.filter(level=level)
    if not q or not q.strip():
        return rows
    if not questions.manages(pool) and TELLING & set(questions.rules_of(pool).hidden):
        raise Invalid(fields={"q": NO_SEARCH})
    return lists.matching(rows, q)


def named(found: list[falling.FallingRow]) -> list[tuple[Customer, date, int, str]]:
    """Falling rows with their customer, last day, days left and reason."""
    wanted = [one.id for one in found]
    rows = Customer.objects.select_related("owner").filter(pk__in=wanted)
    known, today = {row.pk: row for row in rows}, questions.today()
    result = []
    for one in found:
        last = clock.local_day(one.at, questions.zone())
        result.append((known[one.id], last, max((last - today).days, 0), one.why))
    return result


def owners(customer_id: int) -> "QuerySet[Ownership]":
    """Who looked after a customer, the latest first."""
    rows: QuerySet[Ownership] = Ownership.objects.filter(customer_id=customer_id)
    return rows.select_related("owner").order_by("-since", "-id")


__all__ = ["SORTS", "law", "named", "owners", "waiting"]
