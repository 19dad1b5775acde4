"""When customers become one, their business goes along (customers' port `parts`)."""

from django.db.models import Q

from keliu.customers.ports import rows_part
from keliu.sales.models import Contract, Lead, Opportunity, Quote
from keliu.sales.services.steps import note_deal
from keliu.sales.services.terms import note_terms

ALIVE = Q(deleted_at__isnull=True)

PARTS = [
    rows_part(
        "opportunities", "商机", "Opportunities", Opportunity, living=ALIVE, refresh=note_deal
    ),
    rows_part("leads", "转化来的线索", "Converted leads", Lead, living=ALIVE),
    rows_part("quotes", "报价", "Quotes", Quote, living=ALIVE),
    rows_part("contracts", "合同", "Contracts", Contract, living=ALIVE, refresh=note_terms),
]
