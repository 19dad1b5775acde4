"""The front door of accounts for the contexts above."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest

from keliu.accounts import browser, door, selectors
from keliu.accounts.door import (
    Ahead,
    Body,
    client_ip,
    customer_or_none,
    device,
    entered,
    public,
    staff,
    visitor,
)
from keliu.accounts.hot import hot
from keliu.accounts.models import Account, AccountIdentity, Department, Membership, Staff
from keliu.accounts.reach import (
    Reach,
    covered,
    reach_of,
    reach_sql,
    reaches,
    shared_ids,
    shared_list,
    within_reach,
)
from keliu.accounts.services import merged, places, sessions
from keliu.accounts.services.acting import actor_of
from keliu.accounts.services.granting import ShareTold, share_told
from keliu.accounts.services.sessions import (
    Device,
    bind_wechat,
    by_wechat,
    enter_link,
    know_wechat,
    visitor_session,
)
from keliu.accounts.services.shares import ShareCard, share_give, share_take_back, shares_of
from keliu.kit import actor, language, scope
from keliu.kit.errors import Forbidden, Invalid, NotFound
from keliu.platform import tickets


@dataclass(frozen=True)
class StaffCard:
    """A colleague as neighbours see one."""

    id: int
    name: str
    title: str
    department_id: int | None
    active: bool


def card(staff_id: int) -> StaffCard:
    """One colleague. Raises NotFound."""
    row = Staff.objects.filter(pk=staff_id).first()
    if row is None:
        raise NotFound
    return _card(row)


def _card(row: Staff) -> StaffCard:
    active = row.state == Staff.State.ACTIVE
    return StaffCard(row.pk, row.name, row.title, row.department_id, active)


def cards(staff_ids: Iterable[int]) -> list[StaffCard]:
    """Colleagues by id, in one query; unknown ids are left out."""
    rows = Staff.objects.filter(pk__in=list(staff_ids))
    return [_card(row) for row in rows]


def colleagues_within(permission: str) -> list[StaffCard]:
    """The colleagues whose own work the acting person's `permission` covers, by name."""
    rows = within_reach(Staff.objects.all(), permission, owner="id")
    return [_card(row) for row in rows.order_by("name", "id")]


def language_of(staff_id: int) -> str:
    """What mail, notices and sheets for a colleague are written in: zh or en."""
    found = Staff.objects.filter(pk=staff_id).values_list("language", flat=True).first()
    return found or language.CHINESE


# Whether the session with the digest %(session)s is %(customer)s' of %(merchant)s now, inside
# another statement: for who remembers whose it was a moment ago.
IS_STILL = """EXISTS (SELECT 1 FROM accounts_session z
  WHERE z.token_hash = %(session)s AND z.expires_at > now()
   AND z.merchant_id = %(merchant)s AND z.customer_id = %(customer)s)"""


def secret_of(request: HttpRequest, token: str | None) -> bytes | None:
    """The digest of the session that `customer_or_none` looks up, if the request names one."""
    secret = token or door.token_of(request)
    return tickets.digest(secret) if secret else None


def names(staff_ids: set[int | None]) -> dict[int, str]:
    """Names by id, in one query."""
    return selectors.names(staff_ids)


colleagues = selectors.colleagues
below = selectors.below
above = selectors.above
department_names = selectors.department_names
departments_by_id = selectors.departments_by_id
who_may = selectors.who_may


def everybody() -> list[StaffCard]:
    """All colleagues, those who left included, in one query."""
    return [_card(row) for row in Staff.objects.order_by("-state", "id")]


def paths() -> dict[int, tuple[int, ...]]:
    """Every person's departments, from the root down to their own."""
    return places.paths()


def hold(staff_id: int) -> StaffCard:
    """Lock a colleague until the transaction ends: nobody counts or disables them meanwhile."""
    return _card(places.hold(staff_id))


hold_department = places.hold_department
disable = places.disable


