"""The people of our tests: 远航集团 sells to companies, 老王 next door sells fruit.

王总 owns 远航集团; 周经理 leads 华东部, where 小李 and 小赵 sell; 小孙 sells in 华南部;
小吴 serves customers. 老王 owns 老王水果店 and must never see any of it.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.contrib.auth.hashers import make_password
from django.test import Client

from keliu.accounts.models import Account, Department, Role, Session, Staff
from keliu.accounts.services import sessions, shops
from keliu.accounts.services import staff as people
from keliu.accounts.services.sessions import Device
from keliu.kit import scope
from keliu.platform import operations
from keliu.platform.models import Merchant, Operation
from keliu.platform.tenancy import merchant_scope

PASSWORD = "orange-boat-71"
FAR = datetime(2100, 1, 1, tzinfo=UTC)


@dataclass
class World:
    """One merchant with its people by name."""

    merchant: Merchant
    roles: dict[str, Role]
    staff: dict[str, Staff] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)

    def token(self, name: str) -> str:
        """A live session of one person."""
        if name not in self.tokens:
            account = Account.objects.get(login=self.staff[name].login)
            signed = sessions.sign_in(
                account, device=Device("127.0.0.1", "test"), merchant_id=self.merchant.pk
            )
            # A test may hold the clock on a day of the past; PostgreSQL judges sessions by its own.
            Session.objects.filter(pk=signed.session.pk).update(expires_at=FAR)
            self.tokens[name] = signed.token
        return self.tokens[name]

    def api(self, name: str) -> "Api":
        """A client signed in as one person."""
        return Api(self.token(name))

    def inside(self) -> Any:
        """Merchant scope, for looking at rows directly."""
        return merchant_scope(self.merchant.pk)


def worked(world: World, operation_id: int) -> Operation:
    """Done part by part, each in a transaction of its own, as the worker does it."""
    more = True
    while more:
        with world.inside():
            more = operations.advance(operation_id)
    with world.inside():
        return Operation.objects.get(pk=operation_id)


class Api:
    """A small JSON client on Django's test client: `api.get("/customers")` → (status, body)."""

    def __init__(self, token: str | None = None) -> None:
        self.client = Client(raise_request_exception=False)
        self.token = token

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        sent = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        extra: dict[str, Any] = {}
        if body is not None:
            import msgspec

            extra = {"data": msgspec.json.encode(body), "content_type": "application/json"}
        response = self.client.generic(
            method, f"/api/v1{path}", extra.get("data", b""),
            extra.get("content_type", "application/json"), headers=sent,
        )  # fmt: skip
        kind = response.headers.get("Content-Type", "")
        return response.status_code, response.json() if "json" in kind else response.content

    def get(self, path: str, **headers: str) -> tuple[int, Any]:
        return self.call("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        return self.call("POST", path, {} if body is None else body, **headers)

    def patch(self, path: str, body: Any, **headers: str) -> tuple[int, Any]:
        return self.call("PATCH", path, body, **headers)

    def put(self, path: str, body: Any, **headers: str) -> tuple[int, Any]:
        return self.call("PUT", path, body, **headers)

    def delete(self, path: str) -> tuple[int, Any]:
        return self.call("DELETE", path)


def company() -> World:
    """远航集团 with its departments and people."""
    owner = people.account_open("wangzong@far", make_password(PASSWORD))
    merchant, boss, roles = shops.shop_open(
        name="远航集团",
        trade="b2b",
        owner_name="王总",
        phone="13900000001",
        account=owner,
        mode="company",
    )
    world = World(merchant, roles, {"王总": boss})
    with world.inside():
        east = people.department_save(None, name="华东部", parent=None, leader_id=None)
        south = people.department_save(None, name="华南部", parent=None, leader_id=None)
        for name, login, role, department in (
            ("周经理", "zhou@far", "manager", east),
            ("小李", "li@far", "sales", east),
            ("小赵", "zhao@far", "sales", east),
            ("小孙", "sun@far", "sales", south),
            ("小吴", "wu@far", "service", south),
        ):
            world.staff[name] = hire(world, name, login, role, department)
    return world


def hire(world: World, name: str, login: str, role: str, department: Department) -> Staff:
    """One more colleague; inside the merchant's scope."""
    account = people.account_open(login, make_password(PASSWORD))
    return people.staff_add(
        account=account, name=name, role=world.roles[role], department=department
    )


def fruit_shop() -> World:
    """老王水果店, the neighbour."""
    account = people.account_open("laowang@fruit", make_password(PASSWORD))
    merchant, owner, roles = shops.shop_open(
        name="老王水果店", trade="fruit", owner_name="老王", phone="13900000002", account=account
    )
    assert scope.current_or_none() is None
    return World(merchant, roles, {"老王": owner})
