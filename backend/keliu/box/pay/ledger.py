"""Orders and refunds with their states; money is fen, time is the box's own."""

import hashlib
import json
import secrets
from dataclasses import dataclass, fields
from typing import Any

from keliu.box.clock import Clock
from keliu.box.pay.errors import PayError
from keliu.box.store import Row, Store

SCHEMA = """
CREATE TABLE IF NOT EXISTS pay_orders (
    mchid TEXT NOT NULL, out_trade_no TEXT NOT NULL, appid TEXT NOT NULL, kind TEXT NOT NULL,
    description TEXT NOT NULL, attach TEXT NOT NULL, notify_url TEXT NOT NULL,
    total INTEGER NOT NULL, openid TEXT NOT NULL, token TEXT NOT NULL UNIQUE, asked TEXT NOT NULL,
    created_at REAL NOT NULL, expires_at REAL NOT NULL, state TEXT NOT NULL,
    transaction_id TEXT NOT NULL DEFAULT '', paid_at REAL, payer TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (mchid, out_trade_no));
CREATE TABLE IF NOT EXISTS pay_refunds (
    mchid TEXT NOT NULL, out_refund_no TEXT NOT NULL, out_trade_no TEXT NOT NULL,
    refund_id TEXT NOT NULL, amount INTEGER NOT NULL, reason TEXT NOT NULL,
    notify_url TEXT NOT NULL, created_at REAL NOT NULL, due_at REAL NOT NULL,
    status TEXT NOT NULL, done_at REAL, PRIMARY KEY (mchid, out_refund_no));
"""
WIPE = "DELETE FROM pay_orders; DELETE FROM pay_refunds;"
PREPAY_LIFE, ORDER_LIFE = 7200, 7 * 86400
REFUND_SECONDS, REFUND_DAYS, MOST_REFUNDS = 2.0, 365, 50
NOTPAY, SUCCESS, REFUND, CLOSED = "NOTPAY", "SUCCESS", "REFUND", "CLOSED"
PROCESSING, ABNORMAL = "PROCESSING", "ABNORMAL"


@dataclass(frozen=True)
class PayOrder:
    """One order. `token` is its prepay_id, code or address, by its kind."""

    mchid: str
    out_trade_no: str
    appid: str
    kind: str
    description: str
    attach: str
    notify_url: str
    total: int
    openid: str
    token: str
    asked: str
    created_at: float
    expires_at: float
    state: str
    transaction_id: str = ""
    paid_at: float | None = None
    payer: str = ""


@dataclass(frozen=True)
class PayRefund:
    """One refund."""

    mchid: str
    out_refund_no: str
    out_trade_no: str
    refund_id: str
    amount: int
    reason: str
    notify_url: str
    created_at: float
    due_at: float
    status: str
    done_at: float | None = None


@dataclass(frozen=True)
class Wish:
    """What somebody wants to sell."""

    mchid: str
    out_trade_no: str
    appid: str
    kind: str
    description: str
    attach: str
    notify_url: str
    total: int
    openid: str
    expires_at: float | None

    def digest(self) -> str:
        """The same for the same wish."""
        said = json.dumps([getattr(self, one.name) for one in fields(self)])
        return hashlib.sha256(said.encode()).hexdigest()


