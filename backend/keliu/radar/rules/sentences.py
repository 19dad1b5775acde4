"""What a person reads: one line per visit."""

from keliu.kit.money import yuan
from keliu.radar.rules.kinds import CARD_OBJECT, KINDS, NOUNS, SHARE, SHARE_OPEN

SOMEBODY = "访客"
CARD = "名片"


def duration(milliseconds: int) -> str:
    """`25 秒`, `1 分 5 秒`, `3 分钟`; empty for less than a second."""
    seconds = milliseconds // 1000
    if seconds < 60:
        return f"{seconds} 秒" if seconds else ""
    minutes, rest = divmod(seconds, 60)
    return f"{minutes} 分 {rest} 秒" if rest else f"{minutes} 分钟"


def amount(fen: int | None) -> str:
    """` ¥128`, ` ¥19.90`; nothing for nothing."""
    return f" {yuan(fen).removesuffix('.00')}" if fen else ""


def _does(kind: str, thing: str | None, times: int, sharer: str, fen: int | None) -> str:
    known = KINDS[kind]
    noun = NOUNS[known.needs or CARD_OBJECT]
    if (known.views or known.leaves) and times > 1:
        return f"第 {times} 次看 {thing or noun}"
    apart = known.line in {SHARE, SHARE_OPEN} and thing is not None
    shown = f" {thing}" if apart else thing or noun
    words = known.does
    if thing is None and ":" in words:  # 看了动态:…
        words = words.partition(":")[0]
    return words.format(object=shown, sharer=sharer or "朋友", money=amount(fen))


def deed(
    kind: str,
    *,
    product: str | None,
    times: int,
    dwell_ms: int,
    sharer: str = "",
    fen: int | None = None,
) -> str:
    """`第 3 次看 中秋礼盒,停留 25 秒`. `product`: the name of the thing, None for the card."""
    stayed = duration(dwell_ms)
    text = _does(kind, product, times, sharer, fen)
    return f"{text},停留 {stayed}" if stayed else text


def sentence(who: str, done: str) -> str:
    """`张阿姨 第 3 次看 中秋礼盒,停留 25 秒`."""
    return f"{who or SOMEBODY} {done}"


def timeline_text(done: str, events: int, dwell_ms: int) -> str:
    """What stands under a visit's title in the timeline."""
    stayed = duration(dwell_ms)
    return f"{done};共 {events} 个动作" + (f",停留 {stayed}" if stayed else "")


def visit_title(times: int) -> str:
    """The timeline's line for a visit."""
    return "第一次来看名片" if times <= 1 else f"第 {times} 次来看名片"
