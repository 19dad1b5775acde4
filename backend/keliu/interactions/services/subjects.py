"""Whom a line or a plan is about: a customer, or a lead that is not converted yet."""

from dataclasses import dataclass

from keliu.customers import public as customers
from keliu.interactions.models import Interaction, Plan
from keliu.interactions.ports import Ports
from keliu.kit.errors import Invalid, NotFound
from keliu.platform import records

CHOOSE_ONE = "请选一位客户或一条线索"


@dataclass(frozen=True)
class Subject:
    """Exactly one of the two ids is set; a converted lead is its customer."""

    customer_id: int | None
    lead_id: int | None
    name: str
    owner_id: int | None = None
    department_id: int | None = None

    @property
    def link(self) -> tuple[str, int]:
        """What a tap on a message about it opens."""
        if self.customer_id is not None:
            return "customer", self.customer_id
        return "lead", self.lead_id or 0

    @property
    def columns(self) -> dict[str, int | None]:
        """How a row points at it."""
        return {"customer_id": self.customer_id, "lead_id": self.lead_id}


def find(customer_id: int | None, lead_id: int | None, permission: str) -> Subject:
    """The one asked for, within reach. Raises NotFound; Invalid unless exactly one is given."""
    if (customer_id is None) == (lead_id is None):
        raise Invalid(fields={"customer_id": CHOOSE_ONE})
    if customer_id is not None:
        card = customers.find(customer_id, permission)
        return Subject(card.id, None, card.name, card.owner_id, card.department_id)
    rows = Ports.leads(permission)
    if rows is None:
        raise NotFound
    lead = records.find(rows, lead_id)
    return Subject(None, lead.pk, lead.name, lead.owner_id, lead.department_id)


def of(row: "Interaction | Plan") -> Subject:
    """Whom an existing row is about, without asking who looks. Raises NotFound when gone."""
    if row.customer_id is not None:
        card = customers.card(row.customer_id)
        return Subject(card.id, None, card.name, card.owner_id, card.department_id)
    name = Ports.leads_named({row.lead_id or 0}).get(row.lead_id or 0)
    if name is None:
        raise NotFound
    return Subject(None, row.lead_id, name)


def pointed(row: "Interaction | Plan") -> Subject:
    """Only the ids of whom a row is about; a deleted one too."""
    lead_id = row.lead_id if row.customer_id is None else None
    return Subject(row.customer_id, lead_id, "")


def hold(subject: Subject) -> None:
    """Lock it until the transaction ends, before summing up its rows. Raises NotFound."""
    if subject.customer_id is not None:
        customers.hold(subject.customer_id)
    else:
        Ports.lead_hold(subject.lead_id or 0)
