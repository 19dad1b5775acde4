"""Putting a stage away: its opportunities go to another one, all in one moment."""

from django.db import transaction
from django.db.models import F

from keliu.kit import actor, clock, ids, scope
from keliu.kit.errors import Invalid, Stale
from keliu.platform import audit, realtime, sql
from keliu.sales import rules
from keliu.sales.errors import LastStage
from keliu.sales.models import Pipeline, Stage
from keliu.sales.selectors import pipelines as questions
from keliu.sales.services import tally
from keliu.sales.services.pipelines import Shown
from keliu.sales.services.tally import Place

# Deleted ones move too: restored, they must not stand in a stage that is gone.
MOVED = """WITH old AS (SELECT id, stage_since FROM sales_opportunity
  WHERE merchant_id = %(m)s AND stage_id = %(here)s ORDER BY id FOR NO KEY UPDATE)
 UPDATE sales_opportunity o SET stage_id = %(there)s, stage_since = %(now)s,
  version = o.version + 1, updated_at = %(now)s
 FROM old WHERE o.merchant_id = %(m)s AND o.id = old.id
 RETURNING o.id, old.stage_since, o.owner_id, o.department_id, o.amount_fen, o.deleted_at"""
STEPS = """INSERT INTO sales_stagechange
  (id, merchant_id, opportunity_id, from_stage_id, to_stage_id, at, by_id, dwell_ms)
 SELECT id, %s, opportunity, %s, %s, %s, %s, dwell
 FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS s (id, opportunity, dwell)"""


@transaction.atomic
def stage_retire(
    pipeline: Pipeline, *, stage_id: int, to_stage_id: int, version: int, shown: Shown
) -> int:
    """Put an open stage away and move what stands in it; returns how many moved.

    Nobody takes a step in this pipeline meanwhile. Raises Stale, Invalid, LastStage.
    """
    questions.hold(pipeline.pk, alone=True)
    stage, to = _two(pipeline, stage_id, to_stage_id)
    done = Pipeline.objects.filter(pk=pipeline.pk, version=version).update(version=F("version") + 1)
    pipeline.refresh_from_db()
    if not done:
        raise Stale(current=shown(pipeline))
    Stage.objects.filter(pk=stage.pk).update(retired_at=clock.now())
    count = _empty(pipeline, stage, to)
    after = {"stage": (stage.name, to.name), "moved": (None, count)}
    audit.record("pipeline.retire_stage", "pipeline", pipeline.pk, pipeline.name, after)
    _show(pipeline, to)
    return count


def _show(pipeline: Pipeline, to: Stage) -> None:
    """Open boards read themselves anew: no card of theirs has version 0."""
    data = {"opportunity_id": "0", "stage_id": str(to.pk), "state": rules.OPEN, "version": 0}
    realtime.push(realtime.board_topic(pipeline.pk), "board.changed", data)


def _two(pipeline: Pipeline, stage_id: int, to_stage_id: int) -> tuple[Stage, Stage]:
    alive = Stage.objects.filter(pipeline=pipeline, kind=rules.OPEN, retired_at__isnull=True)
    found = {stage.pk: stage for stage in alive}
    if stage_id not in found:
        raise Invalid(fields={"stage_id": "没有这个进行中的阶段"})
    if len(found) == 1:
        raise LastStage
    if to_stage_id not in found or to_stage_id == stage_id:
        raise Invalid(fields={"to_stage_id": "请选同一流程里另一个进行中的阶段"})
    return found[stage_id], found[to_stage_id]


def _empty(pipeline: Pipeline, stage: Stage, to: Stage) -> int:
    """Move everything from `stage` to `to`, with its history and the board's sums."""
    now = clock.now()
    moved = sql.rows(MOVED, {"m": scope.current(), "here": stage.pk, "there": to.pk, "now": now})
    dwells = [rules.dwell_ms(clock.to_ms(row[1]), clock.to_ms(now)) for row in moved]
    place = [scope.current(), stage.pk, to.pk, now, actor.current().staff_id]
    sql.do(STEPS, [*place, [ids.new() for _ in moved], [row[0] for row in moved], dwells])
    pairs = []
    for row in moved:
        if row[5] is None:
            after = Place(pipeline.pk, to.pk, row[2] or 0, row[3] or 0, row[4])
            pairs.append((after._replace(stage_id=stage.pk), after))
    tally.shift_all(pairs)
    return len(moved)
