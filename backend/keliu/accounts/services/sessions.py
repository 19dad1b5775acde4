"""Signing in and out. A session is an opaque secret; the database keeps only its hash."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

import pyotp
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import F

from keliu.accounts import rules, selectors
from keliu.accounts.errors import (
    Locked,
    LoginFailed,
    NoAccount,
    TicketGone,
    TotpRequired,
    TotpWrong,
)
from keliu.accounts.models import Account, AccountIdentity, Membership, Session, Staff
from keliu.accounts.ports import Ports
from keliu.accounts.services import carried, spoken
from keliu.kit import actor, clock, ids, language, scope
from keliu.kit.actor import Actor
from keliu.kit.errors import NotFound, SignedOut
from keliu.platform import audit, keys, realtime, tickets
from keliu.platform.tenancy import merchant_scope

# Checked when the account is unknown, so that an answer takes as long as for a known one.
NO_PASSWORD = make_password(secrets.token_hex(8))
ENTER_MINUTES = 30


@dataclass(frozen=True)
class Device:
    """Where a sign-in comes from."""

    ip: str = ""
    agent: str = ""


@dataclass(frozen=True)
class SignedIn:
    """A fresh session and its secret, shown once."""

    token: str
    session: Session
    account: Account | None


def _count_failure(account: Account) -> None:
    """Committed on its own, since the request that failed is rolled back."""
    until = clock.now() + timedelta(minutes=rules.LOCK_MINUTES)
    rows = Account.objects.filter(pk=account.pk)
    rows.update(failures=F("failures") + 1)
    rows.filter(failures__gte=rules.MOST_FAILURES).update(locked_until=until, failures=0)


def _check_lock(account: Account) -> None:
    if account.locked_until and account.locked_until > clock.now():
        seconds = (account.locked_until - clock.now()).total_seconds()
        raise Locked(minutes=int(seconds // 60) + 1, retry_after=int(seconds) + 1)


def _check_totp(account: Account, code: str | None) -> None:
    """Accept the code of this half-minute or its neighbours, each once."""
    if account.totp_secret is None:
        return
    if not code:
        raise TotpRequired
    secret = keys.unwrap_secret(account.totp_secret, f"totp|{account.pk}")
    step = matching_step(secret, code)
    rows = Account.objects.filter(pk=account.pk, totp_last_step__lt=step or 0)
    if step is None or not rows.update(totp_last_step=step):
        _count_failure(account)
        raise TotpWrong


def matching_step(secret: str, code: str) -> int | None:
    """Which half-minute a TOTP code belongs to (RFC 6238, ±1 step), or None."""
    totp, now = pyotp.TOTP(secret), clock.now_ms() // 30_000
    return next((s for s in (now, now - 1, now + 1) if totp.generate_otp(s) == code), None)


def log_in(*, login: str, password: str, totp: str | None, device: Device) -> SignedIn:
    """Sign in with a password. Raises LoginFailed, Locked, TotpRequired, TotpWrong.

    Failures are counted even though the request is refused, so this runs outside a transaction.
    """
    account = Account.objects.filter(login=login.strip().lower()).first()
    try:
        return _checked_in(account, password, totp, device)
    except (Locked, LoginFailed, TotpWrong) as refusal:
        if account is not None:
            _note_refusal(account, device, refusal.code)
        raise


def _note_refusal(account: Account, device: Device, why: str) -> None:
    """A line in the audit log of every merchant the account is at work in."""
    for place in Membership.objects.filter(account=account, active=True):
        with merchant_scope(place.merchant_id):
            name = Staff.objects.values_list("name", flat=True).get(pk=place.staff_id)
            with actor.acting(Actor(place.staff_id, name, ip=device.ip)):
                audit.record(
                    "session.refused", "session", None, account.login, {"reason": (None, why)}
                )


def _checked_in(
    account: Account | None, password: str, totp: str | None, device: Device
) -> SignedIn:
    if account is not None:
        _check_lock(account)
    good = check_password(password, account.password if account else NO_PASSWORD)
    if account is None or not good or not account.password:
        if account is not None:
            _count_failure(account)
        raise LoginFailed
    _check_totp(account, totp)
    Account.objects.filter(pk=account.pk, failures__gt=0).update(failures=0)
    return sign_in(account, device=device)


def sign_in(account: Account, *, device: Device, merchant_id: int | None = None) -> SignedIn:
    """A session in the account's last used merchant, or in the one asked for."""
    places = Membership.objects.filter(account=account, active=True).order_by("-last_used_at")
    place = (places.filter(merchant_id=merchant_id) if merchant_id else places).first()
    if place is None:
        raise NotFound if merchant_id else NoAccount
    with merchant_scope(place.merchant_id):
        carried.hold_still()
        staff = Staff.objects.select_related("role").get(pk=place.staff_id)
        done = _open(staff, account, device)
        if wanted := language.asked_for():
            spoken.speaks(staff.pk, wanted)
        Membership.objects.filter(pk=place.pk).update(last_used_at=clock.now())
        with actor.acting(Actor(staff.pk, staff.name, ip=device.ip)):
            audit.record("session.open", "session", done.session.pk, staff.name)
    return done


