"""Notices of WeChat Pay: proven, opened, kept once, told to whoever listens.

The row is kept in the transaction in which the listeners run. A listener that fails does not make
WeChat Pay send again (the row is there): the work is done anew later, until it is done.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import msgspec
import structlog
from django.db import IntegrityError, transaction
from django.db.models import F, Q

from keliu.kit import clock
from keliu.platform import jobs, keys, merchants
from keliu.platform.tenancy import merchant_scope
from keliu.wechat.errors import PayDown, PayForged, PayRefused
from keliu.wechat.models import PayMerchant, PayNotice
from keliu.wechat.pay import notices, old_refunds
from keliu.wechat.pay.notices import Refund, Told, Transaction
from keliu.wechat.pay.old_refunds import Hint
from keliu.wechat.pay.verifying import SIGNATURE, Verifier
from keliu.wechat.ports import Ports
from keliu.wechat.services import pay as pays
from keliu.wechat.services import pay_certificates

log = structlog.get_logger()
PROBE = "WECHATPAY/SIGNTEST/"
SELDOM = timedelta(minutes=1)  # how often a moment on the merchant's row is written at most
WAITS = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 180, 360, 720))
OLD = "v2:"


@dataclass(frozen=True)
class Door:
    """One address of notices: whose it is and what proves them."""

    merchant_id: int
    pay_id: int
    mchid: str
    api_key: str
    old_key: str
    verifier: Verifier


def door_of(key: str) -> Door:
    """The door behind the last part of an address. Raises NotFound."""
    merchant_id, pay_id = merchants.route(pays.ROUTE, key)
    with merchant_scope(merchant_id):
        row = pays.by_id(pay_id)
        old = row.old_key_sealed
        return Door(
            merchant_id,
            pay_id,
            row.mchid,
            keys.unseal(PayMerchant, "api_key_sealed", row.api_key_sealed),
            keys.unseal(PayMerchant, "old_key_sealed", old) if old else "",
            Verifier(
                pay_certificates.keys_of(row),
                partial(pay_certificates.ask, merchant_id, pay_id),
                now=lambda: clock.now().timestamp(),
            ),
        )


def taken(door: Door, headers: Mapping[str, str], body: bytes) -> None:
    """Keep a notice and act on it, once however often it comes. Raises PayForged."""
    try:
        door.verifier.check(headers, body)
    except PayForged:
        if headers.get(SIGNATURE, "").startswith(PROBE):
            _mark(door, "last_probe_at")
        raise
    told = _opened(door, body)
    with merchant_scope(door.merchant_id):
        row = _kept(door.pay_id, _row_of(told))
        if row is not None:
            _act(row, told)
    _mark(door, "last_notice_at")


def old_taken(door: Door, body: bytes) -> None:
    """A refund made in WeChat Pay's own console may tell itself in the old way (XML).

    It is not signed, so it proves nothing: it only makes us ask what became of that refund.
    Raises PayForged.
    """
    hint = old_refunds.read(body, door.old_key)
    if hint.mchid != door.mchid:
        raise PayForged(why="mchid")
    with merchant_scope(door.merchant_id):
        row = _kept(door.pay_id, _row_of_hint(hint))
        if row is not None:
            again.later(notice_id=row.pk)


def notice_again(notice_id: int) -> None:
    """Act on a notice that is not settled yet."""
    rows = PayNotice.objects.select_for_update(no_key=True, of=("self",))
    row = rows.filter(pk=notice_id, state=PayNotice.State.PENDING).first()
    if row is None:
        return
    try:
        told = _asked(row) if row.notice_id.startswith(OLD) else _told(row)
    except (PayDown, PayRefused) as refused:
        _put_off(row, refused.code)
        return
    _act(row, told)


again = jobs.job(notice_again)


def _opened(door: Door, body: bytes) -> Told:
    try:
        told = notices.read(body, door.api_key)
    except PayForged as wrong:  # WeChat Pay's word, sealed with a key that is not ours
        with merchant_scope(door.merchant_id):
            pays.noted(pays.by_id(door.pay_id), "sealed", str(wrong.details.get("why", "")))
        raise
    if told.about.mchid != door.mchid:
        raise PayForged(why="mchid")
    return told


def _row_of(told: Told) -> PayNotice:
    about, content = told.about, msgspec.json.encode(told.about).decode()
    row = PayNotice(
        notice_id=told.id,
        event=told.event[:40],
        out_trade_no=about.out_trade_no,
        content_sealed=keys.seal(PayNotice, "content_sealed", content),
    )
    if isinstance(about, Transaction):
        row.kind, row.status = PayNotice.Kind.PAID, about.trade_state
        row.amount_fen = about.amount.total if about.amount else None
    else:
        row.kind, row.status = PayNotice.Kind.REFUND, about.refund_status
        row.amount_fen, row.out_refund_no = about.amount.refund, about.out_refund_no
    return row


def _kept(pay_id: int, row: PayNotice) -> PayNotice | None:
    """The new row; None when this notice is known. A twin in flight is waited for."""
    row.pay_id = pay_id
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as clash:
        if "wechat_pay_notice_once" not in str(clash):
            raise
        return None
    return row


def _act(row: PayNotice, told: Told) -> None:
    """Tell every listener, all or none; what fails is tried again later."""
    try:
        with transaction.atomic():
            for listener in Ports.pay_notices:
                listener(told)
    except Exception as wrong:  # whatever a listener does, WeChat Pay's word is kept
        log.exception("pay_notice", notice=str(row.pk))
        _put_off(row, type(wrong).__name__)
    else:
        PayNotice.objects.filter(pk=row.pk).update(
            state=PayNotice.State.DONE, why="", tries=F("tries") + 1
        )


def _put_off(row: PayNotice, why: str) -> None:
    over = row.tries >= len(WAITS)
    state = PayNotice.State.FAILED if over else PayNotice.State.PENDING
    PayNotice.objects.filter(pk=row.pk).update(state=state, why=why[:120], tries=F("tries") + 1)
    if not over:
        again.later(at=clock.now() + WAITS[row.tries], notice_id=row.pk)


def _told(row: PayNotice) -> Told:
    content = keys.unseal(PayNotice, "content_sealed", row.content_sealed)
    about: Transaction | Refund
    if row.kind == PayNotice.Kind.PAID:
        about = msgspec.json.decode(content, type=Transaction)
    else:
        about = msgspec.json.decode(content, type=Refund)
    return Told(row.notice_id, row.event, about)


def _row_of_hint(hint: Hint) -> PayNotice:
    return PayNotice(
        notice_id=f"{OLD}{hint.refund_id}:{hint.status}"[:64],
        event=f"REFUND.{hint.status}"[:40],
        kind=PayNotice.Kind.REFUND,
        status=hint.status[:20],
        out_trade_no=hint.out_trade_no,
        out_refund_no=hint.out_refund_no,
        content_sealed=keys.seal(PayNotice, "content_sealed", ""),
    )


def _asked(row: PayNotice) -> Told:
    """What a hint is about, in WeChat Pay's own proven words."""
    pay = pays.pay_of(pays.by_id(row.pay_id))
    found = pay.refund_query(row.out_refund_no)
    PayNotice.objects.filter(pk=row.pk).update(
        status=found.status[:20], amount_fen=found.amount.refund
    )
    return Told(row.notice_id, f"REFUND.{found.status}", found.told(pay.merchant.mchid))


def _mark(door: Door, column: str) -> None:
    """Write a moment on the merchant's row, so seldom that nobody waits for it."""
    with merchant_scope(door.merchant_id):
        due = Q(**{f"{column}__isnull": True}) | Q(**{f"{column}__lt": clock.now() - SELDOM})
        PayMerchant.objects.filter(due, pk=door.pay_id).update(**{column: clock.now()})
