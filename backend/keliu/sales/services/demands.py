"""What the stages of a pipeline ask for before an opportunity may stand in them."""

from typing import Any

from keliu.sales.errors import FieldsMissing, NoWayBack
from keliu.sales.models import Opportunity, Pipeline, Stage
from keliu.sales.rules import pipelines as law
from keliu.sales.selectors import opportunities as questions
from keliu.sales.selectors.pipelines import view
from keliu.sales.services.pipelines import required_labels

COLUMNS = ("amount_fen", "expected_on", "note", "lines", "competitors", "custom")


def check(
    row: Opportunity, to: Stage, here: Stage | None, fill: dict[str, Any] | None = None
) -> None:
    """Raise NoWayBack or FieldsMissing unless `row`, with `fill`, may go from `here` to `to`."""
    goal = view(to)
    if here is not None and law.goes_back(view(here), goal):
        if not Pipeline.objects.get(pk=row.pipeline_id).backward:
            raise NoWayBack(stage=to.name)
        return  # on the way back nothing more is asked for
    stages = [view(stage) for stage in questions.stages_of(row.pipeline_id)]
    asked = law.asked_for(stages, goal)
    values = {name: getattr(row, name) for name in COLUMNS} | (fill or {})
    left = law.missing(asked, values) if asked else []
    if left:
        raise refused(to, left)


def refused(to: Stage, left: list[str]) -> FieldsMissing:
    """The refusal: for every field what to fill in."""
    labels = required_labels()
    fields = {key: f"进入“{to.name}”要先填“{labels.get(key, key)}”" for key in left}
    return FieldsMissing(stage=to.name, missing=left, fields=fields)
