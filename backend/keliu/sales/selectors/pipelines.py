"""Pipelines, their live stages, and who works with which."""

from keliu.accounts import public as accounts
from keliu.kit import actor, scope
from keliu.platform import records, sql
from keliu.sales import rules
from keliu.sales.models import CloseReason, Competitor, Opportunity, Pipeline, Stage
from keliu.sales.rules import pipelines as law
from keliu.sales.rules.pipelines import StageView

READ, WRITE = "opportunity.read", "pipeline.write"
# A pipeline is changed alone: steps share this lock, the editor takes it whole.
SHARED = "SELECT pg_advisory_xact_lock_shared(hashtextextended('sales.pipeline:' || %s::text, 0))"
ALONE = "SELECT pg_advisory_xact_lock(hashtextextended('sales.pipeline:' || %s::text, 0))"
PATH = "SELECT path FROM accounts_department WHERE merchant_id = %s AND id = %s"


def hold(pipeline_id: int, *, alone: bool = False) -> None:
    """Until the transaction ends nobody edits this pipeline; `alone`, nobody takes a step in it."""
    sql.do(ALONE if alone else SHARED, [pipeline_id])


def view(stage: Stage) -> StageView:
    """A stage as the law looks at it."""
    required = tuple(stage.required)
    return StageView(stage.pk, stage.name, stage.kind, stage.position, required)


def own_path() -> tuple[int, ...]:
    """The departments from the root down to the acting person's own."""
    department = actor.current().department_id
    row = sql.one(PATH, [scope.current(), department]) if department else None
    return tuple(row[0]) if row else ()


def sees_all() -> bool:
    """Whether the acting person works with every pipeline: who sets them up, or sees all deals."""
    who = actor.current()
    return who.may(WRITE) or who.reach(READ) == "all"


def visible() -> list[Pipeline]:
    """The pipelines the acting person works with, the one they start in first."""
    rows = list(Pipeline.objects.order_by("-is_default", "id"))
    if sees_all():
        return rows
    path, below = own_path(), actor.current().departments
    mine = [row for row in rows if row.is_default or law.belongs(row.department_ids, path, below)]
    return sorted(mine, key=lambda row: not set(row.department_ids) & set(path))


def chosen(pipeline_id: int | None) -> Pipeline | None:
    """The pipeline asked for, or the one the acting person starts in. None: not theirs."""
    rows = visible()
    return next((row for row in rows if pipeline_id in {None, row.pk}), None)


def stages_by_pipeline() -> dict[int, list[Stage]]:
    """The live stages of every pipeline in order."""
    found: dict[int, list[Stage]] = {}
    for stage in Stage.objects.filter(retired_at__isnull=True).order_by("position"):
        found.setdefault(stage.pipeline_id, []).append(stage)
    return found


def in_use(pipeline_id: int) -> int:
    """How many opportunities a pipeline has, deleted ones too: they may come back."""
    return Opportunity.objects.filter(pipeline_id=pipeline_id).count()


def end_of(pipeline_id: int, kind: str) -> Stage:
    """The won or lost stage of a pipeline."""
    assert kind in {rules.WON, rules.LOST}
    return Stage.objects.get(pipeline_id=pipeline_id, kind=kind)


def competitors() -> list[Competitor]:
    """The merchant's competitors by name."""
    return list(Competitor.objects.filter(deleted_at__isnull=True).order_by("name"))


def competitor(competitor_id: int) -> Competitor:
    """One of them. Raises NotFound."""
    return records.find(Competitor.objects.filter(deleted_at__isnull=True), competitor_id)


def reasons(kind: str | None = None) -> list[CloseReason]:
    """The usual reasons in their order."""
    rows = CloseReason.objects.filter(deleted_at__isnull=True).order_by("kind", "position", "id")
    return list(rows.filter(kind=kind) if kind else rows)


def reason(reason_id: int) -> CloseReason:
    """One of them. Raises NotFound."""
    return records.find(CloseReason.objects.filter(deleted_at__isnull=True), reason_id)


def department_refs(pipelines: list[Pipeline]) -> dict[int, str]:
    """Names of the departments these pipelines are for."""
    return accounts.department_names({one for row in pipelines for one in row.department_ids})
