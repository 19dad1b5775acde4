"""The pipeline and the usual reasons of a trade's template."""

import msgspec
from django.db.models import F

from keliu.kinds.ports import Addition, PresetPart
from keliu.platform import audit
from keliu.platform.undo import Journal
from keliu.sales import rules
from keliu.sales.models import CloseReason, Pipeline, Stage
from keliu.sales.selectors import pipelines as questions
from keliu.sales.services.pipelines import default_pipeline
from keliu.sales.services.setup import reason_add

ENDS = tuple(plan for plan in rules.DEFAULT_STAGES if plan.kind != rules.OPEN)
Steps = list[tuple[str, int]]


class PipelinePlan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A pipeline: its open stages with the chance to win from there."""

    name: str
    stages: list[tuple[str, int]]


class ReasonsPlan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The usual reasons for winning and losing."""

    won: list[str]
    lost: list[str]


def _open(row: Pipeline) -> list[Stage]:
    live = Stage.objects.filter(pipeline=row, kind=rules.OPEN, retired_at__isnull=True)
    return list(live.order_by("position"))


def _steps(row: Pipeline) -> Steps:
    return [(stage.name, stage.rate) for stage in _open(row)]


def _untouched(row: Pipeline) -> bool:
    """As it was founded, and no opportunity ever used it: nobody's work is in it."""
    first = [(one.name, one.rate) for one in rules.DEFAULT_STAGES if one.kind == rules.OPEN]
    as_founded = row.version == 1 and row.name == rules.PIPELINE_NAME and _steps(row) == first
    return as_founded and not questions.in_use(row.pk)


def _missing_pipeline(plan: PipelinePlan) -> list[Addition]:
    row = default_pipeline()
    if Pipeline.objects.filter(name=plan.name).exists() or _steps(row) == plan.stages:
        return []
    return [Addition(f"{name} {rate}%", plan.name, plan.name) for name, rate in plan.stages]


def _add_pipeline(plan: PipelinePlan, journal: Journal) -> None:
    """The founded pipeline takes the trade's stages while it is untouched, else a new one does."""
    row = default_pipeline()
    questions.hold(row.pk, alone=True)
    if _untouched(row):
        _reshape(row, plan, journal)
        audit.record("pipeline.update", "pipeline", row.pk, plan.name)
        return
    row = Pipeline.objects.create(name=plan.name)
    made = [
        Stage(pipeline=row, name=name, rate=rate, position=at)
        for at, (name, rate) in enumerate(plan.stages)
    ]
    made += [
        Stage(pipeline=row, name=end.name, rate=end.rate, kind=end.kind, position=len(made) + at)
        for at, end in enumerate(ENDS)
    ]
    Stage.objects.bulk_create(made)
    journal.created(Pipeline, [row.pk])
    journal.created(Stage, [stage.pk for stage in made])
    audit.record("pipeline.create", "pipeline", row.pk, plan.name)


def _reshape(row: Pipeline, plan: PipelinePlan, journal: Journal) -> None:
    stages = Stage.objects.filter(pipeline=row)
    journal.watch(Pipeline, [row.pk])
    journal.watch(Stage, list(stages.values_list("id", flat=True)))
    Pipeline.objects.filter(pk=row.pk).update(name=plan.name, version=F("version") + 1)
    before = _open(row)
    stages.update(position=F("position") + 100)  # out of the way of the new places
    for at, (name, rate) in enumerate(plan.stages):
        if at < len(before):
            stages.filter(pk=before[at].pk).update(name=name, rate=rate, position=at)
        else:
            made = Stage.objects.create(pipeline=row, name=name, rate=rate, position=at)
            journal.created(Stage, [made.pk])
    stages.filter(pk__in=[stage.pk for stage in before[len(plan.stages) :]]).delete()
    for at, end in enumerate(ENDS):
        stages.filter(kind=end.kind).update(position=len(plan.stages) + at)


def _wanted(plan: ReasonsPlan) -> list[tuple[str, str]]:
    """Reasons nobody has; those that were taken away count as there."""
    known = set(CloseReason.objects.values_list("kind", "name"))
    pairs = [*((rules.WON, one) for one in plan.won), *((rules.LOST, one) for one in plan.lost)]
    return [pair for pair in pairs if pair not in known]


def _missing_reasons(plan: ReasonsPlan) -> list[Addition]:
    words = {rules.WON: ("赢单", "Won"), rules.LOST: ("输单", "Lost")}
    return [Addition(name, *words[kind]) for kind, name in _wanted(plan)]


def _add_reasons(plan: ReasonsPlan, journal: Journal) -> None:
    default_pipeline()  # the first reasons come with it
    for kind, name in _wanted(plan):
        journal.created(CloseReason, [reason_add(kind=kind, name=name).pk])


PIPELINE = PresetPart(
    "pipeline", "销售流程", "Pipeline", PipelinePlan, _missing_pipeline, _add_pipeline
)
REASONS = PresetPart("reasons", "输赢原因", "Reasons", ReasonsPlan, _missing_reasons, _add_reasons)
PARTS = (PIPELINE, REASONS)
