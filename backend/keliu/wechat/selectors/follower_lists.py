"""Questions about followers: who is shown, by which filters, under which name."""

from typing import Any

from django.db.models import Count, Max, Q, QuerySet

from keliu.customers import public as customers
from keliu.kit.paging import Sort
from keliu.wechat.models import Account, FanTag, Follower

SORTS = [
    Sort("-followed_at", "followed_at", descending=True, kind="time"),
    Sort("-last_message_at", "last_message_at", descending=True, kind="time"),
    Sort("-id", "id", descending=True, kind="number"),
]
READ = "customer.read"


def present(account: Account) -> "QuerySet[Follower]":
    """Followers of an account, former ones too as long as they are somebody."""
    rows: QuerySet[Follower] = Follower.objects.filter(account=account, erased_at__isnull=True)
    return rows


def everybody() -> "QuerySet[Follower]":
    """Followers of every account of the merchant."""
    rows: QuerySet[Follower] = Follower.objects.filter(erased_at__isnull=True)
    return rows


STATES: dict[str, Q] = {
    "following": Q(following=True, blocked=False),
    "left": Q(following=False),
    "blocked": Q(blocked=True),
}


def narrowed(rows: "QuerySet[Follower]", **asked: Any) -> "QuerySet[Follower]":
    """Rows by state, tag, where they came from, customer and remark; empty filters nothing."""
    if asked.get("state") in STATES:
        rows = rows.filter(STATES[asked["state"]])
    if asked.get("tag"):
        rows = rows.filter(tag_ids__contains=[asked["tag"]])
    if asked.get("scene"):
        rows = rows.filter(subscribe_scene=asked["scene"])
    if asked.get("linked") is not None:
        rows = rows.filter(customer_id__isnull=not asked["linked"])
    if asked.get("q"):
        rows = rows.filter(remark__icontains=asked["q"])
    return rows


def customers_seen(rows: list[Follower]) -> dict[int, customers.CustomerCard]:
    """Customers behind followers, as far as the acting person may see them."""
    known = [row.pk for row in rows if row.customer_id is not None]
    if not known:
        return {}
    mine = customers.reach(Follower.objects.filter(pk__in=known), READ)
    return customers.cards(mine.values_list("customer_id", flat=True))


def tags_of(account: Account) -> "QuerySet[FanTag]":
    """WeChat's tags of one account, in the order they were made."""
    rows: QuerySet[FanTag] = FanTag.objects.filter(account=account)
    return rows.order_by("number")


def counts(account: Account) -> dict[str, Any]:
    """How many follow, left, are blocked or linked, and when one was asked about last."""
    found = present(account).aggregate(
        n_following=Count("id", filter=STATES["following"]),
        n_left=Count("id", filter=STATES["left"]),
        n_blocked=Count("id", filter=STATES["blocked"]),
        n_linked=Count("id", filter=Q(following=True, customer_id__isnull=False)),
        last=Max("synced_at"),
    )
    kinds = {name: found[f"n_{name}"] for name in ("following", "left", "blocked", "linked")}
    return {**kinds, "synced_at": found["last"]}
