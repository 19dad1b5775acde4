"""Targets and how far they are reached."""

from datetime import date
from urllib.parse import urlencode

from django.http import HttpRequest
from ninja import Query, Router

from keliu.accounts import public as accounts
from keliu.kit import clock
from keliu.kit.errors import Forbidden, Invalid
from keliu.platform import merchants
from keliu.sales.rules import targets as law
from keliu.sales.schemas import targets as schemas
from keliu.sales.schemas.targets import TargetCell, TargetLine, TargetProgress, TargetsOut
from keliu.sales.selectors import targets as questions
from keliu.sales.selectors.targets import Line
from keliu.sales.services import targets as services

router = Router(tags=["targets"])


def drill(metric: str, subject: str, subject_id: int, month: date, zone: str) -> str:
    """The list whose rows make a month's figure."""
    credit = {} if subject == "company" else {"credit": f"{subject}:{subject_id}"}
    start, end = questions.window(month, month, zone)
    if metric == "received":
        last = clock.local_day(end, zone).toordinal() - 1
        days = {"received_from": month.isoformat(), "received_to": date.fromordinal(last)}
        return "/payments?" + urlencode({**days, **credit})
    closed = {"closed_from": clock.iso(start), "closed_to": clock.iso(end)}
    return "/opportunities?" + urlencode({"state": "won", **closed, **credit})


def _line(line: Line, metric: str, months: list[date], zone: str) -> TargetLine:
    cells = [
        TargetCell(
            month=month,
            target=line.targets.get(month),
            actual=line.actuals.get(month, 0),
            page=drill(metric, line.subject, line.id, month, zone),
        )
        for month in months
    ]
    return TargetLine(subject=line.subject, id=line.id or None, name=line.name, cells=cells)


def _sheet(metric: schemas.Metric, year: int | None) -> TargetsOut:
    if not questions.allowed(metric):
        raise Forbidden(permission=questions.RECORD[metric])
    zone = merchants.timezone()
    wanted = year or clock.local_day(clock.now(), zone).year
    months = law.months_of(wanted)
    lines = questions.year_of(metric, wanted, zone)
    found = [_line(line, metric, months, zone) for line in lines]
    return TargetsOut(metric=metric, year=wanted, lines=found)


@router.get("/targets", response=TargetsOut)
@accounts.staff(questions.REPORT)
def target_list(request: HttpRequest, asked: Query[schemas.TargetsAsked]) -> TargetsOut:
    """A year of targets and what was reached, as far as one sees the records themselves."""
    return _sheet(asked.metric, asked.year)


@router.put("/targets", response=TargetsOut)
@accounts.staff(questions.WRITE)
def target_save(request: HttpRequest, payload: schemas.TargetsIn) -> TargetsOut:
    """Set figures of the grid; a cell without a value is taken away."""
    cells = [
        services.Cell(one.subject, 0 if one.subject == "company" else one.id or 0, one.month,
                      one.value)
        for one in payload.cells
    ]  # fmt: skip
    seen = {(line.subject, line.id) for line in questions.subjects(payload.metric)}
    if any((one.subject, one.subject_id) not in seen for one in cells):
        raise Invalid(fields={"cells": "只能设定你看得到的部门和同事的目标"})
    services.targets_save(metric=payload.metric, cells=cells)
    return _sheet(payload.metric, payload.cells[0].month.year if payload.cells else None)


@router.get("/targets/progress", response=schemas.TargetProgressOut)
@accounts.staff(questions.REPORT)
def target_progress(request: HttpRequest) -> schemas.TargetProgressOut:
    """How far this month's targets nearest to oneself are reached."""
    zone = merchants.timezone()
    day = clock.local_day(clock.now(), zone)
    month = day.replace(day=1)
    items = [
        TargetProgress(
            metric=one.metric,
            subject=one.subject,
            name=one.name,
            target=one.target,
            actual=one.actual,
            percent=law.share(one.actual, one.target) or 0,
            page=drill(one.metric, one.subject, one.id, month, zone),
        )
        for one in questions.progress(day, zone)
    ]
    return schemas.TargetProgressOut(month=month, items=items)
