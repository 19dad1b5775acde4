"""One's own account: profile, password, authenticator, sessions, quiet hours, merchant."""

import pyotp
from django.http import HttpRequest
from ninja import Router

from keliu.accounts import door, rules, schemas, selectors
from keliu.accounts.api.auth import places_of
from keliu.accounts.errors import TotpWrong
from keliu.accounts.models import Account, Staff
from keliu.accounts.ports import Ports
from keliu.accounts.services import sessions, spoken
from keliu.accounts.services import staff as people
from keliu.kit import actor, scope
from keliu.kit.errors import Invalid
from keliu.platform import audit, files, keys, merchants, records
from keliu.platform.models import Merchant
from keliu.platform.wire import Bilingual, Items

router = Router(tags=["me"])


def _account() -> Account:
    return sessions.account_of(actor.current())


def _me() -> schemas.Me:
    account = _account()
    return schemas.Me(
        staff=schemas.StaffRow.of(people.me()),
        merchant=schemas.merchant_out(Merchant.objects.get(pk=scope.current())),
        permissions=actor.current().grants,
        fields=actor.current().fields,
        merchants=places_of(account),
        totp_enabled=account.totp_secret is not None,
        account=account.login,
    )


@router.get("/me", response=schemas.Me)
@door.staff()
def me(request: HttpRequest) -> schemas.Me:
    """Who is signed in, where, and what they may do."""
    return _me()


@router.patch("/me", response=schemas.Me)
@door.staff()
def me_update(request: HttpRequest, payload: schemas.MePatch) -> schemas.Me:
    """Change one's own name or picture."""
    changes = schemas.given(payload)
    if changes.get("avatar_id"):
        files.require([changes["avatar_id"]])
    people.staff_update(people.me(), version=payload.version, changes=changes)
    return _me()


@router.post("/me/password", response={204: None})
@door.staff()
def me_password(request: HttpRequest, payload: schemas.PasswordIn) -> None:
    """Change one's own password."""
    people.password_change(_account(), old=payload.old, new=payload.new)


@router.post("/me/totp/start", response=schemas.TotpStart)
@door.staff()
def totp_start(request: HttpRequest) -> schemas.TotpStart:
    """A fresh authenticator secret; it counts only after `confirm`."""
    account = _account()
    secret = pyotp.random_base32()
    sealed = keys.wrap_secret(secret, f"totp-new|{account.pk}")
    Account.objects.filter(pk=account.pk).update(totp_pending=sealed)
    uri = pyotp.TOTP(secret).provisioning_uri(name=account.login, issuer_name="Keliu")
    return schemas.TotpStart(secret=secret, uri=uri)


@router.post("/me/totp/confirm", response={204: None})
@door.staff()
def totp_confirm(request: HttpRequest, payload: schemas.TotpIn) -> None:
    """Switch the authenticator on with its first code."""
    account = _account()
    if account.totp_pending is None:
        raise TotpWrong
    secret = keys.unwrap_secret(account.totp_pending, f"totp-new|{account.pk}")
    step = sessions.matching_step(secret, payload.code)
    if step is None:
        raise TotpWrong(fields={"code": TotpWrong.message})
    sealed = keys.wrap_secret(secret, f"totp|{account.pk}")
    Account.objects.filter(pk=account.pk).update(
        totp_secret=sealed, totp_pending=None, totp_last_step=step
    )
    audit.record("account.totp_on", "account", account.pk, account.login)


@router.post("/me/totp/remove", response={204: None})
@door.staff()
def totp_remove(request: HttpRequest, payload: schemas.TotpIn) -> None:
    """Switch the authenticator off; needs a code."""
    account = _account()
    if account.totp_secret is None:
        return
    secret = keys.unwrap_secret(account.totp_secret, f"totp|{account.pk}")
    if sessions.matching_step(secret, payload.code) is None:
        raise TotpWrong(fields={"code": TotpWrong.message})
    Account.objects.filter(pk=account.pk).update(totp_secret=None)
    audit.record("account.totp_off", "account", account.pk, account.login)


