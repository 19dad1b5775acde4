"""What happened to an opportunity."""

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
