"""A merchant before its first customer: people, departments, pipeline, products, cards, codes."""

import random
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from keliu.accounts.models import Account, Department, Role, Staff
from keliu.accounts.services import shops
from keliu.accounts.services import staff as people
from keliu.catalog import rules as card_rules
from keliu.catalog.models import Card, CardCode, Product
from keliu.catalog.services.codes import ROUTE
from keliu.config.seed import faces, goods, pictures
from keliu.config.seed.load import BackDated
from keliu.config.seed.profile import Good, Person, Profile
from keliu.config.seed.timing import Calendar
from keliu.config.seed.words import DEPARTMENTS, GIVEN, SURNAMES
from keliu.kit import clock, scope
from keliu.platform import files, keys
from keliu.platform.models import Merchant, Route, StoredFile
from keliu.platform.tenancy import merchant_scope
from keliu.sales.models import Stage
from keliu.sales.public import ensure_pipeline

AGE_DAYS = 240
STAFF_PER_CUSTOMERS, USUAL_SALES = 400, 8
TEAM = 7
CHANNELS = ("默认", "展会", "朋友圈", "门店台卡")


@dataclass
class CodePlace:
    """A code with what was counted at it."""

    id: int
    code: str
    channel: str = ""
    opens: int = 0
    visitors: int = 0
    customers: int = 0


@dataclass
class CardPlace:
    """A card with its codes and counted views."""

    id: int
    name: str
    owner: Staff
    product_ids: list[int]
    codes: list[CodePlace]
    views: int = 0


@dataclass
class World:
    """What stories are told about."""

    profile: Profile
    merchant: Merchant
    calendar: Calendar
    dice: random.Random
    ids: BackDated
    roles: dict[str, Role]
    staff: dict[str, Staff] = field(default_factory=dict)
    sellers: list[Staff] = field(default_factory=list)
    stages: list[Stage] = field(default_factory=list)
    products: dict[int, str] = field(default_factory=dict)
    views: dict[int, int] = field(default_factory=dict)
    cards: dict[int, CardPlace] = field(default_factory=dict)  # by staff id


def build(profile: Profile, now: datetime, customers: int) -> World:
    """Found the merchant long ago and give it everything but customers. Opens no scope."""
    dice = random.Random(71)  # noqa: S311  the same people in every demo
    owner = profile.people[0]
    with clock.frozen(now - timedelta(days=AGE_DAYS)):
        merchant, boss, roles = shops.shop_open(
            name=profile.name, trade=profile.trade, owner_name=owner.name, phone="13900000001",
            account=_account(profile, owner.login), mode=profile.mode,
        )  # fmt: skip
    calendar = Calendar(now, merchant.timezone, random.Random(74))  # noqa: S311  as above
    world = World(profile, merchant, calendar, dice, BackDated(), roles, {owner.name: boss})
    with merchant_scope(merchant.pk):
        _brand(world)
        _people(world, customers)
        world.stages = list(
            Stage.objects.filter(pipeline_id=ensure_pipeline()).order_by("position")
        )
        _products(world)
        _cards(world)
    return world


def _brand(world: World) -> None:
    """Name, mark, colour and cover: what visitors see of the merchant everywhere."""
    profile = world.profile
    Merchant.objects.filter(pk=world.merchant.pk).update(
        short_name=profile.short,
        brand_color=profile.color,
        logo_id=store(*pictures.logo(profile.trade, profile.color), "logo").pk,
        cover_id=store(*pictures.cover(2, profile.color), "cover").pk,
    )


def _account(profile: Profile, login: str) -> Account:
    """A sign-in name nobody else has; without a password until logins are made."""
    wanted = f"{login}@{profile.mail.split('.')[0]}"
    taken = Account.objects.filter(login=wanted).exists()
    return people.account_open(f"{wanted}-{secrets.token_hex(3)}" if taken else wanted, "")


