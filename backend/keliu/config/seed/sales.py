"""What sales has beside deals: a second pipeline, products, competitors, papers and targets."""

import random
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import F

from keliu.accounts import public as accounts
from keliu.accounts.models import Department, Staff
from keliu.catalog.models import PriceItem, PriceList, Product
from keliu.config.seed.world import World
from keliu.kit import actor, clock
from keliu.kit.actor import Actor
from keliu.sales.models import (
    CloseReason,
    Competitor,
    Contract,
    Counter,
    Instalment,
    Opportunity,
    Payment,
    Pipeline,
    Quote,
    Stage,
    StageChange,
)
from keliu.sales.models import Target as Goal
from keliu.sales.rules import lines as sums
from keliu.sales.rules import papers
from keliu.sales.services import pipelines, setup, tally
from keliu.sales.services.terms import note_terms

RIVALS = (
    ("北辰礼品", "high", "价格低,交期慢"),
    ("优选工坊", "medium", "设计好,起订量高"),
    ("老字号食品", "low", "只做本地"),
)
MOST_DEALS, SOUTHERN, QUOTES, CONTRACTS = 400, 60, 40, 36
STEPS = ("初步接触", "方案演示", "试用", "合同审批")
RATES = (10, 40, 65, 85)
PARTS = ((30, "首付款"), (40, "到货款"), (30, "尾款"))


def fill(place: World) -> None:
    """Everything by the models, in a few statements; runs inside the merchant's scope."""
    dice = random.Random(76)  # noqa: S311  the same people in every demo
    boss = place.staff[place.profile.people[0].name]
    with actor.acting(Actor(boss.pk, boss.name)):
        company = place.profile.mode == "company"
        wanted = RIVALS if company else RIVALS[:1]
        rivals = [setup.competitor_add(name=n, strength=s, note=t) for n, s, t in wanted]
        southern = _southern() if company else None
    products = list(Product.objects.alive().order_by("position"))
    _prices(products, company=company)
    deals = _deals(dice, products, rivals, southern)
    _quotes(place, dice, [deal for deal in deals if deal.lines][:QUOTES])
    _contracts(place, dice, deals)
    _goals(place, dice)
    tally.rebuild()


def _southern() -> Pipeline | None:
    """华南部 sells its own way."""
    south = Department.objects.filter(name="华南部").first()
    if south is None:
        return None
    row = pipelines.pipeline_create(name="华南大客户", department_ids=[south.pk])
    rows = list(Stage.objects.filter(pipeline=row, kind="open").order_by("position"))
    for stage, name, rate in zip(rows, STEPS, RATES, strict=True):
        stage.name, stage.rate = name, rate
    rows[2].required = ["expected_on"]
    rows[3].required = ["lines"]
    Stage.objects.bulk_update(rows, ["name", "rate", "required"])
    return row


