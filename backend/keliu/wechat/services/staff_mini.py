"""Who of the staff is whom in the merchant's own mini program.

WeChat's content check wants to know who wrote something, and takes only people who use the mini
program just now. The staff pages inside it tell us, once at each start.
"""

from keliu.accounts import public as accounts
from keliu.kit import actor, scope
from keliu.platform import audit
from keliu.wechat.apps_of import own
from keliu.wechat.login import CustomerWeChat


def known(code: str) -> None:
    """What `wx.login` gave a colleague. Raises CodeUsed, WeChatRefused, WeChatDown."""
    account = own("mini", scope.current())
    if account is None:
        return
    person = CustomerWeChat().mini_login(scope.current(), code)
    if accounts.know_wechat(account.appid, person.openid):
        who = actor.current()
        audit.record("staff.mini_known", "staff", who.staff_id or 0, who.name)
