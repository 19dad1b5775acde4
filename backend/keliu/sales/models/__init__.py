"""The tables of sales, one file for each noun."""

from keliu.sales.models.contracts import Contract, Instalment, Payment
from keliu.sales.models.lead_forms import LeadForm, LeadFormText, SendingRate, Submission
from keliu.sales.models.leads import AssignmentLog, AssignmentRule, Lead
from keliu.sales.models.opportunities import ALIVE, Opportunity, Pipeline, Stage, StageChange, Tally
from keliu.sales.models.pipelines import CloseReason, Competitor
from keliu.sales.models.quotes import Counter, Quote
from keliu.sales.models.targets import Target

__all__ = [
    "ALIVE", "AssignmentLog", "AssignmentRule", "CloseReason", "Competitor", "Contract", "Counter",
    "Instalment", "Lead", "LeadForm", "LeadFormText", "Opportunity", "Payment", "Pipeline", "Quote",
    "SendingRate", "Stage", "StageChange", "Submission", "Tally", "Target",
]  # fmt: skip
