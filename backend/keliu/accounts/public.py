"""The front door of accounts for the contexts above."""

from dataclasses import dataclass
from typing import TypeVar

from django.db import models
from django.db.models import Q, QuerySet

from keliu.accounts import door, selectors
from keliu.accounts.door import (
    Body,
    customer_or_none,
    device,
    entered,
    public,
    reaches,
    staff,
    visitor,
)
from keliu.accounts.models import Account, AccountIdentity, Membership, Staff
from keliu.accounts.services import sessions
from keliu.accounts.services.sessions import (
    Device,
    bind_wechat,
    by_wechat,
    enter_link,
    visitor_session,
)
from keliu.kit import actor
from keliu.kit.errors import Forbidden, Invalid, NotFound

_Row = TypeVar("_Row", bound=models.Model)


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
    active = row.state == Staff.State.ACTIVE
    return StaffCard(row.pk, row.name, row.title, row.department_id, active)


def names(staff_ids: set[int | None]) -> dict[int, str]:
    """Names by id, in one query."""
    return selectors.names(staff_ids)


def owner_choice(staff_id: int | None, field: str = "owner_id") -> StaffCard:
    """A colleague who can be given records: at work, in this merchant. Raises Invalid."""
    try:
        chosen = card(staff_id or 0)
    except NotFound as none:
        raise Invalid(fields={field: "没有这位员工"}) from none
    if not chosen.active:
        raise Invalid(fields={field: f"{chosen.name}已停用,不能再接手"})
    return chosen


def within_reach(
    rows: "QuerySet[_Row]",
    permission: str,
    *,
    owner: str = "owner_id",
    department: str = "department_id",
) -> "QuerySet[_Row]":
    """The rows that the acting person's `permission` covers."""
    who = actor.current()
    reach = who.reach(permission)
    if reach == "all":
        return rows
    if reach is None:
        return rows.none()
    mine = Q(**{owner: who.staff_id})
    if reach == "department" and who.department_id is not None:
        mine |= Q(**{department: who.department_id})
    if reach == "tree" and who.departments:
        mine |= Q(**{f"{department}__in": who.departments})
    return rows.filter(mine)


def assert_may(permission: str, owner_id: int | None, department_id: int | None) -> None:
    """Raise NotFound when the record is out of reach for `permission`."""
    if not actor.current().may(permission):
        raise Forbidden(permission=permission)
    door.require_reach(actor.current(), permission, owner_id, department_id)


def can(owner_id: int | None, department_id: int | None, permissions: list[str]) -> list[str]:
    """Which of `permissions` the acting person has on a record."""
    who = actor.current()
    return [name for name in permissions if reaches(who, name, owner_id, department_id)]


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


__all__ = [
    "Account", "Body", "Device", "StaffCard", "assert_may", "bind_wechat", "by_wechat", "can",
    "card", "customer_or_none", "device", "enter_link", "entered", "forget_customer", "names",
    "owner_choice", "public", "reaches", "staff", "staff_wechat", "visitor", "visitor_session",
    "within_reach",
]  # fmt: skip
