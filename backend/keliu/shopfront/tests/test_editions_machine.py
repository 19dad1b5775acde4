"""Any order of steps: strangers see what was published and passed last, and nothing else."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from keliu.catalog.errors import ReviewDone
from keliu.catalog.models import Card, ContentReview
from keliu.catalog.services import cards, faces, reviews
from keliu.kit.errors import Stale
from keliu.sales.tests.factories import acting_as
from keliu.shopfront.models import FrontEdition
from keliu.shopfront.rules import blocks as law
from keliu.shopfront.selectors import fronts as questions
from keliu.shopfront.services import fronts
from tests.cast import World, company
from tests.machines import Machine, machine, run

DOUBTFUL = "套现"  # a watched word: a person looks at it first
TEXTS = st.sampled_from(("中秋不打烊", "八年老店", f"可以{DOUBTFUL}", f"{DOUBTFUL}找我"))
WAITING = ContentReview.State.WAITING


class Editions(Machine):
    """What cards and fronts have in common: a draft, editions, and somebody who looks."""

    world: World
    kind = ""

    def __init__(self) -> None:
        super().__init__()
        self.draft = ""
        self.seen: str | None = None  # by strangers
        self.kept: list[str] = []
        self.waits = False

    def _step(self, verb: Callable[[], Any], *, late: bool = False) -> None:
        with acting_as(self.world, "王总"):
            try:
                verb()
            except Stale:
                assert late
            else:
                assert not late

    def _judge(self, *, passed: bool) -> None:
        with acting_as(self.world, "王总"):
            review = ContentReview.objects.get(kind=self.kind, state=WAITING)
            reviews.decide(review, passed=passed)
            with pytest.raises(ReviewDone):
                reviews.decide(review, passed=not passed)


class CardLife(Editions):
    """A card: edited, published, taken down, brought back from an edition, looked at."""

    kind = "card"

    def __init__(self) -> None:
        super().__init__()
        with acting_as(self.world, "王总"):
            self.id = cards.card_create(
                staff_id=self.world.staff["王总"].pk, fields={"intro": "开张"}
            ).pk
        self.draft = "开张"

    def _card(self) -> Card:
        return Card.objects.get(pk=self.id)

    def _version(self, *, late: bool) -> int:
        return self._card().version - late

    def _published(self) -> None:
        self.kept.append(self.draft)
        self.seen, self.waits = self.draft, False

    def _changed(self, text: str) -> None:
        before, self.draft = self.draft, text
        if self.waits and text != before and DOUBTFUL not in text:
            self._published()

    @rule(text=TEXTS, late=st.booleans())
    def edit(self, text: str, late: bool) -> None:
        self._step(
            lambda: cards.card_update(
                self._card(), version=self._version(late=late), changes={"intro": text},
                current=lambda row: row.version,
            ),
            late=late,
        )  # fmt: skip
        if not late:
            self._changed(text)

    @rule(late=st.booleans())
    def publish(self, late: bool) -> None:
        self._step(
            lambda: cards.card_publish(
                self._card(), version=self._version(late=late), current=lambda row: row.version
            ),
            late=late,
        )
        if late or (self.seen is not None and self.draft == self.kept[-1]):
            return
        if DOUBTFUL in self.draft:
            self.waits = True
        else:
            self._published()

    @rule(late=st.booleans())
    def unpublish(self, late: bool) -> None:
        self._step(
            lambda: cards.card_unpublish(
                self._card(), version=self._version(late=late), current=lambda row: row.version
            ),
            late=late,
        )
        if not late:
            self.seen, self.waits = None, False

    @rule(data=st.data(), late=st.booleans())
    @precondition(lambda self: self.kept)
    def bring_back(self, data: st.DataObject, late: bool) -> None:
        number = data.draw(st.integers(1, len(self.kept)))
        self._step(
            lambda: cards.card_bring_back(
                self._card(), number, version=self._version(late=late),
                current=lambda row: row.version,
            ),
            late=late,
        )  # fmt: skip
        if not late:
            self._changed(self.kept[number - 1])

    @rule(passed=st.booleans())
    @precondition(lambda self: self.waits)
    def look(self, passed: bool) -> None:
        self._judge(passed=passed)
        self.waits = False
        if passed:
            self._published()

    @invariant()
    def strangers_see_what_the_model_says(self) -> None:
        with self.world.inside():
            card = self._card()
            shown = faces.shown(card)["intro"] if card.state == Card.State.PUBLISHED else None
            kept = [faces.face_of(row)["intro"] for row in reversed(faces.editions(self.id))]
            waits = ContentReview.objects.filter(kind="card", state=WAITING).count()
        assert (shown, kept, waits) == (self.seen, self.kept, int(self.waits))
        assert (card.intro, card.edition) == (self.draft, len(self.kept))
        assert card.unpublished == bool(self.kept and self.draft != self.kept[-1])


class FrontLife(Editions):
    """A front: arranged, published, set back, brought back from an edition, looked at."""

    kind = "shop"

    def __init__(self) -> None:
        super().__init__()
        self.states: list[str] = []

    def _front(self, *, late: bool = False) -> dict[str, Any]:
        return {"version": questions.front().version - late, "current": lambda row: row.version}

    def _let_go(self) -> None:
        self.states = ["refused" if one == "waiting" else one for one in self.states]
        self.waits = False

    @rule(text=TEXTS, late=st.booleans())
    def arrange(self, text: str, late: bool) -> None:
        blocks = [{"id": "n", "type": "notice", "text": text}]
        self._step(lambda: fronts.front_save(blocks=blocks, **self._front(late=late)), late=late)
        if not late:
            self.draft = text

    @rule(late=st.booleans())
    def publish(self, late: bool) -> None:
        self._step(lambda: fronts.front_publish(**self._front(late=late)), late=late)
        if late:
            return
        self._let_go()
        self.kept.append(self.draft)
        self.waits = DOUBTFUL in self.draft
        self.states.append("waiting" if self.waits else "published")
        if not self.waits:
            self.seen = self.draft

    @rule(late=st.booleans())
    def reset(self, late: bool) -> None:
        self._step(lambda: fronts.front_reset(**self._front(late=late)), late=late)
        if not late:
            self._let_go()
            self.seen, self.draft = None, ""

    @rule(data=st.data(), late=st.booleans())
    @precondition(lambda self: self.kept)
    def bring_back(self, data: st.DataObject, late: bool) -> None:
        number = data.draw(st.integers(1, len(self.kept)))

        def restore() -> None:
            edition = FrontEdition.objects.get(number=number)
            fronts.edition_restore(edition.pk, **self._front(late=late))

        self._step(restore, late=late)
        if not late:
            self.draft = self.kept[number - 1]

    @rule(passed=st.booleans())
    @precondition(lambda self: self.waits)
    def look(self, passed: bool) -> None:
        self._judge(passed=passed)
        self.waits = False
        self.states[-1] = "published" if passed else "refused"
        if passed:
            self.seen = self.kept[-1]

    @invariant()
    def strangers_see_what_the_model_says(self) -> None:
        with self.world.inside():
            row = questions.front()
            shown = _said(row.shown.blocks) if row.shown else None
            editions = list(questions.editions().order_by("number"))
            waits = ContentReview.objects.filter(kind="shop", state=WAITING).count()
        assert (shown, _said(row.blocks), waits) == (self.seen, self.draft, int(self.waits))
        assert [one.number for one in editions] == list(range(1, len(self.kept) + 1))
        assert [_said(one.blocks) for one in editions] == self.kept
        assert [one.state for one in editions] == self.states


def _said(blocks: list[dict[str, Any]]) -> str:
    return "" if blocks == law.usual() else str(blocks[0]["text"])


@machine
def test_any_life_of_a_card(transactional_db: None, part: int) -> None:
    CardLife.world = company()
    run(CardLife, "cards", part, length=25)


@machine
def test_any_life_of_a_front(transactional_db: None, part: int) -> None:
    FrontLife.world = company()
    run(FrontLife, "fronts", part, length=25)
