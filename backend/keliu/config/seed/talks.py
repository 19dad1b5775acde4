"""Follow-ups, plans and opportunities of one customer."""

import random
from datetime import datetime, timedelta

from keliu.config.seed import words as said
from keliu.config.seed.person import Life
from keliu.config.seed.tables import Tables
from keliu.config.seed.world import World
from keliu.kit import clock
from keliu.kit.money import yuan
from keliu.sales import rules
from keliu.sales.models import Stage
from keliu.sales.services.opportunities import words_of

BACK_DAYS = 90
MOST_PLANS = 2_500
TODAY = 0.008  # share of follow-ups that are of today even when today has just begun
NO_DATA: dict[str, object] = {}


class Talks:
    """Writes what staff did with a customer, never before the customer was there."""

    def __init__(self, world: World, tables: Tables, customers: int) -> None:
        self.world, self.tables = world, tables
        self.dice = random.Random(72)  # noqa: S311  demo data
        self.lines = 0  # of the timeline, for the whole merchant
        self.planned = min(0.2, MOST_PLANS / customers)
        self.reminders: list[tuple[datetime, int]] = []

    def _since(self, life: Life) -> datetime:
        return max(life.created_at, self.world.calendar.now - timedelta(days=BACK_DAYS))

    def line(
        self, life: Life, kind: str, at: datetime, title: str, *, text: str = "",
        by: int | None = None, ref: tuple[str, int] | None = None,
        data: dict[str, object] = NO_DATA,
    ) -> None:  # fmt: skip
        """One line of the customer's timeline."""
        self.lines += 1
        self.tables.interactions.add(
            self.world.ids(at), life.id, kind, at, title, text, by, ref[0] if ref else "",
            ref[1] if ref else None, data, 1, at, at,
        )  # fmt: skip
        life.touch(at)

    def begin(self, life: Life) -> None:
        """The first line: who added the customer."""
        if life.by_id is None or not life.owner:
            return
        title = f"{life.owner.name}新建了客户"
        self.line(
            life, "customer", life.created_at, title, by=life.by_id, ref=("customer", life.id),
            data={"said": {"key": "customer_added", "by": life.owner.name}},
        )  # fmt: skip

    def followups(self, life: Life, many: int) -> None:
        """Notes of calls, visits and messages."""
        owner = life.owner
        if owner is None:
            return
        for at in sorted(self._moment(life) for _ in range(many)):
            text = self.dice.choice(said.FOLLOWUPS).format(
                day=self.dice.choice(("下周二", "下周四", "月底", "后天")),
                person=self.dice.choice(said.POSITIONS),
                count=self.dice.choice((30, 50, 80, 120, 200, 300)),
                percent=self.dice.choice((85, 88, 9, 92, 95)),
            )
            self.line(life, "followup", at, f"{owner.name}写了跟进", text=text, by=owner.pk)
            life.last_followup_at = at

    def _moment(self, life: Life) -> datetime:
        if self.dice.random() < TODAY:
            return max(life.created_at, self.world.calendar.moment(0))
        return self.world.calendar.between(self._since(life), self.world.calendar.now)

    # --- plans --------------------------------------------------------------------------------

    def plan(self, life: Life) -> None:
        """Some customers have a next step, some had one that is done."""
        if life.owner is None or self.dice.random() > self.planned:
            return
        chance = self.dice.random()
        if chance < 0.4:
            self._done(life)
        else:
            self._pending(life, chance)

    def _pending(self, life: Life, chance: float) -> None:
        calendar = self.world.calendar
        if chance < 0.5:
            due = calendar.later_today()
        elif chance < 0.58:
            due = calendar.now - timedelta(hours=self.dice.randrange(20, 150))
        else:
            due = calendar.ahead(self.dice.randrange(1, 15))
        made = calendar.between(self._since(life), min(calendar.now, due))
        plan_id = self._write(life, made, due, "pending", due if due < calendar.now else None, None)
        life.next_followup_at = due
        if due > calendar.now:
            self.reminders.append((due, plan_id))

    def _done(self, life: Life) -> None:
        calendar = self.world.calendar
        made = calendar.between(self._since(life), calendar.now)
        done = calendar.between(made, calendar.now)
        due = made + (done - made) * 0.8
        self._write(life, made, due, "done", due, done)

    def _write(
        self, life: Life, made: datetime, due: datetime, state: str,
        reminded: datetime | None, done: datetime | None,
    ) -> int:  # fmt: skip
        owner = life.owner
        assert owner is not None
        text, plan_id = self.dice.choice(said.PLANS), self.world.ids(made)
        self.tables.plans.add(
            plan_id, life.id, owner.pk, due, text, state, reminded, done,
            False,  # noqa: FBT003  the column cancelled_with_followup
            1, made, done or made,
        )  # fmt: skip
        verb = "完成了跟进计划" if done else "安排了跟进计划"
        self.line(
            life, "plan", done or made, f"{owner.name}{verb}", text=text, by=owner.pk,
            ref=("plan", plan_id), data={"due_at": clock.iso(due), "state": state},
        )  # fmt: skip
        return plan_id

    # --- opportunities ------------------------------------------------------------------------

    def opportunity(self, life: Life, number: int) -> None:
        """One opportunity with every step it took up to now."""
        owner, calendar = life.owner, self.world.calendar
        if owner is None:
            return
        won_today = number % 650 == 5
        end = "won" if won_today else self.dice.choices(["open", "won", "lost"], [60, 25, 15])[0]
        opened = calendar.between(self._since(life), calendar.now)
        if number % 400 == 10:
            opened = max(life.created_at, calendar.moment(0))
        closed = max(calendar.moment(0), opened) if won_today else None
        stages = self.world.stages
        reached = self.dice.choices([0, 1, 2, 3], [34, 28, 22, 16])[0]
        path = [stages[at] for at in range(reached + 1)]
        if end != "open":
            path.append(stages[4 if end == "won" else 5])
        last = closed or calendar.between(opened, calendar.now)
        moments = self._steps(opened, last, len(path))
        self._opportunity(life, path, moments, end)

    def _steps(self, first: datetime, last: datetime, many: int) -> list[datetime]:
        if many == 1:
            return [first]
        inner = sorted(first + (last - first) * self.dice.random() for _ in range(many - 2))
        return [clock.from_ms(clock.to_ms(at)) for at in (first, *inner, last)]

    def _opportunity(
        self, life: Life, path: list[Stage], moments: list[datetime], end: str
    ) -> None:
        owner, dice = life.owner, self.dice
        assert owner is not None
        low, high = self.world.profile.amounts_yuan
        amount = round(low + (high - low) * dice.random() ** 3) * 100
        shop = self.world.profile.mode == "shop"
        topic = dice.choice(said.SHOP_DEALS if shop else said.DEALS)
        title = f"{life.company or life.name} {topic}"
        reasons = {"won": said.WON_REASONS, "lost": said.LOST_REASONS}.get(end)
        reason = dice.choice(reasons) if reasons else ""
        opportunity_id = self.world.ids(moments[0])
        due = self.world.calendar.day(dice.randrange(-45, 12))
        closed = moments[-1] if end != "open" else None
        self.tables.opportunities.add(
            opportunity_id, title, life.id, owner.pk, owner.department_id, owner.pk,
            dice.choices(["high", "medium", "low"], [30, 45, 25])[0], amount, due,
            path[-1].pipeline_id, path[-1].pk, moments[-1], end, reason, closed, "",
            words_of(title), len(path), moments[0], moments[-1],
        )  # fmt: skip
        life.deal_state = "none" if end == "lost" else end
        self._history(life, opportunity_id, title, path, moments, amount, reason)

    def _history(
        self, life: Life, opportunity_id: int, title: str, path: list[Stage],
        moments: list[datetime], amount: int, reason: str,
    ) -> None:  # fmt: skip
        owner = life.owner
        assert owner is not None
        for step, (stage, at) in enumerate(zip(path, moments, strict=True)):
            before = path[step - 1] if step else None
            dwell = None if before is None else rules.dwell_ms(
                clock.to_ms(moments[step - 1]), clock.to_ms(at))  # fmt: skip
            change_id = self.world.ids(at)
            self.tables.steps.add(
                change_id,
                opportunity_id,
                before.pk if before else None,
                stage.pk,
                at,
                owner.pk,
                dwell,
            )
            data: dict[str, object] = {
                "opportunity": {"id": str(opportunity_id), "name": title},
                "amount_fen": amount, "stage": stage.name, "state": stage.kind,
            }  # fmt: skip
            ref = ("stage_change", change_id) if before else ("opportunity", opportunity_id)
            if before:
                data |= {"from": before.name, "reason": reason if stage.kind != "open" else ""}
            told = _told(title, amount, before.name if before else "", stage)
            self.line(life, "opportunity", at, told, by=owner.pk, ref=ref, data=data)


def _told(title: str, amount: int, before: str, stage: Stage) -> str:
    """The same sentences as sales.services.opportunities."""
    if not before:
        return f"新建商机“{title}”,预计 {yuan(amount)}"
    if stage.kind == "won":
        return f"赢单:商机“{title}”,成交 {yuan(amount)}"
    return f"输单:商机“{title}”" if stage.kind == "lost" else (
        f"商机“{title}”从{before}到{stage.name}")  # fmt: skip
