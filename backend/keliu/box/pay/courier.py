"""Delivers notices: signed and sealed anew each time, on WeChat Pay's table of retries.

Waiting is by the box's clock; the moment that is signed is the real one, since the product judges
freshness by its own clock.
"""

import asyncio
import json
import secrets
import ssl
import time
import uuid
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpx

from keliu.box.clock import Clock
from keliu.box.pay import sums, words
from keliu.box.pay.ledger import SUCCESS, Ledger, PayOrder, PayRefund
from keliu.box.pay.merchants import Merchants, PayMerchant
from keliu.box.store import Row, Store

SCHEMA = """
CREATE TABLE IF NOT EXISTS pay_notices (
    id TEXT PRIMARY KEY, mchid TEXT NOT NULL, url TEXT NOT NULL, event TEXT NOT NULL,
    kind TEXT NOT NULL, about TEXT NOT NULL, plain TEXT NOT NULL, created_at REAL NOT NULL,
    due_at REAL, tries INTEGER NOT NULL DEFAULT 0, status INTEGER NOT NULL DEFAULT 0,
    taken_at REAL);
CREATE TABLE IF NOT EXISTS pay_probes (
    mchid TEXT NOT NULL, url TEXT NOT NULL, at REAL NOT NULL, status INTEGER NOT NULL);
"""
WIPE = "DELETE FROM pay_notices; DELETE FROM pay_probes;"
#: Seconds from one try to the next; after the last, nobody is told any more.
WAITS = (15, 15, 30, 180, 600, 1200, 1800, 1800, 1800, 3600, 10800, 10800, 10800, 21600, 21600)
SECONDS, TICK = 5.0, 0.05
PROBE = "WECHATPAY/SIGNTEST/"
PROBE_EVERY = 10


@dataclass(frozen=True)
class Letter:
    """A request as it goes out."""

    url: str
    body: bytes
    headers: dict[str, str]


