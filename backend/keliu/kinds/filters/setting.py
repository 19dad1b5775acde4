"""What a filter is seen from: the merchant's day, and who is asking."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from keliu.accounts import public as accounts
from keliu.kinds.filters.values import ME
from keliu.kit import actor, clock, scope
from keliu.platform.models import Merchant


@dataclass(frozen=True)
class Setting:
    """The moment, the merchant's zone and the acting person's place."""

    now: datetime
    timezone: str
    staff_id: int | None = None
    department_id: int | None = None
    departments: tuple[int, ...] = ()

    @property
    def today(self) -> date:
        """The merchant's calendar day."""
        return clock.local_day(self.now, self.timezone)

    def start_of(self, day: date) -> datetime:
        """The first moment of a local day, in UTC."""
        return clock.day_bounds(day, self.timezone)[0]

    def ago(self, days: int) -> datetime:
        """This time of the clock `days` ago; negative days lie ahead."""
        zone = ZoneInfo(self.timezone)
        return (self.now.astimezone(zone) - timedelta(days=days)).astimezone(self.now.tzinfo)

    def people(self, chosen: list[int | str]) -> list[int]:
        """The ids behind chosen people: oneself and one's department spelt out."""
        found: list[int] = []
        for one in chosen:
            if isinstance(one, int):
                found.append(one)
            elif one == ME:
                found += [self.staff_id] if self.staff_id else []
            else:
                found += accounts.colleagues(self.departments)
        return found

    def places(self, chosen: list[int | str], *, below: bool) -> list[int]:
        """The ids behind chosen departments; `below` adds everything under them."""
        own = [self.department_id] if self.department_id else []
        named = [number for one in chosen for number in ([one] if isinstance(one, int) else own)]
        return accounts.below(named) if below else named


def here() -> Setting:
    """The acting person's setting, in the running merchant scope."""
    who = actor.current()
    return Setting(clock.now(), _timezone(), who.staff_id, who.department_id, who.departments)


def _timezone() -> str:
    """Asked once per scope."""
    memory = scope.memory()
    if "timezone" not in memory:
        rows = Merchant.objects.values_list("timezone", flat=True)
        memory["timezone"] = rows.get(pk=scope.current())
    return str(memory["timezone"])
