"""One customer: who they are and what their row says once their story is told."""

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache

from keliu.accounts.models import Staff
from keliu.config.seed import words as said
from keliu.config.seed.fields import Extras, place_of
from keliu.config.seed.tables import Tables
from keliu.config.seed.world import CodePlace, World
from keliu.customers import rules
from keliu.customers.models import Customer
from keliu.customers.rules import duplicates
from keliu.customers.services import columns
from keliu.customers.services.pools import home
from keliu.kit import phones, words
from keliu.platform import keys

FIRST_PHONE = 13_800_000_000
TODAY, YESTERDAY = 250, 222  # one customer in so many is added today, yesterday
FAVOURITE = 2.0  # the first seller has twice a usual share


@dataclass
class Life:
    """A customer while the story goes on; summary fields end up in the row."""

    id: int
    name: str
    owner: Staff | None
    created_at: datetime
    company: str = ""
    code: CodePlace | None = None  # by which they came
    by_id: int | None = None
    last_followup_at: datetime | None = None
    next_followup_at: datetime | None = None
    last_visit_at: datetime | None = None
    visit_count: int = 0
    deal_state: str = "none"
    touched_at: datetime | None = None

    def touch(self, at: datetime) -> None:
        """Something about the customer changed at `at`."""
        self.touched_at = max(self.touched_at or self.created_at, at)


