"""What happens on timelines."""

from keliu.platform.outbox import Event


class FollowupWritten(Event, frozen=True):
    """Somebody noted how they followed a customer up."""

    interaction_id: int
    customer_id: int
    staff_id: int


class PlanDue(Event, frozen=True):
    """A plan's time has come and its person was reminded."""

    plan_id: int
    customer_id: int
    staff_id: int