class Ledger:
    """The orders of every merchant number."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock
        store.script(SCHEMA)

    # -- orders

    def order(self, wish: Wish) -> PayOrder:
        """Take an order; the same again gives the same, another under its number is refused."""
        known = self.find(wish.mchid, wish.out_trade_no)
        if known is not None:
            return self._again(known, wish)
        now = self._clock.now()
        self._store.run(
            "INSERT INTO pay_orders (mchid, out_trade_no, appid, kind, description, attach, "
            "notify_url, total, openid, token, asked, created_at, expires_at, state) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            *(wish.mchid, wish.out_trade_no, wish.appid, wish.kind, wish.description),
            *(wish.attach, wish.notify_url, wish.total, wish.openid, secrets.token_hex(18)),
            *(wish.digest(), now, wish.expires_at or now + ORDER_LIFE, NOTPAY),
        )
        return self.known(wish.mchid, wish.out_trade_no)

    def find(self, mchid: str, out_trade_no: str) -> PayOrder | None:
        """One order by the merchant's number; past its time it is closed."""
        row = self._store.one(
            "SELECT * FROM pay_orders WHERE mchid = ? AND out_trade_no = ?", mchid, out_trade_no
        )
        return None if row is None else self._aged(_order(row))

    def known(self, mchid: str, out_trade_no: str) -> PayOrder:
        """One order that has to be there. Raises ORDER_NOT_EXIST."""
        found = self.find(mchid, out_trade_no)
        if found is None:
            raise PayError("ORDER_NOT_EXIST")
        return found

    def by_transaction(self, mchid: str, transaction_id: str) -> PayOrder:
        """One order by WeChat Pay's number."""
        row = self._store.one(
            "SELECT * FROM pay_orders WHERE mchid = ? AND transaction_id = ?", mchid, transaction_id
        )
        if row is None:
            raise PayError("ORDER_NOT_EXIST")
        return _order(row)

    def by_token(self, token: str) -> PayOrder | None:
        """One order by what opens its pay sheet."""
        row = self._store.one("SELECT * FROM pay_orders WHERE token = ?", token)
        return None if row is None else self._aged(_order(row))

    def close(self, mchid: str, out_trade_no: str) -> None:
        """Nobody can pay it any more."""
        if self.known(mchid, out_trade_no).state in (SUCCESS, REFUND):
            raise PayError("ORDERPAID")
        self._set_state(mchid, out_trade_no, CLOSED)

    def pay(self, order: PayOrder, payer: str) -> PayOrder:
        """The money goes over, once."""
        now = self._clock.now()
        number = f"42{secrets.randbelow(10**26):026d}"
        changed = self._store.run(
            "UPDATE pay_orders SET state = ?, transaction_id = ?, paid_at = ?, payer = ? "
            "WHERE mchid = ? AND out_trade_no = ? AND state = ?",
            *(SUCCESS, number, now, payer, order.mchid, order.out_trade_no, NOTPAY),
        )
        if not changed:
            raise PayError("ORDERPAID")
        return self.known(order.mchid, order.out_trade_no)

    def orders(self, mchid: str = "") -> list[PayOrder]:
        """Newest first, of one merchant number if asked."""
        rows = self._store.all(
            "SELECT * FROM pay_orders WHERE ? IN ('', mchid) ORDER BY created_at DESC", mchid
        )
        return [_order(row) for row in rows]

    # -- refunds

    def refund(self, order: PayOrder, ask: dict[str, Any]) -> PayRefund:
        """Start giving money back; the same number gives the same refund."""
        known = self.refund_find(order.mchid, ask["out_refund_no"])
        if known is not None:
            if (known.amount, known.out_trade_no) != (ask["refund"], order.out_trade_no):
                raise PayError("INVALID_REQUEST", "订单金额或退款金额与之前请求不一致")
            return known
        self._refundable(order, ask["refund"])
        now = self._clock.now()
        number = f"50{secrets.randbelow(10**26):026d}"
        self._store.run(
            "INSERT INTO pay_refunds VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)",
            *(order.mchid, ask["out_refund_no"], order.out_trade_no, number, ask["refund"]),
            *(ask["reason"], ask["notify_url"], now, now + REFUND_SECONDS, PROCESSING),
        )
        self._set_state(order.mchid, order.out_trade_no, REFUND)
        return self.refund_known(order.mchid, ask["out_refund_no"])

    def refund_find(self, mchid: str, out_refund_no: str) -> PayRefund | None:
        """One refund by the merchant's number."""
        row = self._store.one(
            "SELECT * FROM pay_refunds WHERE mchid = ? AND out_refund_no = ?", mchid, out_refund_no
        )
        return None if row is None else PayRefund(**dict(row))

    def refund_known(self, mchid: str, out_refund_no: str) -> PayRefund:
        """One refund that has to be there."""
        found = self.refund_find(mchid, out_refund_no)
        if found is None:
            raise PayError("RESOURCE_NOT_EXISTS")
        return found

    def refunds(self, mchid: str = "") -> list[PayRefund]:
        """Newest first."""
        rows = self._store.all(
            "SELECT * FROM pay_refunds WHERE ? IN ('', mchid) ORDER BY created_at DESC", mchid
        )
        return [PayRefund(**dict(row)) for row in rows]

    def due_refunds(self) -> list[PayRefund]:
        """Those whose time has come."""
        rows = self._store.all(
            "SELECT * FROM pay_refunds WHERE status = ? AND due_at <= ?",
            *(PROCESSING, self._clock.now()),
        )
        return [PayRefund(**dict(row)) for row in rows]

    def settle_refund(self, refund: PayRefund, status: str) -> PayRefund:
        """How a refund ended: SUCCESS, ABNORMAL or CLOSED."""
        done = self._clock.now() if status == SUCCESS else None
        self._store.run(
            "UPDATE pay_refunds SET status = ?, done_at = ? WHERE mchid = ? AND out_refund_no = ?",
            *(status, done, refund.mchid, refund.out_refund_no),
        )
        return self.refund_known(refund.mchid, refund.out_refund_no)

    # -- what was before

    def keep_order(self, **columns: Any) -> int:
        """An order as it is said to be; 0 when its number is known."""
        return self._keep("pay_orders", columns)

    def keep_refund(self, **columns: Any) -> int:
        """A refund as it is said to be; 0 when its number is known."""
        return self._keep("pay_refunds", columns)

    def set_state(self, mchid: str, out_trade_no: str, state: str) -> None:
        """Where an order stands."""
        self._set_state(mchid, out_trade_no, state)

    def _keep(self, table: str, columns: dict[str, Any]) -> int:
        names, places = ", ".join(columns), ", ".join("?" * len(columns))
        said = f"INSERT OR IGNORE INTO {table} ({names}) VALUES ({places})"  # noqa: S608  our names
        return self._store.run(said, *columns.values())

    def processing(self) -> bool:
        """Whether some refund is under way."""
        row = self._store.one("SELECT 1 FROM pay_refunds WHERE status = ? LIMIT 1", PROCESSING)
        return row is not None

    # -- below

    def _again(self, known: PayOrder, wish: Wish) -> PayOrder:
        if known.state in (SUCCESS, REFUND):
            raise PayError("ORDERPAID")
        if known.state == CLOSED:
            raise PayError("ORDER_CLOSED")
        if known.asked != wish.digest():
            raise PayError("INVALID_REQUEST")
        return known

    def _aged(self, order: PayOrder) -> PayOrder:
        if order.state == NOTPAY and order.expires_at <= self._clock.now():
            self._set_state(order.mchid, order.out_trade_no, CLOSED)
            return PayOrder(**{**vars(order), "state": CLOSED})
        return order

    def _refundable(self, order: PayOrder, amount: int) -> None:
        if order.state not in (SUCCESS, REFUND) or order.paid_at is None:
            raise PayError("INVALID_REQUEST", "订单未支付,不能退款")
        if self._clock.now() - order.paid_at > REFUND_DAYS * 86400:
            raise PayError("RULE_LIMIT", "订单已超过可退款的最大期限")
        before = [
            one
            for one in self.refunds(order.mchid)
            if one.out_trade_no == order.out_trade_no and one.status != CLOSED
        ]
        if len(before) >= MOST_REFUNDS:
            raise PayError("RULE_LIMIT", "一笔订单最多退款 50 次")
        if sum(one.amount for one in before) + amount > order.total:
            raise PayError("INVALID_REQUEST", "退款金额超过订单可退金额")

    def _set_state(self, mchid: str, out_trade_no: str, state: str) -> None:
        self._store.run(
            "UPDATE pay_orders SET state = ? WHERE mchid = ? AND out_trade_no = ?",
            *(state, mchid, out_trade_no),
        )


def _order(row: Row) -> PayOrder:
    return PayOrder(**dict(row))