class People:
    """Makes customers, one after another, the same ones every time."""

    def __init__(self, world: World, total: int) -> None:
        self.world, self.total, self.extras = world, total, Extras(world)
        self.dice = random.Random(71)  # noqa: S311  its own, so that no clock changes who they are
        self.shares = [FAVOURITE] + [1.0] * (len(world.sellers) - 1)
        self.pool = [self._company() for _ in range(min(max(total // 3, 20), 20_000))]

    @cached_property
    def home_id(self) -> int:
        """The pool of customers without an owner; asked for by the first row that is written."""
        return home.default_id()

    def _company(self) -> tuple[str, str, str]:
        """(short name, full name, trade)."""
        dice = self.dice
        brand = dice.choice(said.BRANDS_FIRST) + dice.choice(said.BRANDS_LAST)
        trade, industry = dice.choice(said.TRADES)
        full = f"{dice.choice(said.PLACES)}{brand}{trade}{dice.choice(said.FORMS)}"
        return f"{brand}{trade}", full, industry

    def name(self) -> str:
        """A person's name; few are double-barrelled, half have two given characters."""
        dice = self.dice
        surname = dice.choice(said.COMPOUND if dice.random() < 0.01 else said.SURNAMES)
        given = dice.choice(said.GIVEN)
        return surname + given + (dice.choice(said.GIVEN) if dice.random() < 0.72 else "")

    def _age(self, number: int) -> int:
        """Days since the customer was added."""
        if number % TODAY == 7:
            return 0
        if number % YESTERDAY == 3:
            return 1
        return 2 + int(230 * self.dice.random() ** 1.25)

    def life(self, number: int, *, visits: bool, owned: bool) -> Life:
        """The next customer; visitors mostly came by a card, nearly all have an owner."""
        world, dice = self.world, self.dice
        at = world.calendar.moment(self._age(number))
        owner = None
        if dice.random() > 0.03 or visits or owned:
            owner = dice.choices(world.sellers, self.shares)[0]
        life = Life(world.ids(at), self.name(), owner, at, touched_at=at)
        if owner is not None and visits and dice.random() < 0.7:
            life.code = dice.choice(world.cards[owner.pk].codes)
            life.code.customers += 1
        else:
            life.by_id = owner.pk if owner else world.staff[world.profile.people[0].name].pk
        return life

    def write(self, life: Life, number: int, tables: Tables) -> None:
        """The row, with everything that its story left behind."""
        kind, company, position, industry = self._work(life)
        level = self.dice.choices(["A", "B", "C", ""], [15, 30, 30, 25])[0]
        gender = self.dice.choice(["male", "female", ""])
        phone = self._phone(number, known=life.code is None)
        mail = self._mail(number) if self.dice.random() < 0.3 else (None, "")
        place = self.dice.choice(said.PLACES)
        code, whole = place_of(place)
        score = rules.score(
            rules.ScoreInputs(
                life.visit_count, life.last_visit_at, life.last_followup_at, life.deal_state
            ),
            self.world.calendar.now,
        )
        wechat = life.name if life.code else ""
        search = words.distinct(_text_words(life.name, company, wechat)) + phone[3]
        owner, touched = life.owner, life.touched_at or life.created_at
        tables.customers.add(
            life.id, life.name, words.pinyin_key(life.name), kind, gender, company, position,
            phone[0], phone[1], phone[2], mail[0], mail[1], self._address(place), whole,
            self._birthday(), industry, "", level, self._source(life),
            life.code.id if life.code else None, wechat, "",
            owner.pk if owner else None, owner.department_id if owner else None,
            life.created_at if owner else None, life.last_followup_at, life.next_followup_at,
            life.last_visit_at, life.visit_count, life.deal_state, score, self.world.calendar.now,
            search, life.by_id, 1, life.created_at, touched,
            self.extras.of_customer(number, works=bool(company)), code,
            None if owner else self.home_id, None if owner else life.created_at,
            duplicates.match_key(kind, life.name),
        )  # fmt: skip
        if owner:
            tables.ownerships.add(
                self.world.ids(life.created_at),
                life.id,
                owner.pk,
                life.created_at,
                None,
                life.by_id,
            )

    def _work(self, life: Life) -> tuple[str, str, str, str]:
        """(kind, company, position, trade); company customers take the company's name."""
        if not life.company:
            return "person", "", "", ""
        short, full, industry = next(one for one in (self._found,) if one)
        kind = "company" if life.name == short else "person"
        position = "" if kind == "company" else self.dice.choice(said.POSITIONS)
        return kind, full, position, industry

    def employ(self, life: Life) -> None:
        """Decide where the customer works, before titles of opportunities mention it."""
        self._found = None
        if self.dice.random() < self.world.profile.companies:
            self._found = self.dice.choice(self.pool)
            life.company = self._found[0]
            if life.code is None and self.dice.random() < 0.2:
                life.name = self._found[0]
        elif life.code is not None and self.dice.random() < 0.3:
            life.name = life.name[0] + self.dice.choice(said.TITLES)

    _found: tuple[str, str, str] | None = None

    def _phone(
        self, number: int, *, known: bool
    ) -> tuple[bytes | None, bytes | None, str, list[str]]:
        if not (known and self.dice.random() < 0.95):
            return None, None, "", []
        text = f"+86{FIRST_PHONE + number}"
        sealed = keys.seal(Customer, "phone_sealed", text)
        index = keys.ours().blind("phone", text)
        return sealed, index, phones.mask(text), columns.phone_words(text)

    def _mail(self, number: int) -> tuple[bytes, str]:
        text = f"customer{number}@example.com"
        return keys.seal(Customer, "email_sealed", text), phones.mask_email(text)

    def _address(self, place: str) -> bytes | None:
        if self.dice.random() > 0.25:
            return None
        road = f"{place}市{self.dice.choice('中新建东西南北')}{self.dice.choice('山华民安兴康')}路"
        return keys.seal(Customer, "address_sealed", f"{road} {self.dice.randrange(1, 800)} 号")

    def _birthday(self) -> date | None:
        if self.dice.random() > 0.2:
            return None
        return date(1965, 1, 1) + timedelta(days=self.dice.randrange(14_000))

    def _source(self, life: Life) -> str:
        if life.code:
            return "card"
        sources, weights = ["manual", "import", "referral", "wechat", "other"], [45, 20, 20, 10, 5]
        return self.dice.choices(sources, weights)[0]


@lru_cache(maxsize=50_000)
def _company_words(company: str) -> tuple[str, ...]:
    return tuple(words.of_name(company))


def _text_words(name: str, company: str, wechat_name: str) -> list[str]:
    """As customers.services.columns.text_words, with companies remembered."""
    characters = [ch for ch in name[:20] if words.HAN.fullmatch(ch)]
    own = words.of_name(name)
    return [*own, *characters, *_company_words(company), *words.of_text(wechat_name)]
