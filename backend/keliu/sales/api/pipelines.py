"""Setting up pipelines, competitors and the usual reasons."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from keliu.accounts import public as accounts
from keliu.kinds import public as kinds
from keliu.platform import records
from keliu.platform.wire import Bilingual, Items
from keliu.sales.models import Pipeline
from keliu.sales.rules import pipelines as law
from keliu.sales.schemas import PipelineWhole
from keliu.sales.schemas import pipelines as schemas
from keliu.sales.selectors import opportunities as deals
from keliu.sales.selectors import pipelines as questions
from keliu.sales.services import pipelines as services
from keliu.sales.services import setup
from keliu.sales.services.pipelines import EndGiven, StageGiven
from keliu.sales.services.stages import stage_retire

router = Router(tags=["sales"])
READ, WRITE = questions.READ, questions.WRITE


def _out(row: Pipeline) -> PipelineWhole:
    return PipelineWhole.of(row, deals.stages_of(row.pk), questions.department_refs([row]))


def _current(row: Pipeline) -> Any:
    return _out(row).model_dump(mode="json")


def _find(pipeline_id: int) -> Pipeline:
    return records.find(Pipeline.objects.all(), pipeline_id)


@router.get("/pipelines", response=Items[PipelineWhole])
@accounts.staff(READ)
def pipeline_list(request: HttpRequest) -> Items[PipelineWhole]:
    """The pipelines one works with, with their stages; the one to start in comes first."""
    services.default_pipeline()
    rows, stages = questions.visible(), questions.stages_by_pipeline()
    names = questions.department_refs(rows)
    items = [PipelineWhole.of(row, stages.get(row.pk, []), names) for row in rows]
    return Items[PipelineWhole](items=items)


@router.post("/pipelines", response=PipelineWhole)
@accounts.staff(WRITE)
def pipeline_create(request: HttpRequest, payload: schemas.PipelineIn) -> PipelineWhole:
    """A new pipeline with the usual stages."""
    return _out(services.pipeline_create(name=payload.name, department_ids=payload.department_ids))


@router.patch("/pipelines/{int:pipeline_id}", response=PipelineWhole)
@accounts.staff(WRITE)
def pipeline_update(
    request: HttpRequest, pipeline_id: int, payload: schemas.PipelinePatch
) -> PipelineWhole:
    """Change a pipeline; `stages` are all its open stages in their new order."""
    stages = payload.stages
    row = services.pipeline_update(
        _find(pipeline_id),
        version=payload.version,
        changes=_plain(payload),
        stages=None if stages is None else [_stage(one) for one in stages],
        ends={kind: _end(end) for kind, end in _ends(payload).items()},
        shown=_current,
    )
    return _out(row)


def _plain(payload: schemas.PipelinePatch) -> dict[str, Any]:
    names = ("name", "department_ids", "backward", "reopening")
    given = {name: getattr(payload, name) for name in names}
    return {name: value for name, value in given.items() if value is not None}


def _stage(one: schemas.StageIn) -> StageGiven:
    return StageGiven(one.id, one.name, one.rate, tuple(one.required))


def _ends(payload: schemas.PipelinePatch) -> dict[str, schemas.EndIn]:
    ends = {"won": payload.won, "lost": payload.lost}
    return {kind: end for kind, end in ends.items() if end is not None}


def _end(end: schemas.EndIn) -> EndGiven:
    return EndGiven(end.name, tuple(end.required))


@router.post("/pipelines/{int:pipeline_id}/retire-stage", response=PipelineWhole)
@accounts.staff(WRITE)
def pipeline_retire_stage(
    request: HttpRequest, pipeline_id: int, payload: schemas.RetireIn
) -> PipelineWhole:
    """Put an open stage away; its opportunities go to another one."""
    row = _find(pipeline_id)
    stage_retire(
        row,
        stage_id=payload.stage_id,
        to_stage_id=payload.to_stage_id,
        version=payload.version,
        shown=_current,
    )
    return _out(row)


@router.post("/pipelines/{int:pipeline_id}/make-default", response=PipelineWhole)
@accounts.staff(WRITE)
def pipeline_make_default(request: HttpRequest, pipeline_id: int) -> PipelineWhole:
    """Make it the one that people without a pipeline of their own start in."""
    return _out(services.pipeline_make_default(_find(pipeline_id)))


@router.delete("/pipelines/{int:pipeline_id}", response={204: None})
@accounts.staff(WRITE)
def pipeline_delete(request: HttpRequest, pipeline_id: int) -> None:
    """Remove a pipeline that was never used."""
    services.pipeline_delete(_find(pipeline_id))


@router.get("/pipelines/fields", response=Items[schemas.RequirableField])
@accounts.staff(READ)
def pipeline_fields(request: HttpRequest) -> Items[schemas.RequirableField]:
    """What stages may ask for."""
    known = [(key, zh, en) for key, (zh, en) in law.REQUIRABLE.items()]
    known += [(f.key, f.zh, f.en) for f in kinds.fields_of("opportunity") if f.custom]
    items = [schemas.RequirableField(key=k, name=Bilingual(zh=zh, en=en)) for k, zh, en in known]
    return Items[schemas.RequirableField](items=items)


@router.get("/competitors", response=Items[schemas.CompetitorOut])
@accounts.staff(READ)
def competitor_list(request: HttpRequest) -> Items[schemas.CompetitorOut]:
    """The merchant's competitors."""
    items = [schemas.CompetitorOut.of(row) for row in questions.competitors()]
    return Items[schemas.CompetitorOut](items=items)


