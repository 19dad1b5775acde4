"""What happens on timelines."""

from keliu.platform.outbox import Event


class FollowupWritten(Event, frozen=True):
    """Somebody noted how they followed a customer or a lead up."""

    interaction_id: int
    customer_id: int | None
    staff_id: int
    lead_id: int | None = None


class PlanDue(Event, frozen=True):
    """A plan's time has come and its person was reminded."""

    plan_id: int
    customer_id: int | None
    staff_id: int
    lead_id: int | None = None
