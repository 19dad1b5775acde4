"""How every endpoint is called rightly. A route without a line here fails the run."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from keliu.kit import clock
from tests.matrix.world import MatrixWorld

Body = Callable[[MatrixWorld, dict[str, str]], dict[str, Any]]


@dataclass(frozen=True)
class Sample:
    """`path` maps each path slot to a kind; `body` and `query` make the rest of a right call.

    `body_ids` and `query_ids` are the id slots to attack, with the kind each wants. `actor` is who
    does it rightly; `owned` says that reach follows the thing's owner; `on` is the variant a right
    call works on; `also` are statuses other than 2xx that still prove the door was passed.
    """

    path: dict[str, str] = field(default_factory=dict)
    body: Body | None = None
    query: dict[str, Any] = field(default_factory=dict)
    body_ids: dict[str, str] = field(default_factory=dict)
    query_ids: dict[str, str] = field(default_factory=dict)
    actor: str = "小李"
    owned: bool = True
    personal: bool = False  # only the owner, whatever the reach (own inbox, own sessions)
    on: str = "小李"
    author: str | None = None  # who made it may, and who this permission lets manage the maker
    needs: str | None = None  # the permission asked for inside, where the door can not know it
    boss: bool = False  # with `personal`: whoever runs the merchant may as well
    words: dict[str, Any] = field(default_factory=dict)  # path slots that are words, not ids
    shows: tuple[str, ...] = ()  # kinds whose ids a public answer holds by right
    upload: bool | Callable[[], dict[str, Any]] = False  # a form with files instead of JSON
    also: tuple[int, ...] = ()


def versioned(kind: str, **fields: Any) -> Body:
    """A body with the right version of the thing in the path."""

    def body(world: MatrixWorld, slots: dict[str, str]) -> dict[str, Any]:
        identifier = next(iter(slots.values()))
        return {**fields, "version": world.version(kind, identifier)}

    return body


def fixed(**fields: Any) -> Body:
    return lambda world, slots: dict(fields)


def linked(**fields: Any) -> Body:
    """Fields whose callable values are asked for an id of the world."""
    return lambda world, slots: {
        name: value(world) if callable(value) else value for name, value in fields.items()
    }


def soon() -> str:
    return clock.iso(clock.now() + timedelta(days=2))


def an(kind: str, variant: str = "小李") -> Callable[[MatrixWorld], str]:
    return lambda world: world.id(kind, variant)


def code(variant: str = "小李") -> Callable[[MatrixWorld], str]:
    return lambda world: world.codes[variant]


def with_version(kind: str, **fields: Any) -> Body:
    """Linked fields and the right version."""

    def body(world: MatrixWorld, slots: dict[str, str]) -> dict[str, Any]:
        identifier = next(iter(slots.values()))
        return {**linked(**fields)(world, slots), "version": world.version(kind, identifier)}

    return body


def _one(kind: str, **more: Any) -> Sample:
    return Sample(path={f"{kind}_id": kind}, **more)


def _restore(kind: str, actor: str = "小李", *, owned: bool = True) -> Sample:
    return _one(kind, on="deleted", body=fixed(), actor=actor, owned=owned)


BOSS: dict[str, Any] = {"actor": "王总", "owned": False}

ACCOUNTS = {
    "login": Sample(body=fixed(account="li@far", password="orange-boat-71")),
    "enter": Sample(body=fixed(ticket="spent"), also=(401,)),
    "logout": Sample(body=fixed()),
    "switch": Sample(body=linked(merchant_id=an("merchant")), body_ids={"merchant_id": "merchant"}),
    "wechat_start": Sample(),
    "wechat_finish": Sample(body=fixed(ticket="spent"), also=(401,)),
    "me": Sample(),
    "me_update": Sample(
        body=lambda w, s: {
            "name": "李小李",
            "avatar_id": w.id("file"),
            "version": w.version("staff", w.id("staff")),
        },
        body_ids={"avatar_id": "file"},
    ),
    "me_password": Sample(body=fixed(old="orange-boat-71", new="green-lake-8642")),
    "totp_start": Sample(body=fixed()),
    "totp_confirm": Sample(body=fixed(code="000000"), also=(422,)),
    "totp_remove": Sample(body=fixed(code="000000")),
    "session_list": Sample(),
    "session_revoke": _one("session", personal=True),
    "language_save": Sample(body=fixed(language="en")),
    "notify_settings": Sample(),
    "notify_settings_save": Sample(
        body=lambda w, s: {
            "quiet_from": "22:00",
            "quiet_to": "08:00",
            "version": w.version("staff", w.id("staff")),
        }
    ),
    "merchant": Sample(),
    "merchant_update": Sample(body=fixed(name="远航", version=1), **BOSS),
    "brand_get": Sample(),
    "brand_palette": Sample(query={"color": "#F08C1A"}),
    "brand_update": Sample(
        body=fixed(short_name="远航", version=1),
        body_ids={"logo_id": "file", "cover_id": "file"},
        **BOSS,
    ),
    "trades": Sample(),
    "permissions": Sample(),
    "shop_open": Sample(
        body=fixed(
            name="老王二店",
            trade="fruit",
            owner_name="老王",
            account="second@fruit",
            password="green-lake-8642",
        )
    ),
    "staff_list": Sample(query_ids={"department": "department"}),
    "staff_options": Sample(),
    "staff_create": Sample(
        body=linked(name="新人", account="new@far", role_id=an("role")),
        body_ids={"role_id": "role", "department_id": "department", "superior_id": "staff"},
        **BOSS,
    ),
    "staff_get": _one("staff", owned=False),
    "staff_update": _one(
        "staff",
        body=versioned("staff", title="顾问"),
        body_ids={"role_id": "role", "department_id": "department", "superior_id": "staff"},
        **BOSS,
    ),
    "staff_disable": _one("staff", body=versioned("staff"), **BOSS),
    "staff_enable": _one("staff", body=versioned("staff"), **BOSS),
    "staff_reset_password": _one("staff", body=fixed(), **BOSS),
    "department_list": Sample(),
    "department_create": Sample(
        body=fixed(name="新部门"),
        body_ids={"parent_id": "department", "leader_id": "staff"},
        **BOSS,
    ),
    "department_update": _one(
        "department",
        body=versioned("department", name="改名部"),
        body_ids={"parent_id": "other_department", "leader_id": "staff"},
        **BOSS,
    ),
    "department_delete": _one("department", **BOSS),
    "role_list": Sample(),
    "role_create": Sample(
        body=fixed(name="实习生", grants={}), body_ids={"departments[]": "department"}, **BOSS
    ),
    "role_update": _one(
        "role",
        body=versioned("role", grants={}),
        body_ids={"departments[]": "department"},
        **BOSS,
    ),
    "role_delete": _one("role", **BOSS),
    "file_upload": Sample(upload=True),
    "notification_list": Sample(),
    "notification_read": _one("notification", body=fixed(), personal=True),
    "notification_read_all": Sample(body=fixed()),
    "realtime_ticket": Sample(body=fixed()),
    "audit_list": Sample(query_ids={"actor": "staff", "object_id": "customer"}, **BOSS),
}
