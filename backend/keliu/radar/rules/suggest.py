"""What to do about a visit: at most three acts, the likeliest to help first."""

from collections.abc import Collection
from dataclasses import dataclass

from keliu.radar.rules import kinds

CALL, MESSAGE, FOLLOWUP, PLAN = "call", "message", "followup", "plan"
ACTS = (CALL, MESSAGE, FOLLOWUP, PLAN)
MOST = 3
TOMORROW, LATER = 1, 3
NEEDS = {
    CALL: ("customer.phone",),
    MESSAGE: ("message.read", "message.send"),
    FOLLOWUP: ("interaction.write",),
    PLAN: ("plan.write", "customer.read"),
}
"""What each act asks of whoever takes it, all for this very customer."""
WISHES = frozenset({"cart_add", "checkout", "booking_view"})  # about to buy, and not there yet


@dataclass(frozen=True)
class Act:
    """One tap. `words` is a first draft of what to say or note; `days` when a plan falls due."""

    act: str
    words: str
    days: int = 0


GREETINGS = {
    "order_placed": "您好,看到您下了单还没付款,是哪一步不方便吗?我来帮您。",
    "order_paid": "您好,款收到了,谢谢您。有什么要交代的,直接回我就好。",
    "cart_add": "您好,您挑的东西我看到了,价格和送货有什么想问的,直接回我就好。",
    "checkout": "您好,看到您准备下单了,需要我帮您确认一下吗?",
    "booking_made": "您好,您的预约我收到了,到时候见。有什么要提前准备的,我跟您说。",
    "form_sent": "您好,您填的内容我收到了,现在方便和您聊几句吗?",
}


def _greeting(kind: str, product: str | None) -> str:
    """How a message could begin."""
    line = kinds.KINDS[kind].line
    if kind in GREETINGS:
        return GREETINGS[kind]
    if line == kinds.SHARE:
        return "您好,谢谢您帮忙转发。对方想了解什么,直接找我就好。"
    if product:
        return f"您好,看到您在了解{product},想先看价格,还是看介绍?我发给您。"
    return "您好,谢谢您来看我的名片。想了解什么,直接回我就好。"


def _order(kind: str, times: int, *, hot: bool) -> tuple[str, ...]:
    line = kinds.KINDS[kind].line
    if kind == "order_placed":
        return (CALL, MESSAGE, PLAN)
    if kind in WISHES:
        return (MESSAGE, CALL, PLAN)
    if line in {kinds.ORDER, kinds.SHARE, kinds.SHARE_OPEN}:
        return (MESSAGE, FOLLOWUP, CALL)
    if line == kinds.CONTACT or hot or (line == kinds.PRODUCT and times >= kinds.OFTEN):
        return (CALL, MESSAGE, FOLLOWUP)
    if line == kinds.PRODUCT:
        return (MESSAGE, PLAN, CALL)
    return (MESSAGE, PLAN)


def within(held: Collection[str]) -> frozenset[str]:
    """The acts that are open to somebody whose `held` permissions cover the customer."""
    return frozenset(act for act, needed in NEEDS.items() if all(one in held for one in needed))


def suggested(
    kind: str,
    *,
    done: str,
    product: str | None,
    times: int,
    hot: bool,
    may: Collection[str] = ACTS,
) -> list[Act]:
    """Acts for a visit of a known person, only those that the reader `may` take.

    `done` says in words what was done last. A visit without a person has no acts.
    """
    days = TOMORROW if hot or times >= kinds.OFTEN else LATER
    words = {
        CALL: f"雷达:{done}",
        MESSAGE: _greeting(kind, product),
        FOLLOWUP: f"雷达:{done}。",
        PLAN: f"联系一下:{product or '看过名片'}",
    }
    acts = [act for act in _order(kind, times, hot=hot) if act in may]
    return [Act(act, words[act], days if act == PLAN else 0) for act in acts[:MOST]]