@router.post("/competitors", response=schemas.CompetitorOut)
@accounts.staff(WRITE)
def competitor_create(request: HttpRequest, payload: schemas.CompetitorIn) -> schemas.CompetitorOut:
    """Add a competitor."""
    return schemas.CompetitorOut.of(setup.competitor_add(**payload.model_dump()))


@router.patch("/competitors/{int:competitor_id}", response=schemas.CompetitorOut)
@accounts.staff(WRITE)
def competitor_update(
    request: HttpRequest, competitor_id: int, payload: schemas.CompetitorPatch
) -> schemas.CompetitorOut:
    """Change a competitor."""
    changes = payload.model_dump(exclude={"version"}, exclude_none=True)
    row = setup.changed(
        questions.competitor(competitor_id),
        version=payload.version,
        changes=changes,
        shown=lambda one: schemas.CompetitorOut.of(one).model_dump(mode="json"),
    )
    return schemas.CompetitorOut.of(row)


@router.delete("/competitors/{int:competitor_id}", response={204: None})
@accounts.staff(WRITE)
def competitor_delete(request: HttpRequest, competitor_id: int) -> None:
    """Take a competitor off the list; opportunities that name it keep it."""
    records.delete(questions.competitor(competitor_id))


@router.get("/close-reasons", response=Items[schemas.CloseReasonOut])
@accounts.staff(READ)
def close_reason_list(request: HttpRequest) -> Items[schemas.CloseReasonOut]:
    """The usual reasons for winning and losing, in their order."""
    services.default_pipeline()
    items = [schemas.CloseReasonOut.of(row) for row in questions.reasons()]
    return Items[schemas.CloseReasonOut](items=items)


@router.post("/close-reasons", response=schemas.CloseReasonOut)
@accounts.staff(WRITE)
def close_reason_create(
    request: HttpRequest, payload: schemas.CloseReasonIn
) -> schemas.CloseReasonOut:
    """Add a usual reason."""
    return schemas.CloseReasonOut.of(setup.reason_add(kind=payload.kind, name=payload.name))


@router.patch("/close-reasons/{int:reason_id}", response=schemas.CloseReasonOut)
@accounts.staff(WRITE)
def close_reason_update(
    request: HttpRequest, reason_id: int, payload: schemas.CloseReasonPatch
) -> schemas.CloseReasonOut:
    """Change a usual reason's name or place."""
    changes = payload.model_dump(exclude={"version"}, exclude_none=True)
    row = setup.changed(
        questions.reason(reason_id),
        version=payload.version,
        changes=changes,
        shown=lambda one: schemas.CloseReasonOut.of(one).model_dump(mode="json"),
    )
    return schemas.CloseReasonOut.of(row)


@router.delete("/close-reasons/{int:reason_id}", response={204: None})
@accounts.staff(WRITE)
def close_reason_delete(request: HttpRequest, reason_id: int) -> None:
    """Stop offering a reason; what was closed with it keeps it."""
    records.delete(questions.reason(reason_id))
