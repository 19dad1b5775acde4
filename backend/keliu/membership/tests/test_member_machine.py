"""Any order of earning, spending, refunding, expiring and correcting conserves points and money."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from keliu.kit import clock
from keliu.membership.errors import BalanceShort, BelowZero, PointsShort, TopUpSpent
from keliu.membership.models import Member
from keliu.membership.rules.money import Parts
from keliu.membership.selectors import members as questions
from keliu.membership.services import daily, ledgers, members, spending, top_ups
from keliu.membership.services.ledgers import Cause
from keliu.membership.services.members import Correction
from keliu.membership.tests.member_cast import adds_up, member_of, opened
from keliu.platform import sql
from keliu.sales.tests.factories import acting_as
from tests.cast import World, company
from tests.machines import Machine, machine, run

FEN = st.integers(1, 400)
CHANGE = st.integers(-300, 300).filter(bool)
# What the row says beside the sums of its ledgers and the balance each entry left.
LOOK = """SELECT m.points, m.growth, m.balance_fen, m.gift_fen,
  (SELECT coalesce(sum(change), 0) FROM membership_pointentry p WHERE p.member_id = m.id),
  (SELECT coalesce(sum(change), 0) FROM membership_growthentry g WHERE g.member_id = m.id),
  (SELECT coalesce(sum(change), 0) FROM membership_balanceentry b WHERE b.member_id = m.id),
  (SELECT coalesce(sum(gift_change), 0) FROM membership_balanceentry b WHERE b.member_id = m.id),
  (SELECT count(*) FROM (SELECT after, sum(change) OVER (ORDER BY id) AS n
     FROM membership_pointentry p WHERE p.member_id = m.id) x WHERE x.after <> x.n),
  (SELECT count(*) FROM (SELECT after, sum(change) OVER (ORDER BY id) AS n
     FROM membership_balanceentry b WHERE b.member_id = m.id) x WHERE x.after <> x.n)
 FROM membership_member m WHERE m.id = %s"""


class Purse(Machine):
    """One member beside two numbers of money, one of points, and what each order may give back."""

    world: World
    member: Member

    @initialize()
    def begin(self) -> None:
        self.points, self.paid, self.gift = 50, 0, 0
        self.orders: dict[int, list[int]] = {}  # [spent of paid, of gift, given back]
        self.ups: dict[int, list[int]] = {}  # [paid, gift, back] by order
        self.next = 0

    def _number(self) -> int:
        self.next += 1
        return self.next

    def _held(self) -> Member:
        return ledgers.hold(self.member.pk)

    @rule(points=FEN, twice=st.booleans())
    def earn(self, points: int, twice: bool) -> None:
        cause = Cause("earn", f"order:{self._number()}")
        with self.world.inside():
            assert ledgers.grant(self._held(), points, cause)
            if twice:
                assert not ledgers.grant(self._held(), points, cause)
        self.points += points

    @rule(points=FEN)
    def use(self, points: int) -> None:
        cause = Cause("spend", f"order:{self._number()}")
        with self.world.inside():
            try:
                ledgers.points(self._held(), -points, cause)
            except PointsShort:
                assert points > self.points
                return
        self.points -= points

    @rule(days=st.sampled_from([0, 100, 500]))
    def run_out(self, days: int) -> None:
        """Everything earned now lives for a year and a bit; later nothing of it is left."""
        day = clock.now().date() + timedelta(days=days)
        with self.world.inside():
            daily.expire(0, day)
        if days == 500:  # noqa: PLR2004  longer than points live
            self.points = 0

    @rule(pay=FEN, gift=st.integers(0, 200))
    def pay_in(self, pay: int, gift: int) -> None:
        with acting_as(self.world, "王总"):
            row = questions.find(self.member.pk)
            done = top_ups.receive(row, top_ups.Amount(pay, gift), method="cash", note="")
        self.ups[done.order_id or 0] = [pay, gift, 0]
        self.paid, self.gift = self.paid + pay, self.gift + gift

    @rule(fen=FEN)
    def pay(self, fen: int) -> None:
        order = self._number()
        with self.world.inside():
            try:
                spending.balance_spend(self.member.customer_id, fen, order, order)
            except BalanceShort:
                assert fen > self.paid + self.gift
                return
        used = min(self.paid, fen)
        self.orders[order] = [used, fen - used, 0]
        self.paid, self.gift = self.paid - used, self.gift - (fen - used)

    @precondition(lambda self: self.orders)
    @rule(pick=st.integers(0, 50), fen=FEN, twice=st.booleans())
    def refund(self, pick: int, fen: int, twice: bool) -> None:
        order = sorted(self.orders)[pick % len(self.orders)]
        used, gift, back = self.orders[order]
        refund = self._number()
        with self.world.inside():
            for _ in range(1 + twice):
                spending.balance_give_back(self.member.customer_id, fen, order, refund)
        more = min(fen, used + gift - back)
        of_gift = min(more, max(gift - back, 0))
        self.orders[order][2] += more
        self.paid, self.gift = self.paid + more - of_gift, self.gift + of_gift

    @precondition(lambda self: self.ups)
    @rule(pick=st.integers(0, 50), share=st.integers(1, 100), fails=st.booleans())
    def take_out(self, pick: int, share: int, fails: bool) -> None:
        order = sorted(self.ups)[pick % len(self.ups)]
        pay, gift, back = self.ups[order]
        fen = (pay - back) * share // 100
        if not fen:
            return
        of_gift = min(gift * (back + fen) // pay - gift * back // pay, self.gift)
        with self.world.inside():
            try:
                top_ups.refund_asked(order, fen)
            except TopUpSpent:
                assert fen > self.paid
                return
            if fails:
                top_ups.refund_failed(order, fen)
        if not fails:
            self.ups[order][2] += fen
            self.paid, self.gift = self.paid - fen, self.gift - of_gift

    @rule(account=st.sampled_from(["points", "balance", "gift"]), change=CHANGE)
    def correct(self, account: str, change: int) -> None:
        have = {"points": self.points, "balance": self.paid, "gift": self.gift}
        with acting_as(self.world, "王总"):
            try:
                members.correct(questions.find(self.member.pk), Correction(account, change, "更正"))
            except BelowZero:
                assert have[account] + change < 0
                return
        have[account] += change
        self.points, self.paid, self.gift = have["points"], have["balance"], have["gift"]

    @precondition(lambda self: hasattr(self, "points"))
    @invariant()
    def conserved(self) -> None:
        with self.world.inside():
            row = sql.one(LOOK, [self.member.pk])
        assert row[:4] == row[4:8], "a ledger does not add up"
        assert row[8:] == (0, 0), "an entry names another balance than it left"
        assert row[0] == self.points
        assert Parts(row[2] - row[3], row[3]) == Parts(self.paid, self.gift)


@machine
def test_points_and_stored_value_are_conserved(transactional_db: None, part: int) -> None:
    world = Purse.world = company()
    with acting_as(world, "王总"):
        opened(world)
    Purse.member = member_of(world)
    run(Purse, "purse", part)
    with world.inside():
        adds_up(Member.objects.get(pk=Purse.member.pk))
