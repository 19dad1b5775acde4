"""What pools leave on a customer's timeline; called by config's table of reactions."""

from django.db.models import F

from keliu.accounts import public as accounts
from keliu.customers import public as customers
from keliu.interactions.models import Plan
from keliu.interactions.services import plans, timeline
from keliu.interactions.services.subjects import Subject
from keliu.kit import clock


def claimed(customer_id: int, owner_id: int, pool_id: int, by_id: int | None) -> None:
    """The customer left a pool for an owner."""
    names, pool = accounts.names({owner_id, by_id}), customers.pool_name(pool_id)
    owner, by = names.get(owner_id, ""), names.get(by_id or 0, "系统")
    title = f"{owner}从{pool}领取了客户"
    if by_id != owner_id:
        title = f"{by}把{pool}里的客户分给了{owner}"
    key = "claimed" if by_id == owner_id else "given"
    said = {"key": key, "by": by, "owner": owner, "pool": pool}
    timeline.line_write(
        once=False, customer_id=customer_id, kind="customer", title=title, staff_id=by_id,
        data={"said": said},
    )  # fmt: skip


def returned(ownership_id: int, pool_id: int, by_id: int | None) -> None:
    """An owner let go, or had to: their open plans end with it, whoever comes next plans anew."""
    parting = customers.parting(ownership_id)
    pool = customers.pool_name(pool_id)
    names = accounts.names({parting.owner_id, by_id})
    owner, by = names.get(parting.owner_id, ""), names.get(by_id or 0, "系统")
    title = f"{by}把客户退回了{pool}"
    if parting.how == "fall":
        title = f"客户从{owner}名下自动回到{pool}"
    key = "fell" if parting.how == "fall" else "returned"
    said = {"key": key, "by": by, "owner": owner, "pool": pool}
    timeline.line_write(
        once=True, customer_id=parting.customer_id, kind="customer", title=title,
        text=parting.reason, staff_id=by_id, ref_kind="ownership", ref_id=ownership_id,
        data={"said": said},
    )  # fmt: skip
    _plans_end(parting)


def _plans_end(parting: customers.Parting) -> None:
    customers.hold(parting.customer_id)
    open_ones = Plan.objects.filter(
        customer_id=parting.customer_id, staff_id=parting.owner_id, state=Plan.State.PENDING,
        created_at__lte=parting.until,
    )  # fmt: skip
    if open_ones.update(
        state=Plan.State.CANCELLED, version=F("version") + 1, updated_at=clock.now()
    ):
        plans.summary_refresh(Subject(parting.customer_id, None, ""))
