"""From somebody who scanned a code to a customer who agreed: state, WeChat, consent, session."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction

from keliu.accounts import public as accounts
from keliu.accounts.errors import TicketGone
from keliu.accounts.public import Device
from keliu.customers import rules, selectors
from keliu.customers.errors import ConsentOutdated, ConsentRequired, Snapshot
from keliu.customers.events import CustomerKnown
from keliu.customers.models import Customer, Identity
from keliu.customers.ports import CodeTarget, Ports, WeChatPerson
from keliu.customers.services import consents, customers
from keliu.kit import ids
from keliu.kit.errors import Invalid, NotFound
from keliu.platform import keys, tickets
from keliu.platform.outbox import publish
from keliu.platform.tenancy import merchant_scope

STATE, ENTER = "visitor_state", "visitor_enter"
STATE_LIVES, ENTER_LIVES = timedelta(minutes=10), timedelta(minutes=5)


@dataclass(frozen=True)
class Visit:
    """What a visitor came with and agreed to; travels inside the state ticket."""

    code: str
    share_id: int | None
    purposes: tuple[str, ...]
    version: str
    channel: str = "h5"
    host: str = ""
    browser: str = ""  # digest of its mark

    def payload(self) -> dict[str, Any]:
        """As JSON."""
        share = str(self.share_id) if self.share_id else None
        return {
            "code": self.code,
            "share_id": share,
            "purposes": list(self.purposes),
            "version": self.version,
            "host": self.host,
            "browser": self.browser,
        }

    @staticmethod
    def of(payload: dict[str, Any]) -> "Visit":
        return Visit(
            code=payload["code"],
            share_id=ids.parse(payload["share_id"]),
            purposes=tuple(payload["purposes"]),
            version=payload["version"],
            host=payload["host"],
            browser=payload["browser"],
        )


@dataclass(frozen=True)
class Entered:
    """A customer with a session of their own."""

    token: str
    customer: Customer


def agree(visit: Visit, redirect_uri: str) -> str:
    """Where the browser goes after agreeing. Raises ConsentOutdated, Invalid, NotFound."""
    checked(visit)
    target = Ports.code_target(visit.code)
    state = tickets.issue(STATE, target.merchant_id, visit.payload(), STATE_LIVES)
    return Ports.wechat.authorize_url(target.merchant_id, redirect_uri, state)


def checked(visit: Visit) -> None:
    """Refuse words that are not today's, and purposes we never asked for."""
    if visit.version != rules.CONSENT_VERSION:
        raise ConsentOutdated(version=rules.CONSENT_VERSION)
    if not visit.purposes:
        raise Invalid(fields={"purposes": "请至少选择一项"})
    if not set(visit.purposes) <= rules.PURPOSES.keys():
        raise Invalid(fields={"purposes": "没有这一项"})


def returned(state: str, code: str, host: str, is_same: Callable[[str], bool]) -> tuple[Visit, str]:
    """WeChat sent the browser back: (visit, ticket to enter with). `is_same` judges its mark.

    The state is spent before anything else, so a copied address is worth nothing; the code is
    redeemed outside the transaction, because a slow WeChat must not hold a connection's locks.
    Raises TicketGone, Snapshot, whatever the adapter raises.
    """
    spent = tickets.spend(STATE, state)
    if spent is None or spent[0] is None or spent[1]["host"] != host:
        raise TicketGone
    merchant_id, visit = spent[0], Visit.of(spent[1])
    if not is_same(visit.browser):
        raise TicketGone
    person = Ports.wechat.redeem(merchant_id, code)
    row = recognised(merchant_id, person, visit)
    payload = {"customer_id": str(row.pk)}
    return visit, tickets.issue(ENTER, merchant_id, payload, ENTER_LIVES)


@transaction.atomic
def enter(ticket: str, device: Device) -> Entered:
    """Use the ticket for a session. Raises TicketGone."""
    spent = tickets.spend(ENTER, ticket)
    if spent is None or spent[0] is None:
        raise TicketGone
    merchant_id = spent[0]
    with merchant_scope(merchant_id):
        row = Customer.objects.filter(
            pk=int(spent[1]["customer_id"]), deleted_at__isnull=True
        ).first()
        if row is None:
            raise TicketGone
        return Entered(_session(merchant_id, row, device), row)


def mini_login(js_code: str, visit: Visit, device: Device) -> Entered:
    """Sign in from the mini program; who agreed before need not be asked again."""
    if visit.purposes:
        checked(visit)
    target = Ports.code_target(visit.code)
    person = Ports.wechat.mini_login(target.merchant_id, js_code)
    with merchant_scope(target.merchant_id):
        if not visit.purposes and not _agreed_before(person):
            raise ConsentRequired(version=rules.CONSENT_VERSION)
        row = recognised(target.merchant_id, person, visit)
        return Entered(_session(target.merchant_id, row, device), row)


def _session(merchant_id: int, row: Customer, device: Device) -> str:
    return accounts.visitor_session(
        merchant_id=merchant_id, customer_id=row.pk, name=row.name, device=device
    )


