"""Migrating without rendering every model at every step.

After each step Django renders again whatever the changed model is related to, over any number of
links in either direction. All our tables are linked to the merchant, so that each of some 400 steps
rendered all of them: 20 of the 22 seconds of a new installation. What really holds a model's class
are the models that point to it, directly or over others; only those are rendered again.
"""

from collections import defaultdict

from django.db.migrations.state import ProjectState
from django.db.migrations.utils import resolve_relation

Key = tuple[str, str]


def _pointing(states: ProjectState) -> dict[Key, set[Key]]:
    """Which models point to each model."""
    found: dict[Key, set[Key]] = defaultdict(set)
    for source, model in states.models.items():
        for field in model.fields.values():
            if field.remote_field is not None:
                found[resolve_relation(field.remote_field.model, *source)].add(source)
    return found


def rendered_again(self: ProjectState, app_label: str, model_name: str, *_: bool) -> set[Key]:
    """Stands in for ProjectState._find_reload_model, whatever it says about delaying."""
    pointing = _pointing(self)
    found, waiting = {(app_label, model_name)}, [(app_label, model_name)]
    while waiting:
        fresh = pointing[waiting.pop()] - found
        found |= fresh
        waiting += fresh
    return found


def install() -> None:
    """Let Django's migrations use it."""
    ProjectState._find_reload_model = rendered_again  # type: ignore[attr-defined]  # Django's own, private
