"""Any order of steps keeps the promises: a small model of one lead beside the real one."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from keliu.customers.models import Customer
from keliu.kit.errors import KeliuError
from keliu.platform import sql
from keliu.sales.models import Lead, Opportunity
from keliu.sales.selectors import leads as questions
from keliu.sales.services import conversion, leads
from keliu.sales.services.conversion import Wish
from keliu.sales.tests.factories import acting_as
from tests.cast import World, company
from tests.machines import Machine, machine, run

PEOPLE = ("小李", "小赵", "小孙")
OPEN = ("new", "following")
LOOK = """SELECT l.state, l.version, l.deleted_at IS NOT NULL, s.name, l.customer_id IS NOT NULL,
  (SELECT count(*) FROM customers_customer), (SELECT count(*) FROM sales_opportunity),
  (SELECT count(*) FROM interactions_interaction i WHERE i.lead_id = l.id
    AND l.customer_id IS NOT NULL AND i.customer_id IS DISTINCT FROM l.customer_id)
 FROM sales_lead l LEFT JOIN accounts_staff s ON s.id = l.owner_id WHERE l.id = %s"""


class Life(Machine):
    """Every step in any order, with the right and with an old version."""

    world: World

    def __init__(self) -> None:
        super().__init__()
        with acting_as(self.world, "王总"):
            self.customers = Customer.objects.count()
            self.deals = Opportunity.objects.count()
            row = leads.lead_create(fields={"name": "张阿姨"}, owner=None)
        self.id, self.version, self.state = row.pk, 1, "new"
        self.owner: str | None = None
        self.followed = self.deleted = False

    def _row(self) -> Lead:
        return questions.whole_row(self.id)

    def _try(self, verb: Any, *, allowed: bool, late: bool = False, **arguments: Any) -> bool:
        version = self.version - 1 if late else self.version
        try:
            with acting_as(self.world, "王总"):
                verb(self._row(), version=version, shown=lambda row: row.version, **arguments)
        except KeliuError as error:
            refused: KeliuError | None = error
        else:
            refused = None
        assert (refused is None) == (allowed and not late), (verb, self.state, refused)
        if refused is not None:
            assert refused.status in {404, 409}
            return False
        self.version += 1
        return True

    @property
    def alive(self) -> bool:
        return not self.deleted

    @rule(company=st.text("远洋茶业", min_size=1, max_size=8), late=st.booleans())
    @precondition(lambda self: self.alive)
    def edit(self, company: str, late: bool) -> None:
        allowed = self.state != "converted"
        self._try(leads.lead_update, allowed=allowed, late=late, fields={"company": company})

    @rule(to=st.sampled_from(PEOPLE), late=st.booleans())
    @precondition(lambda self: self.alive)
    def assign(self, to: str, late: bool) -> None:
        if to == self.owner and not late and self.state != "converted":
            return
        owner_id = self.world.staff[to].pk
        if self._try(leads.lead_assign, allowed=self.state != "converted", late=late,
                     owner_id=owner_id):  # fmt: skip
            self.owner = to

    @rule(late=st.booleans())
    @precondition(lambda self: self.alive)
    def discard(self, late: bool) -> None:
        if self._try(leads.lead_discard, allowed=self.state in OPEN, late=late, reason="空号"):
            self.state = "invalid"

    @rule(late=st.booleans())
    @precondition(lambda self: self.alive)
    def revive(self, late: bool) -> None:
        if self._try(leads.lead_revive, allowed=self.state == "invalid", late=late):
            self.state = "following" if self.followed else "new"

    @rule()
    @precondition(lambda self: self.alive and self.state in OPEN)
    def follow_up(self) -> None:
        api = self.world.api("王总")
        status, body = api.post("/interactions", {"lead_id": str(self.id), "text": "聊过"})
        assert status == 200, body
        self.followed, self.state = True, "following"

    @rule(deal=st.booleans(), late=st.booleans())
    @precondition(lambda self: self.alive)
    def convert(self, deal: bool, late: bool) -> None:
        wish = Wish(opportunity={"title": "礼盒"} if deal else None)
        allowed = self.state in OPEN
        if self._try(conversion.lead_convert, allowed=allowed, late=late, wish=wish):
            self.state = "converted"
            self.customers += 1
            self.deals += deal

    @rule()
    def remove_or_bring_back(self) -> None:
        verb = leads.lead_restore if self.deleted else leads.lead_delete
        try:
            with acting_as(self.world, "王总"):
                verb(self._row())
        except KeliuError as error:
            refused: KeliuError | None = error
        else:
            refused = None
        assert (refused is not None) == (self.state == "converted")
        if refused is not None:
            return
        self.deleted = not self.deleted

    @invariant()
    def the_row_is_what_the_model_says(self) -> None:
        with self.world.inside():
            *row, customers, deals, strays = sql.one(LOOK, [self.id])
        converted = self.state == "converted"
        assert row == [self.state, self.version, self.deleted, self.owner, converted]
        assert (customers, deals, strays) == (self.customers, self.deals, 0)


@machine
def test_any_life_of_a_lead(transactional_db: None, part: int) -> None:
    Life.world = company()
    Life.world.token("王总")
    run(Life, "leads", part, length=30)
