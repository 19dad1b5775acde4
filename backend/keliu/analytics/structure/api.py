"""The customers' structure."""

from django.http import HttpRequest
from ninja import Query, Router

from keliu.accounts import public as accounts
from keliu.analytics import rules
from keliu.analytics.structure import services
from keliu.analytics.structure.schemas import StructureAsked, StructureOut
from keliu.kinds import public as kinds

router = Router(tags=["structure"])


@router.get("/structure", response=StructureOut)
@accounts.staff(rules.REPORT)
def structure(request: HttpRequest, asked: Query[StructureAsked]) -> StructureOut:
    """Customers by growth, place, industry, source, level, stage of life, tags and owner.

    Each figure's drill-down lists exactly its customers; a customer may carry several tags.
    """
    return services.structure(kinds.read_filter(asked.filter))
