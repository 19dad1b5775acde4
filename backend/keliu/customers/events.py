"""What happens to customers."""

from keliu.platform.outbox import Event


class CustomerCreated(Event, frozen=True):
    """Somebody at work added a customer."""

    customer_id: int
    by_id: int | None
    owner_id: int | None


class CustomerAssigned(Event, frozen=True):
    """A customer changed hands."""

    customer_id: int
    owner_id: int
    previous_owner_id: int | None
    by_id: int | None


class CustomerKnown(Event, frozen=True):
    """A visitor agreed and has a name now; `purposes` are the newly agreed ones."""

    customer_id: int
    is_new: bool
    code_id: int | None
    share_id: int | None
    purposes: tuple[str, ...]
