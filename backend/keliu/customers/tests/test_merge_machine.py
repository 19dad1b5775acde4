"""Merging and undoing in any order, against a small model: sets of things, and who holds them."""

from collections.abc import Iterator
from contextlib import contextmanager

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, initialize, invariant, rule

from keliu.customers.models import Contact, Customer, Identity
from keliu.customers.services.identities import made
from keliu.customers.services.merging import Wanted, customers_merge
from keliu.customers.tests.test_statements import acting_as as acting
from keliu.kit.errors import KeliuError
from keliu.platform import operations
from keliu.platform.models import Operation
from tests.cast import World, company
from tests.machines import Machine, machine, run

PEOPLE = 5


@contextmanager
def acting_as(world: World, name: str) -> Iterator[None]:
    """`name` acts, inside the merchant."""
    with world.inside(), acting(world, name):
        yield


class Merging(Machine):
    """Five customers with contacts and numbers; merges and undos in every order."""

    merges: Bundle[int] = Bundle("merges")
    world: World

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[int] = []
        self.things: dict[int, int] = {}  # thing → the customer who holds it
        self.into: dict[int, int] = {}  # gone customer → where it went
        self.done: dict[int, tuple[dict[int, int], int, int]] = {}  # operation → what it moved

    @initialize()
    def people(self) -> None:
        owner = self.world.staff["王总"]
        with self.world.inside():
            for number in range(PEOPLE):
                row = Customer.objects.create(
                    name=f"客户{number}", name_key=f"k{number}", owner=owner
                )
                self.ids.append(row.pk)
                self.things[self._contact(row.pk)] = row.pk
                one = made(row.pk, "member", f"M{row.pk}")
                one.save(force_insert=True)
                self.things[one.pk] = row.pk

    def _contact(self, customer_id: int) -> int:
        row = Contact(customer_id=customer_id, name="联系人", search=[])
        row.save(force_insert=True)
        return int(row.pk)

    @rule(target=merges, keep=st.integers(0, PEOPLE - 1), gone=st.integers(0, PEOPLE - 1))
    def merge(self, keep: int, gone: int) -> int:
        kept, left = self.ids[keep], self.ids[gone]
        legal = kept != left and kept not in self.into and left not in self.into
        try:
            with acting_as(self.world, "王总"):
                versions = dict(Customer.objects.values_list("id", "version"))
                wanted = Wanted(kept, versions[kept], {left: versions[left]}, {})
                _, operation = customers_merge(wanted, current=lambda row: row.pk)
        except KeliuError:
            assert not legal
            return 0
        assert legal
        moved = {thing: left for thing, holder in self.things.items() if holder == left}
        self.things |= dict.fromkeys(moved, kept)
        self.into[left] = kept
        self.done[operation.pk] = (moved, left, kept)
        return operation.pk

    @rule(operation_id=merges)
    def undo(self, operation_id: int) -> None:
        if operation_id not in self.done:
            return
        moved, left, kept = self.done.pop(operation_id)
        with acting_as(self.world, "王总"):
            operations.take_back(Operation.objects.get(pk=operation_id))
            assert operations.run_to_end(operation_id).state == "undone"
        for thing, before in moved.items():
            if self.things[thing] == kept:  # what went on with a later merge stays there
                self.things[thing] = before
        del self.into[left]

    @rule(who=st.integers(0, PEOPLE - 1))
    def add(self, who: int) -> None:
        if self.ids[who] not in self.into:
            with self.world.inside():
                self.things[self._contact(self.ids[who])] = self.ids[who]

    @invariant()
    def everything_is_where_the_model_says(self) -> None:
        if not self.things:
            return
        with self.world.inside():
            ours = {"pk__in": list(self.things)}
            rows = dict(Contact.objects.filter(**ours).values_list("id", "customer_id"))
            rows |= dict(Identity.objects.filter(**ours).values_list("id", "customer_id"))
            gone = Customer.objects.filter(pk__in=self.ids, deleted_at__isnull=False)
            assert rows == self.things
            assert dict(gone.values_list("id", "merged_into_id")) == self.into


@machine
def test_merges_and_undos_in_any_order(transactional_db: None, part: int) -> None:
    Merging.world = company()
    run(Merging, "merge", part, length=15)
