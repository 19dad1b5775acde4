"""What each person wants to hear, and by which channel."""

from collections.abc import Mapping

from keliu.kit import actor
from keliu.outreach import rules
from keliu.outreach.models import MailAddress, NotifyChoice, WeChatBinding
from keliu.outreach.ports import Ports
from keliu.platform import audit

Choices = dict[tuple[str, str], bool]


def ready() -> dict[str, bool]:
    """Which channels this installation has."""
    return {channel: channel in Ports.senders for channel in rules.CHANNELS}


def of_person(staff_id: int) -> Choices:
    """Everything a person has chosen, by (kind, channel)."""
    rows = NotifyChoice.objects.filter(staff_id=staff_id)
    return {(row.kind, row.channel): row.wanted for row in rows}


def channels(staff_id: int, kind: str) -> list[str]:
    """The channels beside the inbox by which a person hears of `kind` now."""
    usable = [channel for channel, is_ready in ready().items() if is_ready and channel in REACHED]
    open_ = [channel for channel in usable if REACHED[channel](staff_id)]
    chosen = of_person(staff_id) if open_ else {}
    return [one for one in open_ if rules.wants(kind, one, chosen.get((kind, one)))]


def _has_address(staff_id: int) -> bool:
    return MailAddress.objects.filter(staff_id=staff_id, confirmed_at__isnull=False).exists()


def _has_wechat(staff_id: int) -> bool:
    return WeChatBinding.objects.filter(staff_id=staff_id).exists()


REACHED = {rules.EMAIL: _has_address, rules.WECHAT: _has_wechat}
"""Whether a person can be reached by a channel at all."""


def choose(wanted: Mapping[str, Mapping[str, bool]]) -> None:
    """Keep the acting person's choices: {kind: {channel: wanted}}."""
    me = actor.current().staff_id or 0
    before = of_person(me)
    for kind, by_channel in wanted.items():
        for channel, yes in by_channel.items():
            if before.get((kind, channel)) != yes:
                NotifyChoice.objects.update_or_create(
                    staff_id=me, kind=kind, channel=channel, defaults={"wanted": yes}
                )
    changes = {f"{kind}.{channel}": (before.get((kind, channel)), yes)
               for kind, some in wanted.items() for channel, yes in some.items()}  # fmt: skip
    audit.record("staff.notify", "staff", me, actor.current().name, changes)
