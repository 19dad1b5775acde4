"""Telling the people who set endpoints up."""

from keliu.accounts import public as accounts
from keliu.hooks.models import Hook
from keliu.kit import clock
from keliu.outreach import public as outreach

WHY = {
    Hook.Off.FAILING: "连续三天都推送不成功,已自动停用。修好后在“推送地址”里启用,再补推这几天的。",
    Hook.Off.GONE: "对方回答不再接收(410),已自动停用。如果还需要,请换一个地址再启用。",
}


def switched_off(hook: Hook) -> None:
    """An endpoint was switched off by the program: whoever may set it up hears why."""
    day = clock.now().date().isoformat()
    for staff_id in sorted(accounts.who_may("hooks.write")):
        outreach.tell_staff(
            staff_id=staff_id,
            kind="system",
            title=f"推送地址“{hook.name}”已停用",
            text=WHY[Hook.Off(hook.off)],
            link=("hook", hook.pk),
            dedupe=f"hook-off:{hook.pk}:{day}",
        )
