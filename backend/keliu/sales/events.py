"""What happened to opportunities and leads."""

from keliu.platform.outbox import Event


class OpportunityMoved(Event, frozen=True):
    """It stands in another open stage now; also told when it is opened again."""

    opportunity_id: int
    customer_id: int
    stage_id: int


class OpportunityWon(Event, frozen=True):
    opportunity_id: int
    customer_id: int


class OpportunityLost(Event, frozen=True):
    opportunity_id: int
    customer_id: int


class LeadAdded(Event, frozen=True):
    """A lead came in; `owner_id` is None while nobody has it."""

    lead_id: int
    owner_id: int | None
    by_id: int | None


class LeadAssigned(Event, frozen=True):
    """It has another owner; `by_id` is None when a rule decided."""

    lead_id: int
    owner_id: int
    previous_owner_id: int | None
    by_id: int | None


class LeadConverted(Event, frozen=True):
    lead_id: int
    customer_id: int
    opportunity_id: int | None
