"""What a push brings about: effects in one transaction, in the order that wiring gives them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from keliu.wechat.models import Account
from keliu.wechat.pushes.reading import Push
from keliu.wechat.pushes.replies import Reply


@dataclass
class Arrived:
    """A push that counts for the first time, as every effect gets it.

    An effect that has something to say at once sets `reply`. When `late` is set WeChat has had its
    answer already (the work was put off): a reply has to go as a customer message then.
    """

    account: Account
    push: Push
    openid: str
    customer_id: int | None
    at: datetime  # by WeChat's clock
    push_id: int  # the row of the inbox
    follower_id: int | None = None  # set by the first effect
    late: bool = False
    reply: Reply | None = None


Effect = Callable[[Arrived], None]

EFFECTS: list[Effect] = []
"""Filled by config.wiring: follower state, allowance, scans and attribution, counters, reply.

All share one transaction: when one raises, none has happened, and a job tries again.
"""
