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


class DetailsGiven(Event, frozen=True):
    """A customer changed their own details; `fields` are the names of those that are new."""

    customer_id: int
    fields: tuple[str, ...]


class CustomerChanged(Event, frozen=True):
    """Somebody at work changed a customer; `fields` are the names of those that are new."""

    customer_id: int
    fields: tuple[str, ...]
    by_id: int | None


class CustomerDeleted(Event, frozen=True):
    """A customer was deleted; it can be undone."""

    customer_id: int
    by_id: int | None


class CustomerRestored(Event, frozen=True):
    """A deleted customer is back."""

    customer_id: int
    by_id: int | None


class ContactAdded(Event, frozen=True):
    """A customer has one more person to talk to."""

    customer_id: int
    contact_id: int
    by_id: int | None


class CustomerMerged(Event, frozen=True):
    """Customers became one; `merged_ids` are those that went into it."""

    customer_id: int
    merged_ids: tuple[int, ...]
    by_id: int | None


class CustomerClaimed(Event, frozen=True):
    """A customer left a pool: claimed, or given to somebody by a manager."""

    customer_id: int
    owner_id: int
    pool_id: int
    previous_owner_id: int | None
    by_id: int | None


class CustomerReturned(Event, frozen=True):
    """An owner let go of a customer, or had to; the ownership that ended says why."""

    customer_id: int
    ownership_id: int
    pool_id: int
    by_id: int | None


class CustomersFell(Event, frozen=True):
    """The night is over: these customers of one person fell into pools."""

    staff_id: int
    day: str
    customer_ids: tuple[int, ...]


class CustomersFalling(Event, frozen=True):
    """A person should know: these customers fall soon unless something happens."""

    staff_id: int
    day: str
    customer_ids: tuple[int, ...]


class HandoverDone(Event, frozen=True):
    """Everything of one person went to others; `received` is how many customers each got."""

    operation_id: int
    leaver_id: int
    by_id: int | None
    received: dict[str, int]
