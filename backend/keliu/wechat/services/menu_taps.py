"""How often the buttons of a menu are tapped: one row per button and day."""

from keliu.kit import clock, ids, scope
from keliu.platform import merchants, sql
from keliu.wechat.services.push_effects import Arrived

EVENTS = frozenset({
    "click", "view", "view_miniprogram", "scancode_push", "scancode_waitmsg", "pic_sysphoto",
    "pic_photo_or_album", "pic_weixin", "location_select",
})  # fmt: skip
COUNT = """INSERT INTO wechat_menutap (id, merchant_id, account_id, day, key, taps)
 VALUES (%s, %s, %s, %s, %s, 1)
 ON CONFLICT (merchant_id, account_id, day, key) DO UPDATE SET taps = wechat_menutap.taps + 1"""


def effect(arrived: Arrived) -> None:
    """Count the tap behind a menu event."""
    key = arrived.push.text("EventKey")
    if arrived.push.event not in EVENTS or not key:
        return
    day = clock.local_day(arrived.at, merchants.timezone())
    values = [ids.new(), scope.current(), arrived.account.pk, day, key[:1024]]
    sql.do(COUNT, values)