def _agreed_before(person: WeChatPerson) -> bool:
    row = _by_identity(person)
    return row is not None and selectors.live_consents(row.pk).exists()


def recognised(merchant_id: int, person: WeChatPerson, visit: Visit) -> Customer:
    """The customer behind a WeChat user, with what they agreed to on record."""
    if person.snapshot:
        raise Snapshot
    with merchant_scope(merchant_id):
        target = _target(visit.code, merchant_id)
        row, is_new = customer_from_wechat(person, visit, target)
        granted = consents.grant_all(row, visit.purposes, channel=visit.channel)
        if "profile" in visit.purposes:
            _profile(row, person)
        code_id = target.code_id if target else None
        publish(CustomerKnown(row.pk, is_new, code_id, visit.share_id, granted))
        return row


def _target(code: str, merchant_id: int) -> CodeTarget | None:
    """The card, when it is still there: it may have gone while the visitor was at WeChat."""
    try:
        target = Ports.code_target(code)
    except NotFound:
        return None
    return target if target.merchant_id == merchant_id else None


def _keys_of(person: WeChatPerson) -> list[tuple[str, str, bytes, str]]:
    """(kind, appid, blind index, value), the most certain first."""
    blind = keys.ours().blind
    found = [("openid", person.appid, blind("openid", person.openid), person.openid)]
    if person.unionid and person.subject is not None:
        # The same word of another open-platform account is another person.
        apart = f"{person.subject}\n{person.unionid}" if person.subject else person.unionid
        found.append(("unionid", "", blind("unionid", apart), person.unionid))
    return found


def _by_identity(person: WeChatPerson) -> Customer | None:
    """The living customer known by openid, else by unionid."""
    for kind, appid, index, _ in _keys_of(person):
        known = Identity.objects.filter(kind=kind, appid=appid, value_index=index)
        row: Identity | None = known.select_related("customer").first()
        if row is not None and row.customer.deleted_at is None:
            found: Customer = row.customer
            return found
    return None


def customer_from_wechat(
    person: WeChatPerson, visit: Visit, target: CodeTarget | None
) -> tuple[Customer, bool]:
    """(customer, is new). Two arrivals at once become one: the identity's unique key decides."""
    known = _by_identity(person)
    if known is not None:
        _link(known, person)
        return known, False
    try:
        with transaction.atomic():
            row = _newcomer(person, visit, target)
            _link(row, person, new=True)
            return row, True
    except IntegrityError:
        winner = _by_identity(person)
        if winner is None:
            raise
        return winner, False


def _newcomer(person: WeChatPerson, visit: Visit, target: CodeTarget | None) -> Customer:
    name = person.nickname[:60] if "profile" in visit.purposes else ""
    fields = {"name": name or "访客", "source": "card" if target else "wechat"}
    row = customers.customer_create(
        fields={**fields, "source_code_id": target.code_id if target else None},
        owner=_owner(target),
    )
    if not name:
        customers.overwrite(row, {"name": rules.visitor_name(row.pk)})
    return row


def _owner(target: CodeTarget | None) -> accounts.StaffCard | None:
    """The person on the card, unless they have left."""
    if target is None:
        return None
    try:
        card = accounts.card(target.staff_id)
    except NotFound:
        return None
    return card if card.active else None


def _link(row: Customer, person: WeChatPerson, *, new: bool = False) -> None:
    """Remember the person's identities; one that led to a deleted customer moves over."""
    for kind, appid, index, value in _keys_of(person):
        sealed = keys.seal(Identity, "value_sealed", value)
        taken = Identity.objects.filter(kind=kind, appid=appid, value_index=index)
        if taken.filter(customer__deleted_at__isnull=False).exists():
            taken.update(customer_id=row.pk)
        elif new or not taken.exists():
            Identity(
                customer=row, kind=kind, appid=appid, value_index=index, value_sealed=sealed
            ).save(force_insert=True)


def _profile(row: Customer, person: WeChatPerson) -> None:
    """Nickname and picture, with consent; a name that people at work chose stays."""
    changes: dict[str, Any] = {}
    if person.nickname and person.nickname[:60] != row.wechat_name:
        changes["wechat_name"] = person.nickname[:60]
        if row.name in {row.wechat_name, rules.visitor_name(row.pk)}:
            changes["name"] = person.nickname[:60]
    if person.avatar_url and person.avatar_url[:500] != row.avatar_url:
        changes["avatar_url"] = person.avatar_url[:500]
    if changes:
        customers.overwrite(row, changes)


@transaction.atomic
def withdraw(row: Customer, purpose: str) -> None:
    """Take a consent back; without the one for the profile, name and picture go as well."""
    consents.consent_withdraw(row, purpose=purpose)
    if purpose != "profile":
        return
    changes = {"wechat_name": "", "avatar_url": ""}
    if row.name == row.wechat_name:
        changes["name"] = rules.visitor_name(row.pk)
    customers.overwrite(row, changes)