def _prices(products: Sequence[Product], *, company: bool) -> None:
    """Dealers pay a tenth less."""
    row = PriceList.objects.create(name="经销商价" if company else "老客价", note="整箱起")
    PriceItem.objects.bulk_create(
        PriceItem(price_list=row, product=one, price_fen=one.price_fen * 9 // 10)
        for one in products[:12]
    )


def _lines(dice: random.Random, products: Sequence[Product], amount: int) -> list[dict[str, Any]]:
    found = []
    for product in dice.sample(list(products), k=min(len(products), dice.choice([1, 2, 2, 3]))):
        price = max(product.price_fen, 100)
        quantity = max(1, round(amount / price / 2))
        fen = sums.amount(Decimal(quantity), price, 0)
        found.append({
            "product_id": str(product.pk), "name": product.name, "unit": product.unit,
            "quantity": float(quantity), "price_fen": price, "discount": 0, "amount_fen": fen,
        })  # fmt: skip
    return found


def _deals(
    dice: random.Random, products: Sequence[Product], rivals: Sequence[Competitor],
    southern: Pipeline | None,
) -> list[Opportunity]:  # fmt: skip
    """Recent deals get products, competitors, usual reasons and days ahead."""
    causes = {kind: list(CloseReason.objects.filter(kind=kind)) for kind in ("won", "lost")}
    stages = {s.position: s for s in Stage.objects.filter(pipeline=southern)} if southern else {}
    rows = list(Opportunity.objects.order_by("-updated_at", "-id")[:MOST_DEALS])
    places = set(accounts.below(southern.department_ids)) if southern else set()
    today, steps = clock.now().date(), list[StageChange]()
    for at, row in enumerate(rows):
        if products and at % 2 == 0:
            row.lines = _lines(dice, products, row.amount_fen)
        if at % 4 == 1:
            chosen = dice.sample(list(rivals), k=min(len(rivals), dice.choice([1, 1, 2])))
            row.competitors = [{"id": str(one.pk), "note": ""} for one in chosen]
        if row.state != "open":
            _close(dice, row, causes[row.state])
        elif at % 3:
            row.expected_on = today + timedelta(days=dice.randrange(0, 150))
        if southern and len(steps) < SOUTHERN and row.department_id in places:
            steps.append(_moved(dice, row, southern, stages))
    names = ["lines", "competitors", "reason", "cause_id", "expected_on", "pipeline", "stage",
             "credit_owner_id", "credit_department_id"]  # fmt: skip
    Opportunity.objects.bulk_update(rows, names, batch_size=200)
    StageChange.objects.bulk_create(steps)
    Opportunity.objects.filter(closed_at__isnull=False, credit_owner_id__isnull=True).update(
        credit_owner_id=F("owner_id"), credit_department_id=F("department_id")
    )
    return rows


def _moved(
    dice: random.Random, row: Opportunity, pipeline: Pipeline, stages: dict[int, Stage]
) -> StageChange:
    """The deal stands in the southern pipeline, and its history says since when."""
    before, row.pipeline_id, row.stage = row.stage_id, pipeline.pk, stages[_place(dice, row)]
    return StageChange(
        opportunity=row, from_stage_id=before, to_stage=row.stage, at=row.stage_since, dwell_ms=0
    )


def _place(dice: random.Random, row: Opportunity) -> int:
    return {"won": 4, "lost": 5}.get(row.state, dice.randrange(4))


def _close(dice: random.Random, row: Opportunity, causes: Sequence[CloseReason]) -> None:
    cause = next((one for one in causes if one.name in row.reason), None) or dice.choice(causes)
    row.cause, row.reason = cause, cause.name
    row.credit_owner_id, row.credit_department_id = row.owner_id, row.department_id


def _numbers(kind: str, days: Sequence[date]) -> list[str]:
    """Numbers as the counters would have given them, and the counters themselves."""
    counts: dict[date, int] = {}
    found = []
    for day in days:
        counts[day] = counts.get(day, 0) + 1
        found.append(papers.number(kind, day, counts[day]))
    Counter.objects.bulk_create(Counter(kind=kind, day=d, last=n) for d, n in counts.items())
    return found


def _quotes(place: World, dice: random.Random, deals: Sequence[Opportunity]) -> None:
    moments = sorted(place.calendar.moment(dice.randrange(0, 40)) for _ in deals)
    numbers = _numbers(papers.QUOTE, [at.date() for at in moments])
    states = ["draft", "sent", "sent", "accepted", "rejected"]
    rows = []
    for deal, at, number in zip(deals, moments, numbers, strict=True):
        state, total = dice.choice(states), sums.total(deal.lines)
        tax, amount = sums.with_tax(total, 13)
        rows.append(Quote(
            number=number, title=deal.title, customer_id=deal.customer_id, opportunity=deal,
            owner_id=deal.owner_id, department_id=deal.department_id, created_by_id=deal.owner_id,
            state=state, lines=deal.lines, tax_rate=13, tax_fen=tax, amount_fen=amount,
            valid_until=clock.now().date() + timedelta(days=dice.randrange(5, 40)),
            note="含送货;付款后 7 天内到货。", created_at=at, updated_at=at,
            sent_at=None if state == "draft" else at,
            answered_at=at + timedelta(hours=30) if state in {"accepted", "rejected"} else None,
        ))  # fmt: skip
    Quote.objects.bulk_create(rows)


def _contracts(place: World, dice: random.Random, deals: Sequence[Opportunity]) -> None:
    """Won deals with their payments: some paid, some on the way, some late."""
    won = [d for d in deals if d.state == "won" and d.amount_fen > 1_000 and d.owner_id][:CONTRACTS]
    moments = sorted(place.calendar.moment(dice.randrange(5, 80)) for _ in won)
    numbers = _numbers(papers.CONTRACT, [at.date() for at in moments])
    plans: list[Instalment] = []
    money: list[Payment] = []
    rows = []
    for deal, at, number in zip(won, moments, numbers, strict=True):
        signed = at.date()
        row = Contract(
            number=number, title=deal.title, customer_id=deal.customer_id, opportunity=deal,
            owner_id=deal.owner_id, department_id=deal.department_id, created_by_id=deal.owner_id,
            state="active", amount_fen=deal.amount_fen, signed_on=signed, starts_on=signed,
            ends_on=signed + timedelta(days=365), created_at=at, updated_at=at,
        )  # fmt: skip
        rows.append(row)
        _paid(dice, row, signed, plans, money)
    Contract.objects.bulk_create(rows)
    Instalment.objects.bulk_create(plans)
    Payment.objects.bulk_create(money)
    for customer_id in {row.customer_id for row in rows}:
        note_terms(customer_id)


def _paid(
    dice: random.Random, row: Contract, signed: date, plans: list[Instalment], money: list[Payment]
) -> None:
    today, left = clock.now().date(), row.amount_fen
    for at, (percent, name) in enumerate(PARTS):
        fen = left if at == len(PARTS) - 1 else row.amount_fen * percent // 100
        left -= fen
        part = Instalment(contract=row, position=at, name=name, amount_fen=fen,
                          due_on=signed + timedelta(days=30 * at + 3))  # fmt: skip
        plans.append(part)
        if part.due_on < today and dice.random() < 0.82:
            part.paid_fen = fen
            row.paid_fen += fen
            money.append(Payment(
                contract=row, instalment_id=part.pk, amount_fen=fen, balance_fen=row.paid_fen,
                received_on=part.due_on, method=dice.choice(["transfer", "transfer", "wechat"]),
                owner_id=row.owner_id, department_id=row.department_id, by_id=row.owner_id,
            ))  # fmt: skip


def _goals(place: World, dice: random.Random) -> None:
    """This year's months for the company, its departments and everybody who sells."""
    year, low = clock.now().year, place.profile.amounts_yuan[1] * 100
    people: list[Staff] = place.sellers[:60] or list(place.staff.values())
    departments = sorted({one.department_id for one in people if one.department_id})
    rows = []
    for month in range(1, 13):
        first = date(year, month, 1)
        value = low * dice.randrange(4, 8)
        subjects = [("staff", one.pk, value) for one in people]
        subjects += [
            ("department", key, value * sum(one.department_id == key for one in people))
            for key in departments
        ]
        subjects.append(("company", 0, value * len(people)))
        for metric, share in (("won_amount", 10), ("received", 8)):
            rows += [
                Goal(metric=metric, subject=s, subject_id=i, month=first, value=v * share // 10)
                for s, i, v in subjects
            ]
    Goal.objects.bulk_create(rows, batch_size=2_000)
