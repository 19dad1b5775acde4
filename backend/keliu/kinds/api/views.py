"""Saved and shared views of lists."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from keliu.accounts import public as door
from keliu.kinds.models import View
from keliu.kinds.ports import kind_of
from keliu.kinds.schemas_lists import ArrangeIn, ViewIn, ViewOut, ViewPatch, ViewsOut
from keliu.kinds.selectors import views as questions
from keliu.kinds.services import views as services
from keliu.platform import records

router = Router(tags=["views"])


def _shown(row: View) -> dict[str, Any]:
    return ViewOut.of(row).model_dump(mode="json")


def _find(view_id: int) -> View:
    return records.find(questions.visible(), view_id)


@router.get("/kinds/{kind}/views", response=ViewsOut)
@door.staff()
def view_list(request: HttpRequest, kind: str) -> ViewsOut:
    """One's own views of a kind and those shown to oneself, in one's own order."""
    rows, opens = questions.in_order(kind_of(kind).name)
    return ViewsOut(items=ViewOut.several(rows), opens=opens)


@router.post("/kinds/{kind}/views", response=ViewOut)
@door.staff()
def view_create(request: HttpRequest, kind: str, payload: ViewIn) -> ViewOut:
    """Save a view; sharing it needs `view.share`."""
    return ViewOut.of(services.view_create(kind_of(kind).name, payload.given()))


@router.put("/kinds/{kind}/views", response={204: None})
@door.staff()
def view_arrange(request: HttpRequest, kind: str, payload: ArrangeIn) -> None:
    """In which order one has the views, and which opens first."""
    services.views_arrange(kind_of(kind).name, payload.views, payload.opens)


@router.patch("/views/{int:view_id}", response=ViewOut)
@door.staff()
def view_update(request: HttpRequest, view_id: int, payload: ViewPatch) -> ViewOut:
    """Change one's own view; somebody else's is 403 `view_not_yours`."""
    row = services.view_change(
        _find(view_id), version=payload.version, given=payload.given(), current=_shown
    )
    return ViewOut.of(row)


@router.delete("/views/{int:view_id}", response={204: None})
@door.staff()
def view_delete(request: HttpRequest, view_id: int) -> None:
    """Delete a view; `restore` undoes it."""
    services.view_delete(_find(view_id))


@router.post("/views/{int:view_id}/restore", response=ViewOut)
@door.staff()
def view_restore(request: HttpRequest, view_id: int) -> ViewOut:
    """Bring one's own deleted view back."""
    return ViewOut.of(services.view_restore(services.deleted(view_id)))
