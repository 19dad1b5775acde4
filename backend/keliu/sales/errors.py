"""What may go wrong with an opportunity."""

from keliu.kit.errors import KeliuError


class OpportunityClosed(KeliuError):
    code, status, message = "opportunity_closed", 409, "商机“{title}”已经结束,要改请先重新打开"


class OpportunityOpen(KeliuError):
    code, status, message = "opportunity_open", 409, "商机“{title}”还在进行中,不用重新打开"
