"""What goes along when customers become one, what the privacy page counts, what is taken along."""

from collections.abc import Sequence
from typing import Any

from keliu.customers.ports import Count, CustomerPart
from keliu.kit import clock
from keliu.membership.models import BalanceEntry, Member, PointEntry
from keliu.membership.rules import words
from keliu.platform.undo import Journal


def _count(customer_ids: Sequence[int]) -> int:
    return Member.objects.filter(customer_id__in=list(customer_ids)).count()


def _move(keep_id: int, gone_ids: Sequence[int], journal: Journal) -> None:
    """The cards go along, each with its own ledger; who stays keeps their main one."""
    moving = Member.objects.filter(customer_id__in=list(gone_ids)).order_by("pk")
    cards = list(moving.values_list("pk", "main"))
    journal.watch(Member, [pk for pk, _ in cards])
    has_main = Member.objects.filter(customer_id=keep_id, main=True).exists()
    for pk, main in cards:
        Member.objects.filter(pk=pk).update(customer_id=keep_id, main=main and not has_main)
        has_main = has_main or main


PART = CustomerPart("members", "会员卡", "Member cards", _count, _move)


def privacy_counts(customer_id: int) -> list[Count]:
    """How many entries the ledgers of a customer have."""
    mine = Member.objects.filter(customer_id=customer_id).values("pk")
    points = PointEntry.objects.filter(member_id__in=mine).count()
    money = BalanceEntry.objects.filter(member_id__in=mine).count()
    return [
        ("积分流水", "Point entries", points),
        ("储值流水", "Stored value entries", money),
    ]


def export(customer_id: int) -> tuple[str, list[dict[str, Any]]]:
    """A customer's own ledgers, for the file they may take along."""
    mine = list(Member.objects.filter(customer_id=customer_id).values_list("pk", "code"))
    codes = dict(mine)
    found: list[dict[str, Any]] = []
    for account, ledger in (("points", PointEntry), ("balance", BalanceEntry)):
        rows: Any = ledger.objects.filter(member_id__in=codes).order_by("id")
        found += [
            {
                "member": codes[one.member_id],
                "account": account,
                "at": clock.iso(one.created_at),
                "what": words.ACCOUNTS[account].get(one.kind, one.kind),
                "change": one.change,
                "after": one.after,
            }
            for one in rows
        ]
    return "membership", found
