"""Shapes of the endpoints about accounts. Secrets go in and never come out."""

from typing import Literal

from django.conf import settings
from pydantic import Field

from keliu.platform.wire import Asked, Bilingual, Id, Moment, Text, VersionIn, Wire
from keliu.wechat.models import Account
from keliu.wechat.rules import capabilities, meanings
from keliu.wechat.rules.meanings import Meaning
from keliu.wechat.selectors.accounts import Refused
from keliu.wechat.services.checks import Finding, State

AppId = Field(pattern=r"^wx[0-9A-Za-z]{4,30}$")
Secret = Field(min_length=16, max_length=64, pattern=r"^[0-9A-Za-z_-]+$")
OriginalId = Field(pattern=r"^gh_[0-9A-Za-z]{4,30}$")
Kind = Literal["oa", "mini"]
Type = Literal["personal", "subscription", "service", "mini"]


class CauseOut(Wire):
    """Why WeChat said no, and what to do."""

    treatment: str
    cause: Bilingual
    fix: Bilingual

    @staticmethod
    def of(found: Meaning) -> "CauseOut":
        return CauseOut(
            treatment=found.treatment,
            cause=Bilingual(zh=found.cause, en=found.cause_en),
            fix=Bilingual(zh=found.fix, en=found.fix_en),
        )


class ProblemOut(CauseOut):
    errcode: int
    at: Moment | None


class AccountRow(Wire):
    id: Id
    kind: Kind
    type: Type
    verified: bool
    name: str
    appid: str
    original_id: str
    subject: str
    mode: str
    is_default: bool
    enabled: bool
    version: int
    verified_at: Moment | None
    last_push_at: Moment | None
    last_push: str
    last_call_at: Moment | None
    problem: ProblemOut | None
    rotating: bool  # the key before still works

    @staticmethod
    def of(row: Account) -> "AccountRow":
        return AccountRow.model_validate(facts(row))


def facts(row: Account) -> dict[str, object]:
    """The columns as everybody may see them."""
    names = set(AccountRow.model_fields) - {"problem", "rotating"}
    code = row.problem_code
    problem = None
    if row.problem and code is not None:
        cause = CauseOut.of(meanings.meaning(code)).model_dump()
        problem = ProblemOut(**cause, errcode=code, at=row.problem_at)
    found: dict[str, object] = {name: getattr(row, name) for name in names}
    return found | {"problem": problem, "rotating": row.aes_key_before_sealed is not None}


class AbilityOut(Wire):
    """Something the account may do, or what is missing: verify, service, company."""

    key: str
    label: Bilingual
    able: bool
    missing: str


class AccountOut(AccountRow):
    callback_url: str
    abilities: list[AbilityOut]

    @staticmethod
    def of(row: Account) -> "AccountOut":
        return AccountOut.model_validate(
            {**facts(row), "callback_url": callback_url(row), "abilities": abilities(row)}
        )


def callback_url(row: Account) -> str:
    """Where WeChat pushes to."""
    return f"{settings.BASE_URL}/wx/push/{row.callback_key}"


def abilities(row: Account) -> list[AbilityOut]:
    found = capabilities.abilities(row.kind, row.type, verified=row.verified)
    return [
        AbilityOut(
            key=one.capability.key,
            label=Bilingual(zh=one.capability.zh, en=one.capability.en),
            able=one.able,
            missing=one.missing,
        )
        for one in found
    ]


class AccountIn(Asked):
    """What the merchant copies from WeChat's console."""

    kind: Kind
    type: Type
    verified: bool = False
    name: Text = Field(min_length=1, max_length=60)
    appid: str = AppId
    secret: str = Secret
    original_id: str = OriginalId
    subject: Text = Field("", max_length=60)


class AccountPatch(VersionIn):
    """What changes; an AppSecret that is not given stays."""

    type: Type | None = None
    verified: bool | None = None
    name: Text | None = Field(None, min_length=1, max_length=60)
    secret: str | None = Field(None, min_length=16, max_length=64, pattern=r"^[0-9A-Za-z_-]+$")
    original_id: str | None = Field(None, pattern=r"^gh_[0-9A-Za-z]{4,30}$")
    subject: Text | None = Field(None, max_length=60)
    mode: Literal["safe", "compatible"] | None = None


class RotateIn(VersionIn):
    what: Literal["address", "token", "aes_key"]


class ConsoleFields(Wire):
    """Exactly what is pasted into WeChat's console."""

    callback_url: str
    token: str
    encoding_aes_key: str
    mode: Bilingual
    format: str
    domain: str


class FindingOut(Wire):
    key: str
    label: Bilingual
    state: State
    found: Bilingual
    fix: Bilingual | None
    errcode: int | None
    rid: str

    @staticmethod
    def of(one: Finding) -> "FindingOut":
        return FindingOut(
            key=one.key,
            label=Bilingual(zh=LABELS[one.key][0], en=LABELS[one.key][1]),
            state=one.state,
            found=Bilingual(zh=one.found[0], en=one.found[1]),
            fix=Bilingual(zh=one.fix[0], en=one.fix[1]) if one.fix[0] else None,
            errcode=one.errcode,
            rid=one.rid,
        )


LABELS = {
    "secret": ("AppID 和密钥", "AppID and secret"),
    "network": ("微信找得到服务器", "WeChat finds the server"),
    "addresses": ("微信的来源地址", "WeChat's addresses"),
    "address": ("本站网址", "Our address"),
    "pushes": ("收到推送", "Pushes"),
}


class RefusalOut(CauseOut):
    """The last refusal of one path."""

    path: str
    errcode: int
    rid: str
    at: Moment
    spent_until: Moment | None

    @staticmethod
    def from_(one: Refused) -> "RefusalOut":
        cause = CauseOut.of(one.meaning).model_dump()
        plain = ("path", "errcode", "rid", "at", "spent_until")
        return RefusalOut(**cause, **{name: getattr(one, name) for name in plain})


class UsedOut(Wire):
    path: str
    used: int


class PushRow(Wire):
    """A push that came: a word for what, never who or the text."""

    at: Moment
    kind: str
    event: str
    state: str
    deliveries: int
    late: bool
    problem: str


class HealthOut(Wire):
    token_until: Moment | None
    waiting: int
    failed: int
    used: list[UsedOut]
    refusals: list[RefusalOut]
    pushes: list[PushRow]


class PathIn(Asked):
    path: str = Field(pattern=r"^/[a-zA-Z0-9_/-]{3,78}$")


class QuotaOut(Wire):
    """What WeChat itself counts for a path today."""

    path: str
    daily_limit: int
    used: int
    remain: int
    per_second: str


class RidIn(Asked):
    rid: str = Field(pattern=r"^[0-9a-f-]{8,60}$")


class RidOut(Wire):
    """What WeChat's own log says about one refused call."""

    at: Moment | None
    url: str
    request: str
    response: str