@router.get("/sessions", response=Items[schemas.SessionRow])
@door.staff()
def session_list(request: HttpRequest) -> Items[schemas.SessionRow]:
    """One's own signed-in devices."""
    who = actor.current()
    rows = selectors.sessions_of(scope.current(), who.staff_id or 0)
    return Items[schemas.SessionRow](
        items=[schemas.SessionRow.of(row, who.session_id) for row in rows]
    )


@router.delete("/sessions/{session_id}", response={204: None})
@door.staff()
def session_revoke(request: HttpRequest, session_id: int) -> None:
    """Sign out one of one's own devices."""
    sessions.revoke(scope.current(), actor.current().staff_id or 0, session_id)


@router.put("/me/language", response={204: None})
@door.staff()
def language_save(request: HttpRequest, payload: schemas.LanguageIn) -> None:
    """The language one reads: mail, notices and sheets made for oneself come in it."""
    spoken.speaks(actor.current().staff_id or 0, payload.language)


@router.get("/me/notify-settings", response=schemas.NotifySettings)
@door.staff()
def notify_settings(request: HttpRequest) -> schemas.NotifySettings:
    """One's own quiet hours."""
    return _quiet(people.me())


def _quiet(row: Staff) -> schemas.NotifySettings:
    def shown(value: object) -> str | None:
        return f"{value:%H:%M}" if value else None

    return schemas.NotifySettings(
        quiet_from=shown(row.quiet_from), quiet_to=shown(row.quiet_to), version=row.version
    )


@router.put("/me/notify-settings", response=schemas.NotifySettings)
@door.staff()
def notify_settings_save(
    request: HttpRequest, payload: schemas.NotifySettingsIn
) -> schemas.NotifySettings:
    """Set quiet hours (both times) or none (neither)."""
    if (payload.quiet_from is None) != (payload.quiet_to is None):
        raise Invalid(fields={"quiet_to": "开始和结束时间要一起填"})
    changes = {"quiet_from": payload.quiet_from, "quiet_to": payload.quiet_to}
    return _quiet(records.save_changes(people.me(), version=payload.version, changes=changes))


@router.get("/merchant", response=schemas.MerchantOut)
@door.staff()
def merchant(request: HttpRequest) -> schemas.MerchantOut:
    """The merchant one works in."""
    return schemas.merchant_out(Merchant.objects.get(pk=scope.current()))


@router.patch("/merchant", response=schemas.MerchantOut)
@door.staff("merchant.write")
def merchant_update(request: HttpRequest, payload: schemas.MerchantPatch) -> schemas.MerchantOut:
    """Change name, colour or size mode; switching the mode loses nothing."""
    row = merchants.update(scope.current(), version=payload.version, changes=schemas.given(payload))
    return schemas.merchant_out(row)


@router.get("/trades", response=Items[schemas.TradeOut])
@door.public
def trades(request: HttpRequest) -> Items[schemas.TradeOut]:
    """Trades a shop can be opened in."""
    return Items[schemas.TradeOut](
        items=[
            schemas.TradeOut(
                code=code, name=Bilingual(zh=zh, en=en), brings=Ports.trade_brings(code)
            )
            for code, (zh, en) in merchants.TRADES.items()
        ]
    )


@router.get("/permissions", response=Items[schemas.PermissionInfo])
@door.staff("staff.read")
def permissions(request: HttpRequest) -> Items[schemas.PermissionInfo]:
    """Everything a role can be given."""
    return Items[schemas.PermissionInfo](
        items=[
            schemas.PermissionInfo(
                name=item.name,
                label=Bilingual(zh=item.zh, en=item.en),
                group=item.group,
                scopes=list(item.scopes),
            )
            for item in rules.PERMISSIONS.values()
        ]
    )
