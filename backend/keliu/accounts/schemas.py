"""Shapes of the accounts endpoints."""

from datetime import time
from typing import Any, Literal

from pydantic import Field

from keliu.accounts.models import Department, Role, Session, Staff
from keliu.platform import brand
from keliu.platform.models import Merchant
from keliu.platform.wire import Asked, Bilingual, Id, Moment, Ref, Text, Wire


class MerchantOut(Wire):
    id: Id
    name: str
    mode: str
    trade: str
    short_name: str
    brand_color: str
    logo_url: str | None
    timezone: str
    version: int


class StaffRow(Wire):
    id: Id
    name: str
    title: str
    account: str
    phone_masked: str
    department: Ref | None
    role: Ref
    superior: Ref | None
    state: str
    avatar_url: str | None
    created_at: Moment
    version: int

    @staticmethod
    def of(row: Staff) -> "StaffRow":
        return StaffRow(
            id=row.pk,
            name=row.name,
            title=row.title,
            account=row.login,
            phone_masked=row.phone_masked,
            department=Ref(id=row.department.pk, name=row.department.name)
            if row.department
            else None,
            role=Ref(id=row.role.pk, name=row.role.name),
            superior=Ref(id=row.superior.pk, name=row.superior.name) if row.superior else None,
            state=row.state,
            avatar_url=row.avatar.url if row.avatar else None,
            created_at=row.created_at,
            version=row.version,
        )


class FieldRule(Asked):
    """What a role may do with one field, and where it shows its mask."""

    right: str = Field("write", max_length=8)
    mask: str = Field("none", max_length=8)


FieldRules = dict[str, dict[str, FieldRule]]


class LoginIn(Asked):
    account: str = Field(max_length=60)
    password: str = Field(max_length=128)
    totp: str | None = Field(None, max_length=8)
    cookie: bool = False


class TicketIn(Asked):
    ticket: str = Field(max_length=64)
    cookie: bool = False


class SwitchIn(Asked):
    merchant_id: Id
    cookie: bool = False


class LoginOut(Wire):
    token: str | None
    staff: StaffRow
    merchant: MerchantOut
    merchants: list[Ref]


class Me(Wire):
    staff: StaffRow
    merchant: MerchantOut
    permissions: dict[str, str]
    fields: FieldRules
    merchants: list[Ref]
    totp_enabled: bool
    account: str


class MePatch(Asked):
    name: Text | None = Field(None, min_length=1, max_length=60)
    avatar_id: Id | None = None
    version: int


class PasswordIn(Asked):
    old: str = Field(max_length=128)
    new: str = Field(max_length=128)


class TotpStart(Wire):
    secret: str
    uri: str


class TotpIn(Asked):
    code: str = Field(max_length=8)


class UrlOut(Wire):
    url: str


class SessionRow(Wire):
    id: Id
    created_at: Moment
    last_seen_at: Moment
    ip: str
    agent: str
    current: bool

    @staticmethod
    def of(row: Session, current_id: int | None) -> "SessionRow":
        return SessionRow(
            id=row.pk,
            created_at=row.created_at,
            last_seen_at=row.last_seen_at,
            ip=row.ip,
            agent=row.agent,
            current=row.pk == current_id,
        )


class ShopIn(Asked):
    name: Text = Field(min_length=1, max_length=60)
    trade: str = Field(max_length=20)
    owner_name: Text = Field(min_length=1, max_length=60)
    phone: Text | None = Field(None, max_length=30)
    account: Text | None = Field(None, max_length=60)
    password: str | None = Field(None, max_length=128)
    shop_ticket: str | None = Field(None, max_length=64)


class MerchantPatch(Asked):
    name: Text | None = Field(None, min_length=1, max_length=60)
    mode: str | None = Field(None, pattern="^(shop|company)$")
    brand_color: str | None = Field(None, pattern="^#[0-9A-Fa-f]{6}$")
    version: int


