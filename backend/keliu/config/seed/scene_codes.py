"""Codes with a scene of the example company: its stand, its parcels, one colleague's own."""

from keliu.kit.errors import KeliuError
from keliu.wechat.models import Account, SceneCode
from keliu.wechat.services import scene_codes

CODES = (
    ("展会易拉宝", "展会", 30, False),
    ("包裹感谢卡", "包裹卡", None, False),
    ("前台立牌", "门店", None, True),
)


def some(account: Account, staff_id: int | None) -> None:
    """Have WeChat make them, unless there are some; without it the page begins empty."""
    if SceneCode.objects.exists():
        return
    try:
        for name, channel, days, personal in CODES:
            fields = {"name": name, "channel": channel, "staff_id": staff_id if personal else None}
            scene_codes.code_add(account_id=account.pk, days=days, fields=fields)
    except KeliuError:  # the box is younger than this, or away: nothing else depends on them
        return
