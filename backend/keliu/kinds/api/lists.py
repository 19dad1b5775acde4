"""What every list can do: its filter language, counts, and work on many records at once."""

from django.http import HttpRequest
from ninja import Router

from keliu.accounts import public as door
from keliu.kinds import filters
from keliu.kinds.ports import Kind, kind_of
from keliu.kinds.schemas_lists import (
    BulkIn,
    BulkOut,
    CountOut,
    DescribedOut,
    FilterIn,
    LanguageOut,
)
from keliu.kinds.selectors import matching
from keliu.kinds.services import bulk
from keliu.kit import actor
from keliu.kit.errors import Forbidden
from keliu.platform.wire import Bilingual

router = Router(tags=["lists"])


def _seen(name: str) -> Kind:
    """A kind whose records the acting person may see. Raises NotFound, Forbidden."""
    kind = kind_of(name)
    if not actor.current().may(kind.read):
        raise Forbidden(permission=kind.read)
    return kind


def _said(kind: str, given: filters.Filter) -> Bilingual:
    zh, en = (filters.describe(kind, given, spoken) for spoken in ("zh", "en"))
    return Bilingual(zh=zh, en=en)


@router.get("/kinds/{kind}/filter-fields", response=LanguageOut)
@door.staff()
def filter_fields(request: HttpRequest, kind: str) -> LanguageOut:
    """What can be asked about a kind: its fields, and the comparisons each of them knows."""
    return LanguageOut.of(list(filters.fields(_seen(kind).name).values()))


@router.post("/kinds/{kind}/describe", response=DescribedOut)
@door.staff()
def filter_described(request: HttpRequest, kind: str, payload: FilterIn) -> DescribedOut:
    """A filter in words."""
    name, whole = _seen(kind).name, payload.filter
    parts = whole["all"] if isinstance(whole.get("all"), list) else [whole] if whole else []
    filters.check(name, whole)
    return DescribedOut(whole=_said(name, whole), parts=[_said(name, part) for part in parts])


@router.post("/kinds/{kind}/count", response=CountOut)
@door.staff()
def filter_count(request: HttpRequest, kind: str, payload: FilterIn) -> CountOut:
    """How many records match within reach; counting stops at ten thousand."""
    found, more = matching.count(_seen(kind), payload.filter, payload.q)
    return CountOut(count=found, more=more)


@router.post("/kinds/{kind}/bulk", response=BulkOut)
@door.staff()
def bulk_start(request: HttpRequest, kind: str, payload: BulkIn) -> BulkOut:
    """Edit, assign, delete or restore many records in the background; it can be undone."""
    operation = bulk.start(_seen(kind), bulk.Asked(**dict(payload)))
    return BulkOut(operation_id=operation.pk, title=operation.title, total=operation.total)
