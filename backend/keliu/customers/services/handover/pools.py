"""A leaver who runs pools hands that over too, and is no member of any afterwards."""

from keliu.customers.models import Pool
from keliu.customers.ports import Handing, HandoverItem, HandoverPart
from keliu.kit import clock
from keliu.platform.undo import Journal

GONE = "已经不在这个公海里"


def items(staff_id: int) -> list[HandoverItem]:
    """Pools that a person runs or is named in."""
    rows = Pool.objects.filter(deleted_at__isnull=True).order_by("id")
    named = rows.values_list("id", "manager_ids", "staff_ids")
    return [HandoverItem(one) for one, run, open_to in named if staff_id in [*run, *open_to]]


def move(handing: Handing, journal: Journal) -> dict[int, str]:
    """The receiver takes the leaver's place in each pool where they still have one."""
    rows = Pool.objects.select_for_update(no_key=True).filter(pk__in=handing.to).order_by("id")
    leaver = handing.leaver.id
    found = [pool for pool in rows if leaver in [*pool.manager_ids, *pool.staff_ids]]
    journal.watch(Pool, [pool.pk for pool in found])
    for pool in found:
        receiver = handing.to[pool.pk].id
        Pool.objects.filter(pk=pool.pk).update(
            manager_ids=_swapped(pool.manager_ids, leaver, receiver),
            staff_ids=_swapped(pool.staff_ids, leaver, receiver),
            version=pool.version + 1,
            updated_at=clock.now(),
        )
    return {one: GONE for one in handing.to if one not in {pool.pk for pool in found}}


def _swapped(people: list[int], leaver: int, receiver: int) -> list[int]:
    return list(dict.fromkeys(receiver if one == leaver else one for one in people))


PART = HandoverPart("pool", "公海成员和管理员", "Places in pools", items, move)
