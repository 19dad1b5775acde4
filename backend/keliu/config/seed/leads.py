"""Leads of the last two months: forms, rules, who got whom and why, and what became of them."""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from keliu.accounts.models import Staff
from keliu.config.seed.words import GIVEN, POSITIONS, SURNAMES, TRADES
from keliu.config.seed.world import World
from keliu.customers import rules
from keliu.customers.models import Customer
from keliu.customers.selectors.judged import inputs_of
from keliu.interactions.models import Interaction, Plan
from keliu.interactions.services.reminders import remind
from keliu.kit import actor, clock, phones
from keliu.kit.actor import Actor
from keliu.platform import keys
from keliu.sales.models import AssignmentLog, AssignmentRule, Lead, LeadForm, Submission
from keliu.sales.services import lead_columns as columns
from keliu.sales.services import lead_forms, lead_rules

DAYS, COMPANY, SHOP = 60, 120, 14
FIRST_NUMBER = 13_700_100_000
STATES, WEIGHTS = ("new", "following", "converted", "invalid"), (22, 52, 14, 12)
SOURCES, SOURCE_WEIGHTS = ("form", "manual", "scan", "chat", "card"), (46, 18, 14, 12, 10)
REGIONS = (("310115", "上海市浦东新区"), ("330106", "浙江省杭州市西湖区"),
           ("440305", "广东省深圳市南山区"), ("440106", "广东省广州市天河区"),
           ("320505", "江苏省苏州市虎丘区"))  # fmt: skip
SAID = (
    "电话聊过,想看样品。", "要了报价,说下周定。", "加了微信,发了产品册。",
    "在比价,约了下周再打。", "老板出差,周四回来再联系。", "预算不大,先推小份装。",
)  # fmt: skip
WANTS = (
    "想了解礼盒定制",
    "要 200 份员工福利",
    "展会上看到你们的礼盒",
    "问一下年货价格",
    "能不能印公司标志",
)
REASONS = ("空号或停机", "没有需求", "同行打听", "不是本人")
SIZES = ("1-19", "20-99", "100-499", "500+")


@dataclass
class Made:
    """Rows waiting to be written together."""

    leads: list[Lead] = field(default_factory=list)
    lines: list[Interaction] = field(default_factory=list)
    plans: list[Plan] = field(default_factory=list)
    logs: list[AssignmentLog] = field(default_factory=list)
    sent: list[Submission] = field(default_factory=list)


def fill(place: World) -> None:
    """Forms and rules by the services, leads in a few statements."""
    dice = random.Random(75)  # noqa: S311  the same people in every demo
    company = place.profile.mode == "company"
    boss = place.staff[place.profile.people[0].name]
    with actor.acting(Actor(boss.pk, boss.name)), clock.frozen(place.calendar.moment(DAYS + 5)):
        forms = _forms(company)
        rule = _rules(place) if company else None
    made, taken = Made(), _customers(place)
    for number in range(COMPANY if company else SHOP):
        _lead(place, dice, made, number, forms=forms, rule=rule, taken=taken)
    Lead.objects.bulk_create(made.leads)
    Interaction.objects.bulk_create(made.lines)
    _became(place, made)
    Plan.objects.bulk_create(made.plans)
    AssignmentLog.objects.bulk_create(made.logs)
    Submission.objects.bulk_create(made.sent)
    for form in forms:
        count = sum(one.form_id == form.pk for one in made.sent)
        LeadForm.objects.filter(pk=form.pk).update(opens=count * 4 + 7)
    if rule is not None:
        given = sum(one.rule_id == rule.pk for one in made.logs)
        AssignmentRule.objects.filter(pk=rule.pk).update(turn=given)
    for plan in made.plans:
        remind.later(at=plan.due_at, plan_id=plan.pk, due_ms=clock.to_ms(plan.due_at))


def _forms(company: bool) -> list[LeadForm]:  # noqa: FBT001  one of two kinds of merchant
    titles = ("礼盒定制咨询", "领取样品") if company else ("预订礼盒",)
    intro = "留下联系方式,我们一小时内回电。"
    return [lead_forms.form_add(fields={"title": title, "intro": intro}) for title in titles]


