"""Messages that follow from rights that somebody was given."""

from datetime import datetime
from zoneinfo import ZoneInfo

from keliu.accounts import public as accounts
from keliu.outreach.ports import Message
from keliu.outreach.services import gate
from keliu.platform import merchants


def given(share_id: int, by_id: int | None) -> None:
    """Tell the colleague what they may see now, and until when."""
    share = accounts.share_told(share_id)
    if share is None or share.staff_id == by_id:
        return
    by = accounts.names({by_id}).get(by_id or 0, "系统")
    verb = "查看" if share.level == "read" else "查看和修改"
    end = _end(share.until) if share.until else ""
    message = Message(
        staff_id=share.staff_id,
        kind="system",
        title=f"{by}让你临时{verb}{share.label}“{share.name}”"[:120],
        text="。".join(part for part in (end, share.reason) if part),
        link=(share.kind, share.record_id),
        dedupe=f"access:{share_id}:{share.until and share.until.timestamp()}:{share.level}",
    )
    gate.tell(message, urgent=False)


def _end(until: datetime) -> str:
    local = until.astimezone(ZoneInfo(merchants.timezone()))
    return f"到 {local.month}月{local.day}日 {local:%H:%M} 为止"