def superiors(staff_id: int, most: int = 1) -> list[int]:
    """Who is above a colleague, the nearest first: the superior named, else who leads them."""
    return selectors.superiors(staff_id, most)


@dataclass(frozen=True)
class DepartmentCard:
    """A department as neighbours see one; `path` runs from the root down to itself."""

    id: int
    name: str
    path: tuple[int, ...]


def department_cards() -> list[DepartmentCard]:
    """The whole tree, parents before children."""
    rows = Department.objects.order_by("name").values_list("id", "name", "path")
    cards = [DepartmentCard(key, name, tuple(path)) for key, name, path in rows]
    return sorted(cards, key=lambda one: len(one.path))


def roster() -> list[StaffCard]:
    """Everybody at work, by department and name."""
    rows = Staff.objects.filter(state=Staff.State.ACTIVE).order_by("department_id", "name")
    return [StaffCard(row.pk, row.name, row.title, row.department_id, active=True) for row in rows]


def owner_choice(staff_id: int | None, field: str = "owner_id") -> StaffCard:
    """A colleague who can be given records: at work, in this merchant. Raises Invalid."""
    try:
        chosen = card(staff_id or 0)
    except NotFound as none:
        raise Invalid(fields={field: "没有这位员工"}) from none
    if not chosen.active:
        raise Invalid(fields={field: f"{chosen.name}已停用,不能再接手"})
    return chosen


def assert_may(
    permission: str,
    owner_id: int | None,
    department_id: int | None,
    kind: str | None = None,
    record_id: int | None = None,
) -> None:
    """Raise NotFound when the record is out of reach for `permission`."""
    if not actor.current().may(permission):
        raise Forbidden(permission=permission)
    door.require_reach(actor.current(), permission, owner_id, department_id, kind, record_id)


def can(
    owner_id: int | None,
    department_id: int | None,
    permissions: list[str],
    kind: str | None = None,
    record_id: int | None = None,
) -> list[str]:
    """Which of `permissions` the acting person has on a record."""
    return covered(actor.current(), permissions, owner_id, department_id, kind, record_id)


def forget_customer(merchant_id: int, customer_id: int) -> None:
    """End every session of a customer."""
    sessions.revoke_all(merchant_id, customer_id=customer_id)


def staff_wechat(merchant_id: int, appid: str, openid: str) -> int | None:
    """The member of staff behind a WeChat user, in this merchant."""
    identity = AccountIdentity.objects.filter(appid=appid, openid=openid).first()
    if identity is None:
        return None
    place = Membership.objects.filter(account_id=identity.account_id, merchant_id=merchant_id)
    return place.values_list("staff_id", flat=True).first()


def openid_of(staff_id: int | None, appid: str) -> str:
    """Who a member of staff of this merchant is for an app at WeChat; empty when not known."""
    if staff_id is None:
        return ""
    place = Membership.objects.filter(staff_id=staff_id, merchant_id=scope.current())
    rows = AccountIdentity.objects.filter(appid=appid, account_id__in=place.values("account_id"))
    return rows.values_list("openid", flat=True).first() or ""


__all__ = [
    "IS_STILL",
    "Account", "Ahead", "Body", "DepartmentCard", "Device", "Reach", "ShareCard", "ShareTold",
    "StaffCard", "actor_of", "assert_may", "bind_wechat", "browser",
    "by_wechat",
    "can", "card", "cards", "client_ip",
    "colleagues_within", "covered", "customer_or_none", "device", "enter_link", "entered",
    "forget_customer", "hold", "hot", "know_wechat", "merged", "names", "openid_of", "owner_choice",
    "paths",
    "public", "reach_of", "reach_sql", "reaches", "roster", "secret_of", "share_give",
    "share_take_back",
    "share_told", "shared_ids", "shared_list", "shares_of", "staff", "staff_wechat",
    "superiors", "visitor", "visitor_session", "within_reach",
]  # fmt: skip
