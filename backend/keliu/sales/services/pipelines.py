"""Pipelines: every merchant has one from its first day; more are set up for departments."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F

from keliu.accounts import public as accounts
from keliu.kinds import public as kinds
from keliu.kit.errors import Invalid, NotFound, Stale
from keliu.platform import audit, records
from keliu.sales import rules
from keliu.sales.errors import NameTaken, PipelineInUse, PipelineIsDefault
from keliu.sales.models import CloseReason, Pipeline, Stage
from keliu.sales.rules import pipelines as law
from keliu.sales.selectors import pipelines as questions

STARTING_REASONS = {
    rules.WON: ("价格合适", "服务好", "老客介绍", "产品合意"),
    rules.LOST: ("价格高", "选了别家", "暂时不需要", "联系不上"),
}
Shown = Callable[[Pipeline], Any]


@dataclass(frozen=True)
class StageGiven:
    """An open stage as the editor sends it; without an id it is new."""

    id: int | None
    name: str
    rate: int
    required: tuple[str, ...] = ()


@dataclass(frozen=True)
class EndGiven:
    """What can be changed of the won and lost stages."""

    name: str
    required: tuple[str, ...] = ()


def default_pipeline() -> Pipeline:
    """The merchant's default pipeline, made now if there is none yet."""
    return Pipeline.objects.filter(is_default=True).first() or _make()


@transaction.atomic
def _make() -> Pipeline:
    """The constraint lets one default live; a second maker takes the first one's."""
    row = Pipeline(name=rules.PIPELINE_NAME, is_default=True)
    Pipeline.objects.bulk_create([row], ignore_conflicts=True)
    made = Pipeline.objects.get(is_default=True)
    if made.pk != row.pk:
        return made
    _first_stages(row)
    CloseReason.objects.bulk_create(
        [
            CloseReason(kind=kind, name=name, position=at)
            for kind, names in STARTING_REASONS.items()
            for at, name in enumerate(names)
        ],
        ignore_conflicts=True,
    )
    audit.record("pipeline.create", "pipeline", row.pk, row.name)
    return row


def _first_stages(row: Pipeline) -> None:
    Stage.objects.bulk_create(
        [
            Stage(pipeline=row, name=plan.name, rate=plan.rate, kind=plan.kind, position=at)
            for at, plan in enumerate(rules.DEFAULT_STAGES)
        ]
    )


def _sound(given: Sequence[StageGiven]) -> None:
    """Raise Invalid unless these can be the open stages of a pipeline."""
    if not 1 <= len(given) <= law.MOST_STAGES:
        raise Invalid(fields={"stages": f"进行中的阶段要有 1 到 {law.MOST_STAGES} 个"})
    names = [stage.name for stage in given]
    if len(set(names)) != len(names):
        raise Invalid(fields={"stages": "两个阶段不能同名"})


def required_labels() -> dict[str, str]:
    """What stages may ask for, with the words people know, custom fields included."""
    builtin = {key: zh for key, (zh, _) in law.REQUIRABLE.items()}
    fields = kinds.fields_of("opportunity")
    return builtin | {field.key: field.zh for field in fields if field.custom}


def _known(required: Sequence[str], labels: dict[str, str]) -> list[str]:
    unknown = [key for key in required if key not in labels]
    if unknown:
        raise Invalid(fields={"stages": f"没有“{unknown[0]}”这个字段"})
    return list(dict.fromkeys(required))


def _departments(department_ids: Sequence[int]) -> list[int]:
    wanted = list(dict.fromkeys(department_ids))
    if len(accounts.department_names(wanted)) != len(wanted):
        raise Invalid(fields={"department_ids": "没有这个部门"})
    return wanted


def _name(save: Callable[[], Any], name: str) -> None:
    taken = NameTaken(name=name, fields={"name": f"“{name}”已经有了,换个名字"})
    with records.unique("pipeline_one_name", taken):
        save()


@transaction.atomic
def pipeline_create(*, name: str, department_ids: Sequence[int] = ()) -> Pipeline:
    """A new pipeline with the usual stages, to be shaped later. Raises NameTaken, Invalid."""
    row = Pipeline(name=name, department_ids=_departments(department_ids))
    _name(lambda: row.save(force_insert=True), name)
    _first_stages(row)
    audit.record("pipeline.create", "pipeline", row.pk, row.name)
    return row