class Courier:
    """The one task that delivers."""

    def __init__(self, store: Store, clock: Clock, merchants: Merchants, ledger: Ledger) -> None:
        self._store, self._clock = store, clock
        self._merchants, self._ledger = merchants, ledger
        self._task: asyncio.Task[None] | None = None
        self._busy: dict[str, asyncio.Task[None]] = {}
        store.script(SCHEMA)

    def paid(self, order: PayOrder) -> None:
        """Tell of a payment."""
        said = words.transaction(order)
        self._write(order.mchid, order.notify_url, "TRANSACTION.SUCCESS", said)

    def refunded(self, refund: PayRefund, order: PayOrder) -> None:
        """Tell how a refund ended, if anybody wants to hear it."""
        if refund.notify_url:
            said = words.refund_notice(refund, order)
            self._write(refund.mchid, refund.notify_url, f"REFUND.{refund.status}", said)

    def wake(self) -> None:
        """Deliver in the background until nothing waits; called inside the box's loop."""
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())

    def stop(self) -> None:
        """Deliver no more; what waits is found again at the next start."""
        for task in (self._task, *self._busy.values()):
            if task is not None:
                task.cancel()

    def all(self) -> list[dict[str, Any]]:
        """Every notice, newest first, with what became of it."""
        return [
            _shown(row) for row in self._store.all("SELECT * FROM pay_notices ORDER BY rowid DESC")
        ]

    def probes(self) -> list[dict[str, Any]]:
        """False signatures sent on purpose, and how they were answered."""
        return [dict(row) for row in self._store.all("SELECT * FROM pay_probes")]

    async def again(self, notice_id: str) -> int:
        """Deliver one now, whatever became of it before; the status it was answered with."""
        row = self._store.one("SELECT * FROM pay_notices WHERE id = ?", notice_id)
        return 0 if row is None else await self._try(row)

    async def probe(self, mchid: str, url: str) -> int:
        """Send a false signature on purpose; whoever accepts it does not look."""
        merchant = self._merchants.of(mchid)
        letter = self._letter(merchant, url, {"id": str(uuid.uuid4())}, {}, "transaction")
        headers = letter.headers | {"Wechatpay-Signature": PROBE + secrets.token_urlsafe(240)}
        status = await _post(Letter(url, letter.body, headers))
        self._store.run(
            "INSERT INTO pay_probes VALUES (?, ?, ?, ?)", mchid, url, self._clock.now(), status
        )
        return status

    # -- below

    def _write(self, mchid: str, url: str, event: str, said: dict[str, Any]) -> None:
        kind = "transaction" if event.startswith("TRANSACTION") else "refund"
        now = self._clock.now()
        about = said["out_trade_no" if kind == "transaction" else "out_refund_no"]
        self._store.run(
            "INSERT INTO pay_notices (id, mchid, url, event, kind, about, plain, created_at, "
            "due_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            *(str(uuid.uuid4()), mchid, url, event, kind, about),
            *(json.dumps(said, ensure_ascii=False), now, now),
        )
        self.wake()

    async def _run(self) -> None:
        """Until no refund is under way and no notice waits."""
        while self._step() or self._busy:
            await asyncio.sleep(TICK)

    def _step(self) -> bool:
        for refund in self._ledger.due_refunds():
            self.settle(refund, SUCCESS)
        waiting = self._store.all("SELECT * FROM pay_notices WHERE due_at IS NOT NULL")
        now = self._clock.now()
        for row in waiting:
            if row["due_at"] <= now and row["id"] not in self._busy:
                self._start(row)
        return bool(waiting) or self._ledger.processing()

    def settle(self, refund: PayRefund, status: str) -> PayRefund:
        """A refund ends, and its merchant hears of it."""
        done = self._ledger.settle_refund(refund, status)
        self.refunded(done, self._ledger.known(done.mchid, done.out_trade_no))
        return done

    def _start(self, row: Row) -> None:
        task = asyncio.create_task(self._deliver(row))
        self._busy[row["id"]] = task
        task.add_done_callback(lambda _: self._busy.pop(row["id"], None))

    async def _deliver(self, row: Row) -> None:
        if row["tries"] == 0 and self._first_of_ten():
            await self.probe(row["mchid"], row["url"])
        await self._try(row)

    def _first_of_ten(self) -> bool:
        row = self._store.one("SELECT count(*) AS n FROM pay_notices")
        return row is not None and row["n"] % PROBE_EVERY == 1

    async def _try(self, row: Row) -> int:
        merchant = self._merchants.find(row["mchid"])
        if merchant is None:
            self._store.run("UPDATE pay_notices SET due_at = NULL WHERE id = ?", row["id"])
            return 0
        head = {"id": row["id"], "create_time": words.china(row["created_at"])}
        head |= {"event_type": row["event"], "resource_type": "encrypt-resource"}
        plain = json.loads(row["plain"])
        status = await _post(self._letter(merchant, row["url"], head, plain, row["kind"]))
        self._note(row, status)
        return status

    def _note(self, row: Row, status: int) -> None:
        now, tries = self._clock.now(), row["tries"]
        taken = status in (200, 204)
        due = None if taken or tries >= len(WAITS) else now + WAITS[tries]
        self._store.run(
            "UPDATE pay_notices SET tries = tries + 1, status = ?, due_at = ?, "
            "taken_at = coalesce(taken_at, ?) WHERE id = ?",
            *(status, due, now if taken else None, row["id"]),
        )

    def _letter(
        self,
        merchant: PayMerchant,
        url: str,
        head: dict[str, Any],
        plain: dict[str, Any],
        kind: str,
    ) -> Letter:
        text = json.dumps(plain, ensure_ascii=False).encode()
        resource = {"original_type": kind, **sums.sealed(merchant.api_key, text, kind)}
        summary = "支付成功" if kind == "transaction" else "退款"
        body = json.dumps({**head, "summary": summary, "resource": resource}).encode()
        return Letter(url, body, signature_of(self._merchants, merchant, body))


def signature_of(
    merchants: Merchants, merchant: PayMerchant, body: bytes, wanted: str = ""
) -> dict[str, str]:
    """The headers that prove a body to be WeChat Pay's, made at this moment."""
    now, nonce = str(int(time.time())), secrets.token_hex(16)
    serial, key = merchants.signing(merchant, wanted)
    said = f"{now}\n{nonce}\n".encode() + body + b"\n"
    return {
        "Wechatpay-Timestamp": now,
        "Wechatpay-Nonce": nonce,
        "Wechatpay-Serial": serial,
        "Wechatpay-Signature": sums.signed(key, said),
        "Wechatpay-Signature-Type": "WECHATPAY2-SHA256-RSA2048",
        "Content-Type": "application/json",
    }


@cache
def _trusted() -> ssl.SSLContext:
    """Reading the certificates takes 30 ms, so it is done once."""
    return httpx.create_ssl_context(trust_env=False)


async def _post(letter: Letter) -> int:
    """The status of the answer; 0 when none came in five seconds."""
    try:
        made = httpx.AsyncClient(trust_env=False, timeout=SECONDS, verify=_trusted())
        async with made as client:
            answer = await client.post(letter.url, content=letter.body, headers=letter.headers)
    except (httpx.HTTPError, httpx.InvalidURL):
        return 0
    return answer.status_code


def _shown(row: Row) -> dict[str, Any]:
    hidden = ("plain",)
    return {name: value for name, value in dict(row).items() if name not in hidden}