def _people(world: World, customers: int) -> None:
    with clock.frozen(world.calendar.now - timedelta(days=AGE_DAYS - 1)):
        departments = _departments() if world.profile.mode == "company" else {}
        for number, person in enumerate(world.profile.people[1:], start=2):
            department = departments.get(person.department or "")
            row = _hire(world, person, department, f"139000000{number:02}")
            if person.leads and department:
                Department.objects.filter(pk=department.pk).update(leader_id=row.pk)
        for seller in (one for one in world.profile.people if one.sells):
            world.sellers.append(world.staff[seller.name])
        if departments:
            _more_sellers(world, departments, customers // STAFF_PER_CUSTOMERS - USUAL_SALES)
    _portraits(world)


def _departments() -> dict[str, Department]:
    found = {}
    for name, teams in DEPARTMENTS.items():
        top = people.department_save(None, name=name, parent=None, leader_id=None)
        found[name] = top
        for team in teams:
            found[team] = people.department_save(None, name=team, parent=top, leader_id=None)
    return found


def _hire(world: World, person: Person, department: Department | None, phone: str | None) -> Staff:
    row = people.staff_add(
        account=_account(world.profile, person.login),
        name=person.name,
        title=person.title,
        role=world.roles[person.role],
        phone=phone,
        department=department,
    )
    world.staff[person.name] = row
    return row


def _more_sellers(world: World, departments: dict[str, Department], missing: int) -> None:
    """Large sizes get more teams; their people can sign in after a password reset."""
    tops = [departments[name] for name in ("华东部", "华南部", "渠道部")]
    team = tops[0]
    for number in range(missing):
        if number % TEAM == 0:
            top = tops[number // TEAM % len(tops)]
            name = f"{top.name[:2]} {number // TEAM + 1} 组"
            team = people.department_save(None, name=name, parent=top, leader_id=None)
        name = world.dice.choice(SURNAMES) + world.dice.choice(GIVEN) + world.dice.choice(GIVEN)
        seller = Person(f"{name}{number}", f"seller{number}", "sales", "客户经理", sells=True)
        row = _hire(world, seller, team, None)
        Staff.objects.filter(pk=row.pk).update(name=name)
        row.name = name
        world.sellers.append(row)


def store(data: bytes, size: tuple[int, int], stem: str) -> StoredFile:
    """Keep a picture that we drew; it needs no cleaning."""
    row = StoredFile(
        name=f"{stem}.jpg", mime="image/jpeg", size=len(data), width=size[0], height=size[1]
    )
    row.save(force_insert=True)
    default_storage.save(files.path_of(row), ContentFile(data))
    return row


def _portraits(world: World) -> None:
    for number, person in enumerate(world.profile.people):
        picture = store(*pictures.portrait(number), "portrait")
        row = world.staff[person.name]
        Staff.objects.filter(pk=row.pk).update(avatar=picture)
        row.avatar = picture


def _products(world: World) -> None:
    made = world.calendar.now - timedelta(days=AGE_DAYS - 10)
    rows = []
    for position, good in enumerate(world.profile.goods, start=1):
        at = made + timedelta(hours=position)
        rows.append(_product(world, good, position, at))
    goods.arrange(rows)
    Product.objects.bulk_create(rows)
    goods.stock_up(rows)
    world.products = {row.pk: row.name for row in rows if row.state == Product.State.ON}
    world.views = dict.fromkeys(world.products, 0)


def _product(world: World, good: Good, position: int, at: datetime) -> Product:
    picture = store(*pictures.product(good.drawing, good.tones), "product")
    return Product(
        id=world.ids(at), name=good.name, summary=good.summary, description=good.description,
        price_fen=good.price_fen, unit=good.unit, picture_ids=[picture.pk],
        state=Product.State.ON if good.on else Product.State.OFF, position=position,
        created_at=at, updated_at=at,
    )  # fmt: skip


def _cards(world: World) -> None:
    covers = [store(*pictures.cover(n, world.profile.color), "cover") for n in range(3)]
    at = world.calendar.now - timedelta(days=AGE_DAYS - 20)
    holders = [person for person in world.profile.people if person.has_card]
    sellers = {row.pk for row in world.sellers}
    holders_rows = [world.staff[person.name] for person in holders]
    holders_rows += [row for row in world.sellers if row not in holders_rows]
    rows, routes, codes = [], list[Route](), list[CardCode]()
    for number, staff in enumerate(holders_rows):
        card = _card(world, number, staff, covers[number % len(covers)], at)
        rows.append(card)
        for channel in CHANNELS[: 3 if staff.pk in sellers else 1]:
            code = CardCode(id=world.ids(at), code=_drawn(world), card=card, channel=channel,
                            created_at=at)  # fmt: skip
            codes.append(code)
            routes.append(Route(kind=ROUTE, key=code.code, merchant_id=scope.current(),
                                target_id=code.pk))  # fmt: skip
    Card.objects.bulk_create(rows)
    faces.editions(rows)
    faces.likes(rows)
    CardCode.objects.bulk_create(codes)
    Route.objects.bulk_create(routes)
    for card, staff in zip(rows, holders_rows, strict=True):
        mine = [
            CodePlace(code.pk, code.code, code.channel) for code in codes if code.card_id == card.pk
        ]
        world.cards[staff.pk] = CardPlace(card.pk, card.name, staff, card.product_ids, mine)


def _drawn(world: World) -> str:
    """Codes are secrets of the outside world: drawn anew in every demo."""
    return "".join(secrets.choice(card_rules.ALPHABET) for _ in range(card_rules.CODE_LENGTH))


def _card(world: World, number: int, staff: Staff, cover: StoredFile, at: datetime) -> Card:
    profile = world.profile
    shown = list(world.products)
    world.dice.shuffle(shown)
    shown = list(world.products)[:2] + [one for one in shown if one not in list(world.products)[:2]]
    phone = f"+86139000000{number + 1:02}" if number < 99 else f"+861390000{number:04}"
    login = staff.login.split("@")[0]
    return Card(
        id=world.ids(at), owner=staff, department_id=staff.department_id,
        template=card_rules.TEMPLATES[number % len(card_rules.TEMPLATES)], name=staff.name,
        title=staff.title, company=profile.name,
        phone_sealed=keys.seal(Card, "phone_sealed", phone),
        email_sealed=keys.seal(Card, "email_sealed", f"{login}@{profile.mail}"),
        wechat=f"yh_{login}" if profile.mode == "company" else login, address=profile.address,
        intro=f"我是{profile.name}的{staff.name},有事随时找我。", avatar=staff.avatar, cover=cover,
        product_ids=shown[:6], state=Card.State.PUBLISHED, created_at=at, updated_at=at,
        edition=1, is_default=True, **faces.story(world, number),
    )  # fmt: skip


def write_counts(world: World) -> None:
    """Put what stories counted onto cards, codes and products."""
    for card in world.cards.values():
        Card.objects.filter(pk=card.id).update(view_count=card.views)
        for code in card.codes:
            CardCode.objects.filter(pk=code.id).update(
                opens=code.opens, visitors=code.visitors, customers=code.customers
            )
    for product_id, views in world.views.items():
        Product.objects.filter(pk=product_id).update(view_count=views)