class BrandPatch(Asked):
    name: Text = Field("", min_length=1, max_length=60)
    short_name: Text = Field("", max_length=12)
    brand_color: str = Field("", pattern="^#[0-9A-Fa-f]{6}$")
    logo_id: Id | None = None
    cover_id: Id | None = None
    version: int


class TradeOut(Wire):
    code: str
    name: Bilingual
    brings: Bilingual  # what a shop of it finds ready, in words


class PermissionInfo(Wire):
    name: str
    label: Bilingual
    group: str
    scopes: list[str]


class StaffIn(Asked):
    name: Text = Field(min_length=1, max_length=60)
    account: Text = Field(min_length=3, max_length=60)
    title: Text = Field("", max_length=60)
    phone: Text | None = Field(None, max_length=30)
    department_id: Id | None = None
    superior_id: Id | None = None
    role_id: Id


class StaffPatch(Asked):
    name: Text | None = Field(None, min_length=1, max_length=60)
    title: Text | None = Field(None, max_length=60)
    phone: Text | None = Field(None, max_length=30)
    department_id: Id | None = None
    superior_id: Id | None = None
    role_id: Id | None = None
    version: int


class HiredOut(Wire):
    staff: StaffRow
    password: str


class PasswordOut(Wire):
    password: str


class DepartmentOut(Wire):
    id: Id
    name: str
    parent_id: Id | None
    leader: Ref | None
    staff_count: int
    version: int

    @staticmethod
    def of(row: Department, names: dict[int, str]) -> "DepartmentOut":
        leader = names.get(row.leader_id) if row.leader_id else None
        return DepartmentOut(
            id=row.pk,
            name=row.name,
            parent_id=row.parent_id,
            leader=Ref(id=row.leader_id, name=leader) if row.leader_id and leader else None,
            staff_count=getattr(row, "staff_count", 0),
            version=row.version,
        )


class DepartmentIn(Asked):
    name: Text = Field(min_length=1, max_length=60)
    parent_id: Id | None = None
    leader_id: Id | None = None


class DepartmentPatch(DepartmentIn):
    version: int


class RoleOut(Wire):
    id: Id
    name: str
    preset: bool
    grants: dict[str, str]
    departments: list[Id]
    fields: dict[str, dict[str, FieldRule]]
    staff_count: int
    version: int

    @staticmethod
    def of(row: Role) -> "RoleOut":
        return RoleOut(
            id=row.pk,
            name=row.name,
            preset=row.preset,
            grants=row.grants,
            departments=row.departments,
            fields={
                kind: {key: FieldRule(**rule) for key, rule in known.items()}
                for kind, known in row.fields.items()
            },
            staff_count=getattr(row, "staff_count", 0),
            version=row.version,
        )


class RoleIn(Asked):
    name: Text = Field(min_length=1, max_length=40)
    grants: dict[str, str]
    departments: list[Id] = Field(default_factory=list, max_length=200)
    fields: FieldRules = Field(default_factory=dict)


class RolePatch(Asked):
    name: Text | None = Field(None, min_length=1, max_length=40)
    grants: dict[str, str] | None = None
    departments: list[Id] | None = Field(None, max_length=200)
    fields: FieldRules | None = None
    version: int


class LanguageIn(Asked):
    language: Literal["zh", "en"]


class NotifySettings(Wire):
    quiet_from: str | None
    quiet_to: str | None
    version: int


class NotifySettingsIn(Asked):
    quiet_from: time | None = None
    quiet_to: time | None = None
    version: int


PLAIN_OF_MERCHANT = [name for name in MerchantOut.model_fields if name != "logo_url"]


def merchant_out(row: Merchant) -> MerchantOut:
    """The merchant with the address of its logo; may be asked in any scope."""
    return MerchantOut(
        **{name: getattr(row, name) for name in PLAIN_OF_MERCHANT}, logo_url=brand.logo_url(row)
    )


def given(payload: Asked) -> dict[str, Any]:
    """The fields a PATCH really carries, without the version."""
    return {k: v for k, v in payload.model_dump(exclude_unset=True).items() if k != "version"}
