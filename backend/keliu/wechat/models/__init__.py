"""Tables of the adapters: one file per subject."""

from keliu.wechat.models.accounts import Account
from keliu.wechat.models.tokens import AppToken

__all__ = ["Account", "AppToken"]