@transaction.atomic
def pipeline_update(
    row: Pipeline,
    *,
    version: int,
    changes: dict[str, Any],
    stages: Sequence[StageGiven] | None,
    ends: dict[str, EndGiven],
    shown: Shown,
) -> Pipeline:
    """Change a pipeline and its stages as one. Raises Stale, NameTaken, Invalid."""
    questions.hold(row.pk, alone=True)
    if "department_ids" in changes:
        changes["department_ids"] = _departments(changes["department_ids"])
    row = _claimed(row, version, changes, shown)
    labels, told = required_labels(), list[str]()
    if stages is not None:
        told += _arrange(row, stages, labels)
    for kind, given in ends.items():
        required = _known(given.required, labels)
        Stage.objects.filter(pipeline=row, kind=kind).update(name=given.name, required=required)
    audited = {name: (None, value) for name, value in changes.items()}
    audit.record(
        "pipeline.update",
        "pipeline",
        row.pk,
        row.name,
        audited | ({"stages": (None, "、".join(told))} if told else {}),
    )
    return row


def _claimed(row: Pipeline, version: int, changes: dict[str, Any], shown: Shown) -> Pipeline:
    """The row with `changes`, if nobody saved since `version`."""
    rows, done = Pipeline.objects.filter(pk=row.pk, version=version), [0]

    def save() -> None:
        done[0] = rows.update(version=F("version") + 1, **changes)

    _name(save, changes.get("name", row.name))
    row.refresh_from_db()
    if not done[0]:
        raise Stale(current=shown(row))
    return row


def _arrange(row: Pipeline, given: Sequence[StageGiven], labels: dict[str, str]) -> list[str]:
    """Bring the open stages into the given order; returns their names.

    None may be left out: a stage goes by `stage_retire`, which says where its opportunities go.
    """
    _sound(given)
    alive = Stage.objects.filter(pipeline=row, retired_at__isnull=True)
    known = {stage.pk for stage in alive.filter(kind=rules.OPEN)}
    if {stage.id for stage in given if stage.id} != known:
        raise Invalid(fields={"stages": "阶段列表和现在的不一致,请刷新;去掉阶段请用“停用”"})
    alive.update(position=F("position") + 100)  # out of the way of the new places
    for at, stage in enumerate(given):
        values: dict[str, Any] = {
            "name": stage.name,
            "rate": stage.rate,
            "position": at,
            "required": _known(stage.required, labels),
        }
        if stage.id:
            alive.filter(pk=stage.id).update(**values)
        else:
            Stage.objects.create(pipeline=row, kind=rules.OPEN, **values)
    for at, kind in enumerate((rules.WON, rules.LOST)):
        alive.filter(kind=kind).update(position=len(given) + at)
    return [stage.name for stage in given]


@transaction.atomic
def pipeline_make_default(row: Pipeline) -> Pipeline:
    """New merchants' people, and those without a pipeline of their own, start in this one."""
    Pipeline.objects.filter(is_default=True).exclude(pk=row.pk).update(is_default=False)
    Pipeline.objects.filter(pk=row.pk).update(is_default=True, version=F("version") + 1)
    row.refresh_from_db()
    audit.record("pipeline.make_default", "pipeline", row.pk, row.name)
    return row


@transaction.atomic
def pipeline_delete(row: Pipeline) -> None:
    """Remove a pipeline that no opportunity ever used. Raises PipelineIsDefault, PipelineInUse."""
    questions.hold(row.pk, alone=True)
    row = _again(row)
    if row.is_default:
        raise PipelineIsDefault
    count = questions.in_use(row.pk)
    if count:
        raise PipelineInUse(count=count)
    Stage.objects.filter(pipeline=row).delete()
    Pipeline.objects.filter(pk=row.pk).delete()
    audit.record("pipeline.delete", "pipeline", row.pk, row.name)


def _again(row: Pipeline) -> Pipeline:
    found = Pipeline.objects.filter(pk=row.pk).first()
    if found is None:
        raise NotFound
    return found
