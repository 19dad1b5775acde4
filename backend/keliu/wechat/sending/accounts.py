"""Which account speaks."""

from keliu.wechat.errors import NotConnected
from keliu.wechat.models import Account
from keliu.wechat.services.calls import Api, api_of


def account(account_id: int) -> Account:
    """A connected account of the current merchant. Raises NotConnected."""
    row = Account.objects.alive().filter(pk=account_id, enabled=True).first()
    if row is None:
        raise NotConnected
    return row


def api(account_id: int) -> Api:
    """How to call WeChat for it. Raises NotConnected."""
    return api_of(account(account_id))