def _open(staff: Staff, account: Account, device: Device) -> SignedIn:
    token = secrets.token_urlsafe(32)
    session = Session.objects.create(
        id=ids.new(),
        token_hash=tickets.digest(token),
        merchant_id=scope.current(),
        staff_id=staff.pk,
        account_id=account.pk,
        **carried.of([staff])[staff.pk],
        ip=device.ip,
        agent=device.agent[:200],
        expires_at=clock.now() + timedelta(hours=rules.SESSION_HOURS),
    )
    return SignedIn(token, session, account)


def visitor_session(*, merchant_id: int, customer_id: int, name: str, device: Device) -> str:
    """A session for a customer who agreed; returns its secret."""
    token = secrets.token_urlsafe(32)
    Session.objects.create(
        token_hash=tickets.digest(token),
        merchant_id=merchant_id,
        customer_id=customer_id,
        name=name[:60],
        ip=device.ip,
        agent=device.agent[:200],
        expires_at=clock.now() + timedelta(days=rules.VISITOR_DAYS),
    )
    return token


def log_out(session_id: int) -> None:
    """End a session; its sockets close."""
    Session.objects.filter(pk=session_id).delete()
    realtime.session_ended(session_id)


def revoke(merchant_id: int, staff_id: int, session_id: int) -> None:
    """End one of a person's sessions. Raises NotFound."""
    if not selectors.sessions_of(merchant_id, staff_id).filter(pk=session_id).delete()[0]:
        raise NotFound
    realtime.session_ended(session_id)
    audit.record("session.revoke", "session", session_id)


def revoke_all(
    merchant_id: int, *, staff_id: int | None = None, customer_id: int | None = None
) -> None:
    """End every session of a person."""
    rows = Session.objects.filter(
        merchant_id=merchant_id, staff_id=staff_id, customer_id=customer_id
    )
    for session_id in list(rows.values_list("id", flat=True)):
        log_out(session_id)


def refresh(merchant_id: int, staff_ids: list[int] | None = None) -> None:
    """Rewrite what sessions carry after a change of role, department, superior, share or name.

    One change of a merchant at a time comes here, and each reads what the earlier ones committed:
    otherwise a role changed while somebody is given it would leave that person the old rights.
    """
    carried.settle()
    sessions = Session.objects.filter(merchant_id=merchant_id, staff_id__isnull=False)
    if staff_ids is not None:
        sessions = sessions.filter(staff_id__in=staff_ids)
    live = list(sessions)
    people = Staff.objects.select_related("role").filter(pk__in={row.staff_id for row in live})
    found = carried.of(list(people))
    for session in live:
        columns = found[session.staff_id or 0]
        if any(getattr(session, name) != value for name, value in columns.items()):
            Session.objects.filter(pk=session.pk).update(**columns)
            who = carried.actor(session.staff_id or 0, columns, session.pk)
            realtime.session_changed(session.pk, topics_of(who))


def topics_of(who: Actor) -> list[str]:
    """What a person may listen to."""
    topics = [realtime.staff_topic(who.staff_id or 0)]
    for more in Ports.topics:
        topics += more(who)
    return topics


def enter_link(account_id: int, merchant_id: int) -> str:
    """A one-time secret that signs in without a password (console link, WeChat return)."""
    payload = {"account_id": str(account_id)}
    return tickets.issue("enter", merchant_id, payload, timedelta(minutes=ENTER_MINUTES))


def enter(ticket: str, device: Device) -> SignedIn:
    """Use a one-time link. Raises TicketGone."""
    spent = tickets.spend("enter", ticket)
    if spent is None:
        raise TicketGone
    merchant_id, payload = spent
    account = Account.objects.get(pk=int(payload["account_id"]))
    return sign_in(account, device=device, merchant_id=merchant_id)


def by_wechat(appid: str, openid: str) -> Account | None:
    """The account a WeChat user signs in to, if any."""
    found = AccountIdentity.objects.select_related("account").filter(appid=appid, openid=openid)
    row = found.first()
    return row.account if row else None


@transaction.atomic
def bind_wechat(account: Account, appid: str, openid: str) -> None:
    """Let a WeChat user sign in to `account`."""
    AccountIdentity.objects.get_or_create(appid=appid, openid=openid, defaults={"account": account})


@transaction.atomic
def know_wechat(appid: str, openid: str) -> bool:
    """The acting person is this WeChat user; whether that is new. Who is known already stays."""
    known = {"appid": appid, "openid": openid}
    account = account_of(actor.current())
    return AccountIdentity.objects.get_or_create(**known, defaults={"account": account})[1]


def account_behind(session_id: int) -> Account | None:
    """The account a staff session belongs to; None for customers' sessions."""
    rows = Session.objects.filter(pk=session_id, staff_id__isnull=False)
    account_id = rows.values_list("account_id", flat=True).first()
    return Account.objects.filter(pk=account_id).first() if account_id else None


def account_of(who: Actor) -> Account:
    """The acting person's account. Raises SignedOut."""
    account = account_behind(who.session_id or 0)
    if account is None:
        raise SignedOut
    return account
