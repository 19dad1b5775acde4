"""Contacts, addresses and further numbers of some customers, and a few who are in there twice."""

from datetime import timedelta

from keliu.config.seed.world import World
from keliu.customers.models import Address, Contact, Customer, DuplicateScan, Identity
from keliu.customers.services import addresses, columns, contacts, identities
from keliu.customers.services.duplicates import scan
from keliu.kit import clock

SOME = 40
MOST_SEARCHED = 5_000  # larger examples are searched by the worker, in its own time
PEOPLE = (
    ("刘敏", "采购经理", "buys"), ("王建国", "总经理", "decides"), ("陈雪", "行政主管", "uses"),
    ("赵会计", "财务", "pays"), ("孙婷", "人事专员", "helps"), ("周海燕", "采购专员", "buys"),
    ("吴志强", "副总经理", "decides"), ("郑佳怡", "办公室主任", "uses"),
)  # fmt: skip
STREETS = ("人民路 18 号 3 楼", "解放路 205 号", "中山东路 88 号 B 座 1206", "科技园 6 栋 2 层")
PLACES = ("310104", "330106", "440305", "440106")
FIRST_NUMBER = 13_600_000_000


def fill(place: World, customers: int) -> None:
    """Companies get people to talk to and addresses; four pairs look like one and the same."""
    working = Customer.objects.filter(deleted_at__isnull=True).exclude(company="")
    rows = list(working.order_by("id")[: SOME * 3])
    _contacts(place, rows[:SOME])
    _addresses(place, rows[:SOME])
    _numbers(rows[:6])
    if place.profile.mode == "company":
        _twice(rows)
    _searched(customers)


def _contacts(place: World, rows: list[Customer]) -> None:
    made = []
    for number, row in enumerate(rows):
        for at in range(1 + number % 3):
            name, position, role = PEOPLE[(number + at * 3) % len(PEOPLE)]
            phone = str(FIRST_NUMBER + number * 10 + at)
            fields = {"name": name, "position": position, "role": role, "phone": phone}
            since = row.created_at + timedelta(hours=1 + at)
            one = Contact(id=place.ids(since), customer_id=row.pk, is_main=at == 0,
                          created_at=since, updated_at=since)  # fmt: skip
            for column, value in contacts.columns_of(one, fields).items():
                setattr(one, column, value)
            made.append(one)
    Contact.objects.bulk_create(made)


def _addresses(place: World, rows: list[Customer]) -> None:
    made = []
    for number, row in enumerate(rows[: SOME // 2]):
        since = row.created_at + timedelta(hours=2)
        code = PLACES[number % len(PLACES)]
        fields = {"label": "公司" if number % 3 else "仓库", "region_code": code,
                  "detail": STREETS[number % len(STREETS)]}  # fmt: skip
        one = Address(id=place.ids(since), customer_id=row.pk, is_default=True,
                      created_at=since, updated_at=since)  # fmt: skip
        for column, value in addresses.columns_of(one, fields).items():
            setattr(one, column, value)
        made.append(one)
    Address.objects.bulk_create(made)


def _numbers(rows: list[Customer]) -> None:
    """Further phone numbers, and member numbers."""
    for number, row in enumerate(rows):
        phone = identities.made(row.pk, Identity.Kind.PHONE, str(FIRST_NUMBER - 1 - number))
        member = identities.made(row.pk, Identity.Kind.MEMBER, f"VIP{1000 + number}")
        Identity.objects.bulk_create([phone, member])
        identities.search_again(row)


def _twice(rows: list[Customer]) -> None:
    """Some customers are called like others at the same company: somebody typed them again."""
    people = [row for row in rows if row.kind == Customer.Kind.PERSON and row.owner_id]
    firsts, seconds = people[:4], people[-4:]
    for first, second in zip(firsts, seconds, strict=False):
        if first.pk == second.pk:
            continue
        second.refresh_from_db(fields=["search"])  # further numbers may have come in
        fields = {"name": first.name, "company": first.company, "region": first.region}
        follow = columns.following(second, fields)
        Customer.objects.filter(pk=second.pk).update(**fields, **follow.values)


def _searched(customers: int) -> None:
    if customers <= MOST_SEARCHED:
        scan.begin(whole=True, later=False)
        scan.to_the_end()
        return
    DuplicateScan(seen_at=clock.now(), finished_at=clock.now()).save(force_insert=True)