def _rules(place: World) -> AssignmentRule:
    """South to the south, the keen ones to the experienced, everybody else in turn."""
    south = [one.pk for one in place.sellers if one.name in {"小孙", "小郑", "小何"}]
    keen = place.staff["小钱"].pk
    people = [one.pk for one in place.sellers[:6]]
    guangdong = {"field": "region_code", "op": "is", "value": "440000"}
    high = {"field": "intent", "op": "is", "value": "high"}
    for name, mode, chosen, wanted in (
        ("广东客户", "least_load", south, guangdong), ("高意向", "fixed", [keen], high),
    ):  # fmt: skip
        lead_rules.rule_add(
            fields={"name": name, "mode": mode, "staff_ids": chosen, "filter": wanted}
        )
    return lead_rules.rule_add(
        fields={"name": "其余轮流", "mode": "round_robin", "staff_ids": people}
    )


def _customers(place: World) -> list[Customer]:
    """Customers that leads can have become: recent ones with an owner."""
    since = place.calendar.moment(DAYS)
    rows = Customer.objects.filter(owner__isnull=False, deleted_at__isnull=True)
    return list(rows.filter(created_at__gte=since).order_by("-id")[:30])


def _lead(
    place: World,
    dice: random.Random,
    made: Made,
    number: int,
    *,
    forms: list[LeadForm],
    rule: AssignmentRule | None,
    taken: list[Customer],
) -> None:
    at = place.calendar.moment(int(DAYS * dice.random() ** 1.6))
    state = dice.choices(STATES, WEIGHTS)[0]
    source = dice.choices(SOURCES, SOURCE_WEIGHTS)[0]
    became = taken.pop() if state == "converted" and taken else None
    state = state if became or state != "converted" else "following"
    waits = state == "new" and rule is not None and dice.random() < 0.25
    owner = became.owner if became else None if waits else dice.choice(place.sellers)
    form = dice.choice(forms) if source == "form" else None
    row = _row(place, dice, at, number, source, owner, form)
    if became is not None:
        row.name, row.company = became.name, became.company
        row.customer, row.converted_at = became, max(at, became.created_at)
        row.converted_by_id = owner.pk if owner else None
    row.state, row.reason = state, dice.choice(REASONS) if state == "invalid" else ""
    _words(row, number)
    _story(place, dice, made, row)
    _given(place, made, row, rule)
    if form is not None:
        made.sent.append(
            Submission(id=place.ids(at), form=form, lead=row, at=at, consent_number=1,
                       filled_ms=dice.randrange(12_000, 90_000))
        )  # fmt: skip
    made.leads.append(row)


def _row(
    place: World, dice: random.Random, at: datetime, number: int, source: str,
    owner: Staff | None, form: LeadForm | None,
) -> Lead:  # fmt: skip
    trade, industry = dice.choice(TRADES)
    working = place.profile.mode == "company" and dice.random() < 0.75
    code, region = dice.choice(REGIONS)
    name = dice.choice(SURNAMES) + dice.choice(GIVEN) + dice.choice((*GIVEN, ""))
    brand = f"{dice.choice('恒信华瑞盛鼎')}{dice.choice('达通源辉和泰')}"
    return Lead(
        id=place.ids(at), name=name, company=f"{brand}{trade}有限公司" if working else "",
        position=dice.choice(POSITIONS) if working else "", region=region, region_code=code,
        industry=industry if working else "", size=dice.choice(SIZES) if working else "",
        intent=dice.choices(("high", "medium", "low"), (25, 50, 25))[0], source=source,
        source_detail=form.title if form else "", form=form,
        note=dice.choice(WANTS) if dice.random() < 0.6 else "", owner=owner,
        department_id=owner.department_id if owner else None, owner_since=at if owner else None,
        created_by_id=owner.pk if owner and source == "manual" else None, created_at=at,
        updated_at=at,
    )  # fmt: skip


