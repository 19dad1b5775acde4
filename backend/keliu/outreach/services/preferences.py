"""What each person wants to hear, and by which channel."""

from collections.abc import Mapping

from keliu.kit import actor
from keliu.outreach import rules
from keliu.outreach.models import MailAddress, NotifyChoice
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
    if not ready()[rules.EMAIL]:
        return []
    confirmed = MailAddress.objects.filter(staff_id=staff_id, confirmed_at__isnull=False)
    if not confirmed.exists():
        return []
    choice = of_person(staff_id).get((kind, rules.EMAIL))
    return [rules.EMAIL] if rules.wants(kind, rules.EMAIL, choice) else []


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
