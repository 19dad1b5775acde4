"""What the work of the last days left: the inbox of the staff and the audit log."""

from datetime import timedelta

from keliu.config.seed.person import Life
from keliu.config.seed.tables import Tables
from keliu.config.seed.words import PLANS
from keliu.config.seed.world import World
from keliu.radar.rules import alerts

NOTES_EACH, AUDIT_LINES = 9, 260
Change = tuple[str, str, int | None, str, list[object]]  # action, kind, id, name, fields
ADDRESSES = ("10.0.8.21", "10.0.8.35", "10.0.9.4")


def inboxes(world: World, tables: Tables, recent: list[Life]) -> None:
    """Reminders, radar lines and hand-overs of the last days, the newest unread."""
    for seller in world.sellers:
        mine = [life for life in recent if life.owner and life.owner.pk == seller.pk]
        for number in range(min(NOTES_EACH, len(mine))):
            life, at = mine[-1 - number], world.calendar.moment(number // 3)
            at = max(at, life.created_at)
            kind, title, text = _note(world, number, life)
            read = at + timedelta(minutes=20) if number > 3 else None
            tables.notifications.add(
                world.ids(at), seller.pk, kind, title, text, "customer", life.id,
                f"seeded:{seller.pk}:{number}", at,
                min(read, world.calendar.now) if read else None,
            )  # fmt: skip


def _note(world: World, number: int, life: Life) -> tuple[str, str, str]:
    if number % 3 == 0:
        return "reminder", f"该跟进{life.name}了", world.dice.choice(PLANS)
    if number % 3 == 1:
        rule = alerts.FIRST if number % 2 else alerts.CONTACT
        said = alerts.first_said(life.name) if number % 2 else f"{life.name} 点了电话"
        return "radar", said, alerts.ADVICE[rule]
    return "system", f"系统把客户{life.name}交给了你", ""


def audit(world: World, tables: Tables, recent: list[Life]) -> None:
    """Sign-ins and changes by the people who made them."""
    dice, staff = world.dice, list(world.staff.values())
    for number in range(min(AUDIT_LINES, 4 * len(recent))):
        at, address = world.calendar.moment(dice.randrange(10)), dice.choice(ADDRESSES)
        if number % 4 == 0:
            who = dice.choice(staff)
            row: Change = ("session.open", "session", None, who.name, [])
        else:
            life = dice.choice(recent)
            who = life.owner or staff[0]
            at = max(at, life.created_at)
            row = _change(world, number, life)
        tables.audit.add(world.ids(at), at, who.pk, who.name, *row[:4], address, row[4])


def _change(world: World, number: int, life: Life) -> Change:
    about = (life.id, life.name)
    if number % 4 == 1:
        return ("customer.create", "customer", *about, [])
    if number % 4 == 2:
        before, after = world.dice.sample(["A", "B", "C", ""], 2)
        level = {"field": "level", "before": before, "after": after}
        return ("customer.update", "customer", *about, [level])
    seen = "customer.reveal_phone" if number % 8 == 3 else "radar.trail"
    return (seen, "customer", *about, [])