def _words(row: Lead, number: int) -> None:
    """Sealed number, mask, sort key and search words, as the services make them."""
    fields: dict[str, Any] = {"name": row.name, "company": row.company, "wechat": ""}
    if row.customer is None:
        phone = f"+86{FIRST_NUMBER + number}"
        row.phone_sealed = keys.seal(Lead, "phone_sealed", phone)
        row.phone_index = keys.ours().blind("phone", phone)
        row.phone_masked = phones.mask(phone)
        row.search = columns.phone_words(phone)
    for name, value in columns.following(row, fields).values.items():
        setattr(row, name, value)


def _story(place: World, dice: random.Random, made: Made, row: Lead) -> None:
    """How it came, and what was said since; open ones have a next time."""
    said = f"通过表单“{row.source_detail}”提交" if row.form else "线索来了"
    by = row.owner if row.created_by_id else None
    title = f"{by.name}新建了线索" if by else said
    came = _line(place, row, row.created_at, "lead", title, row.note, by)
    came.data = {"said": _facts(row, by)}
    made.lines.append(came)
    if row.state == "new" or row.owner is None:
        return
    last = row.created_at
    for _ in range(dice.randrange(1, 4)):
        last = place.calendar.between(last, min(place.calendar.now, last + timedelta(days=6)))
        text = dice.choice(SAID)
        made.lines.append(
            _line(place, row, last, "followup", f"{row.owner.name}写了跟进", text, row.owner)
        )
    row.last_followup_at = row.updated_at = last
    if row.state == "following" and dice.random() < 0.7:
        _plan(place, dice, made, row)


def _facts(row: Lead, by: Staff | None) -> dict[str, str]:
    """The same as the title, for who reads another language."""
    if by is not None:
        return {"key": "lead_added", "by": by.name}
    if row.form:
        return {"key": "lead_sent_in", "form": row.source_detail}
    return {"key": "lead_came"}


def _plan(place: World, dice: random.Random, made: Made, row: Lead) -> None:
    late = dice.random() < 0.3
    due = (place.calendar.moment(dice.randrange(1, 4)) if late
           else place.calendar.ahead(dice.randrange(1, 9)))  # fmt: skip
    row.next_followup_at = due
    at = row.last_followup_at or row.created_at
    made.plans.append(
        Plan(id=place.ids(at), lead_id=row.pk, staff=row.owner, due_at=due, text="再联系一次",
             reminded_at=due if late else None, created_at=at, updated_at=at)
    )  # fmt: skip


def _line(
    place: World, row: Lead, at: datetime, kind: str, title: str, text: str, staff: Staff | None
) -> Interaction:
    return Interaction(
        id=place.ids(at), lead_id=row.pk, customer_id=row.customer_id, kind=kind, at=at,
        title=title, text=text, staff=staff, created_at=at, updated_at=at,
        **({"way": "call"} if kind == "followup" else {}),
    )  # fmt: skip


def _became(place: World, made: Made) -> None:
    """Follow-ups of a converted lead are the customer's too, so its summary knows of them."""
    rows = [lead.customer for lead in made.leads if lead.customer is not None]
    known = {row.pk: row for row in rows}
    for line in made.lines:
        row = known.get(line.customer_id)
        if row is None or line.kind != "followup":
            continue
        row.last_followup_at = max(row.last_followup_at or line.at, line.at)
        row.updated_at = max(row.updated_at, line.at)
    for row in known.values():
        row.scored_at = place.calendar.now
        row.score = rules.score(inputs_of(row), row.scored_at)
    fields = ["last_followup_at", "updated_at", "score", "scored_at"]
    Customer.objects.bulk_update(known.values(), fields)


def _given(place: World, made: Made, row: Lead, rule: AssignmentRule | None) -> None:
    """The log says who decided."""
    if rule is None or row.created_by_id is not None:
        return
    why = f"轮流分配,6 人中轮到{row.owner.name}" if row.owner else "等待手工分配"
    made.logs.append(
        AssignmentLog(id=place.ids(row.created_at), lead=row, at=row.created_at, staff=row.owner,
                      why=why, rule_id=rule.pk if row.owner else None,
                      rule_name=rule.name if row.owner else "")
    )  # fmt: skip
