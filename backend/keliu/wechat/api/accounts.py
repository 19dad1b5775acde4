"""Official accounts and mini programs: connecting, checking, and how they are."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from ninja import Router

from keliu.accounts import public as door
from keliu.kit.errors import Invalid
from keliu.platform import audit, records
from keliu.platform.wire import Bilingual, Items, VersionIn
from keliu.wechat.models import Account
from keliu.wechat.rules import capabilities
from keliu.wechat.schemas.accounts import (
    AccountIn,
    AccountOut,
    AccountPatch,
    AccountRow,
    ConsoleFields,
    FindingOut,
    HealthOut,
    PathIn,
    PushRow,
    QuotaOut,
    RefusalOut,
    RidIn,
    RidOut,
    RotateIn,
    UsedOut,
    callback_url,
)
from keliu.wechat.selectors import accounts as questions
from keliu.wechat.selectors import pushes
from keliu.wechat.services import accounts, checks, inquiries, quota
from keliu.wechat.services.accounts import Connecting
from keliu.wechat.services.calls import app_of

router = Router(tags=["wechat"])
CONNECT, READ = "wechat.connect", "wechat.read"
ALL, ONE = "/wechat/accounts", "/wechat/accounts/{account_id}"
PUSHES = 20
MODES = {"safe": ("安全模式", "Safe mode"), "compatible": ("兼容模式", "Compatible mode"),
         "plain": ("明文模式", "Plain mode")}  # fmt: skip


def _account(account_id: int) -> Account:
    return records.find(questions.accounts(), account_id)


def _now(row: Account) -> Any:
    return AccountOut.of(row).model_dump(mode="json")


def _fits(kind: str, type_: str) -> None:
    if not capabilities.fits(kind, type_):
        raise Invalid(fields={"type": "账号类型和公众号、小程序对不上"})


@router.get(ALL, response=Items[AccountRow])
@door.staff(READ)
def wechat_account_list(request: HttpRequest) -> Items[AccountRow]:
    """Every account that is connected."""
    return Items[AccountRow](items=[AccountRow.of(row) for row in questions.accounts()])


@router.post(ALL, response=AccountOut)
@door.staff(CONNECT)
def wechat_account_connect(request: HttpRequest, payload: AccountIn) -> AccountOut:
    """Connect an account; what WeChat's console needs is at …/console-fields."""
    _fits(payload.kind, payload.type)
    return AccountOut.of(accounts.connect(Connecting(**payload.model_dump())))


@router.get(ONE, response=AccountOut)
@door.staff(READ)
def wechat_account(request: HttpRequest, account_id: int) -> AccountOut:
    """One account and what it may do."""
    return AccountOut.of(_account(account_id))


@router.patch(ONE, response=AccountOut)
@door.staff(CONNECT)
def wechat_account_change(
    request: HttpRequest, account_id: int, payload: AccountPatch
) -> AccountOut:
    """Another name, type or AppSecret."""
    row = _account(account_id)
    changes = payload.model_dump(exclude_unset=True, exclude={"version"}, exclude_none=True)
    _fits(row.kind, changes.get("type", row.type))
    saved = accounts.change(row, version=payload.version, changes=changes, current=_now)
    return AccountOut.of(saved)


@router.delete(ONE, response={204: None})
@door.staff(CONNECT)
def wechat_account_remove(request: HttpRequest, account_id: int) -> None:
    """Disconnect."""
    accounts.remove(_account(account_id))


@router.post(f"{ONE}/console-fields", response=ConsoleFields)
@door.staff(CONNECT)
def wechat_account_fields(request: HttpRequest, account_id: int) -> ConsoleFields:
    """What is pasted into WeChat's console; looking at it is noted."""
    row = _account(account_id)
    push, (zh, en) = accounts.push_secrets(row), MODES[row.mode]
    audit.record("account.reveal", "account", row.pk, row.name)
    return ConsoleFields(
        callback_url=callback_url(row),
        token=push.token,
        encoding_aes_key=push.aes_key,
        mode=Bilingual(zh=zh, en=en),
        format="XML",
        domain=urlsplit(settings.BASE_URL).netloc,
    )


@router.post(f"{ONE}/rotate", response=AccountOut)
@door.staff(CONNECT)
def wechat_account_rotate(request: HttpRequest, account_id: int, payload: RotateIn) -> AccountOut:
    """A new address, token or key; the address and key before go on working."""
    row = _account(account_id)
    saved = accounts.rotate(row, version=payload.version, what=payload.what, current=_now)
    return AccountOut.of(saved)


@router.post(f"{ONE}/retire", response=AccountOut)
@door.staff(CONNECT)
def wechat_account_retire(request: HttpRequest, account_id: int, payload: VersionIn) -> AccountOut:
    """The address and key before stop working."""
    row = _account(account_id)
    return AccountOut.of(accounts.retire(row, version=payload.version, current=_now))


@router.post(f"{ONE}/default", response=AccountOut)
@door.staff(CONNECT)
def wechat_account_default(request: HttpRequest, account_id: int, payload: VersionIn) -> AccountOut:
    """The one that is used when nobody chooses."""
    row = _account(account_id)
    return AccountOut.of(accounts.make_default(row, version=payload.version, current=_now))


@router.post(f"{ONE}/enable", response=AccountOut)
@door.staff(CONNECT)
def wechat_account_enable(request: HttpRequest, account_id: int, payload: VersionIn) -> AccountOut:
    """Speak for it again."""
    row = _account(account_id)
    return AccountOut.of(accounts.switch(row, version=payload.version, enabled=True, current=_now))


@router.post(f"{ONE}/disable", response=AccountOut)
@door.staff(CONNECT)
def wechat_account_disable(request: HttpRequest, account_id: int, payload: VersionIn) -> AccountOut:
    """Nothing is sent for it until it is enabled again."""
    row = _account(account_id)
    return AccountOut.of(accounts.switch(row, version=payload.version, enabled=False, current=_now))


@router.post(f"{ONE}/check", response=Items[FindingOut])
@door.staff(CONNECT)
def wechat_account_check(request: HttpRequest, account_id: int) -> Items[FindingOut]:
    """Ask WeChat whether everything is set up well."""
    found = checks.examine(_account(account_id))
    return Items[FindingOut](items=[FindingOut.of(one) for one in found])


@router.get(f"{ONE}/health", response=HealthOut)
@door.staff(READ)
def wechat_account_health(request: HttpRequest, account_id: int) -> HealthOut:
    """The token, today's calls, the last refusals and the last pushes."""
    row = _account(account_id)
    app = app_of(row)
    waiting, failed = pushes.troubled(row.pk)
    return HealthOut(
        token_until=questions.token_until(app),
        waiting=waiting,
        failed=failed,
        used=[UsedOut.model_validate(one) for one in questions.used_today(app, quota.today())],
        refusals=[RefusalOut.from_(one) for one in questions.refusals(app)],
        pushes=[PushRow.model_validate(one) for one in pushes.recent(row.pk, PUSHES)],
    )


@router.post(f"{ONE}/quota", response=QuotaOut)
@door.staff(CONNECT)
def wechat_account_quota(request: HttpRequest, account_id: int, payload: PathIn) -> QuotaOut:
    """What WeChat counts for a path today."""
    return QuotaOut.model_validate(inquiries.left(_account(account_id), payload.path))


@router.post(f"{ONE}/explain", response=RidOut)
@door.staff(CONNECT)
def wechat_account_explain(request: HttpRequest, account_id: int, payload: RidIn) -> RidOut:
    """WeChat's own record of a refused call."""
    return RidOut.model_validate(inquiries.explained(_account(account_id), payload.rid))
