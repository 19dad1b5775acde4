"""The client of WeChat Pay APIv3: signs what it sends, believes only what it can prove.

Every call is named by a number of ours, so it may be asked again: once on the second host when the
first does not answer. What stays unanswered or unproven is `PayDown`, an unknown outcome.
"""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NoReturn, TypeVar
from urllib.parse import urlencode, urlsplit

import httpx
import msgspec
import structlog

from keliu.kit import clock, http
from keliu.wechat.errors import PayDown, PayForged, PayRefused
from keliu.wechat.pay import bills, notices, orders, signing, verifying
from keliu.wechat.pay.bills import Bill
from keliu.wechat.pay.notices import Refund, Transaction
from keliu.wechat.pay.orders import Order, RefundAsk
from keliu.wechat.pay.verifying import SERIAL, Verifier

log = structlog.get_logger()
_T = TypeVar("_T")
AGENT = "Keliu"
# Refusals that say nothing of an order's state may come without a provable signature.
SAYS_NOTHING = frozenset({401, 403, 429})
AWAY = frozenset({502, 503, 504})
BILLS = {"trade": "/v3/bill/tradebill", "fund": "/v3/bill/fundflowbill"}


class Made(msgspec.Struct, frozen=True):
    """What an order gives: one of these."""

    prepay_id: str = ""
    code_url: str = ""
    h5_url: str = ""


class Fault(msgspec.Struct, frozen=True):
    code: str = ""
    message: str = ""


class Where(msgspec.Struct, frozen=True):
    download_url: str
    hash_value: str
    hash_type: str = "SHA1"


class Returned(msgspec.Struct, frozen=True):
    """State of a refund, from asking or querying; a notice says `refund_status` instead."""

    out_trade_no: str
    out_refund_no: str
    status: str
    amount: notices.Amount
    transaction_id: str = ""
    refund_id: str = ""
    success_time: datetime | None = None
    user_received_account: str = ""

    def told(self, mchid: str) -> Refund:
        """The same as a notice would tell it."""
        return Refund(
            mchid=mchid,
            out_trade_no=self.out_trade_no,
            out_refund_no=self.out_refund_no,
            refund_status=self.status,
            amount=self.amount,
            transaction_id=self.transaction_id,
            refund_id=self.refund_id,
            success_time=self.success_time,
            user_received_account=self.user_received_account,
        )


class Certificate(msgspec.Struct, frozen=True):
    serial_no: str
    encrypt_certificate: notices.Resource
    effective_time: str = ""
    expire_time: str = ""


class Certificates(msgspec.Struct, frozen=True):
    data: list[Certificate] = []


@dataclass(frozen=True)
class Pay:
    """WeChat Pay as one merchant number uses it."""

    merchant: signing.Merchant
    verifier: Verifier
    api_key: str
    notify_url: str
    bases: Sequence[str]
    public_key_id: str = ""

    # -- orders

    def order_jsapi(self, order: Order) -> str:
        """A prepay_id for pages inside WeChat and for mini programs."""
        return self._ordered(order, orders.JSAPI).prepay_id

    def order_native(self, order: Order) -> str:
        """A code_url to be shown as a code and scanned."""
        return self._ordered(order, orders.NATIVE).code_url

    def order_h5(self, order: Order) -> str:
        """An h5_url that a phone's browser opens within five minutes."""
        return self._ordered(order, orders.H5).h5_url

    def order_app(self, order: Order) -> str:
        """A prepay_id for an app."""
        return self._ordered(order, orders.APP).prepay_id

    def sheet(self, appid: str, prepay_id: str) -> dict[str, str]:
        """What opens the pay sheet in pages and mini programs."""
        now, nonce = int(clock.now().timestamp()), secrets.token_hex(16)
        return signing.pay_sheet(self.merchant, appid, prepay_id, at=now, nonce=nonce)

    def query(self, out_trade_no: str) -> Transaction:
        """What became of an order, by our number."""
        target = f"/v3/pay/transactions/out-trade-no/{signing.part(out_trade_no)}"
        found = self._get(target, {"mchid": self.merchant.mchid}, Transaction)
        return self._ours(found)

    def query_id(self, transaction_id: str) -> Transaction:
        """The same by WeChat Pay's number."""
        target = f"/v3/pay/transactions/id/{signing.part(transaction_id)}"
        return self._ours(self._get(target, {"mchid": self.merchant.mchid}, Transaction))

    def close(self, out_trade_no: str) -> None:
        """Nobody can pay this order any more; a paid one is refused."""
        target = f"/v3/pay/transactions/out-trade-no/{signing.part(out_trade_no)}/close"
        self._answer("POST", target, {"mchid": self.merchant.mchid})

    # -- refunds

    def refund(self, ask: RefundAsk) -> Returned:
        """Ask for money back; accepted is not done, see `status`."""
        body = orders.refund_body(ask, notify_url=self.notify_url)
        return self._read(self._answer("POST", "/v3/refund/domestic/refunds", body), Returned)

    def refund_query(self, out_refund_no: str) -> Returned:
        """What became of a refund."""
        target = f"/v3/refund/domestic/refunds/{signing.part(out_refund_no)}"
        return self._get(target, {}, Returned)

    # -- bills and certificates

    def bill(self, kind: str, day: date) -> Bill:
        """The trade or fund bill of a day; there from 10:00 of the next day."""
        asked = {"bill_date": day.isoformat(), "tar_type": "GZIP"}
        asked |= {"bill_type": "ALL"} if kind == "trade" else {"account_type": "BASIC"}
        where = self._get(BILLS[kind], asked, Where)
        if where.hash_type != "SHA1":
            raise PayDown(why="bill")
        file = self._download(where.download_url)
        return self._proven(lambda: bills.read(bills.unpacked(file, where.hash_value)))

    def certificates(self) -> dict[str, str]:
        """WeChat Pay's platform certificates (PEM) by serial; none where the public key is used.

        The list may be signed with a certificate that is in it: it is opened with the APIv3 key,
        which nobody else has, and then has to prove itself with the keys known and found.
        """
        answer = self._sent("GET", "/v3/certificates", b"")
        if answer.status_code != 200:
            self._refused(answer)
        found = self._proven(lambda: self._unsealed(self._read(answer.content, Certificates)))
        keys = dict(verifying.certificate(pem.encode()) for pem in found.values())
        judge = Verifier({**self.verifier.keys, **keys}, now=self.verifier.now)
        self._proven(lambda: judge.check(answer.headers, answer.content))
        return found

    # -- below

    def _ordered(self, order: Order, kind: str) -> Made:
        mchid, url = self.merchant.mchid, self.notify_url
        body = orders.order_body(order, kind, mchid=mchid, notify_url=url)
        return self._read(self._answer("POST", f"/v3/pay/transactions/{kind}", body), Made)

    def _ours(self, found: Transaction) -> Transaction:
        if found.mchid != self.merchant.mchid:
            raise PayDown(why="mchid")
        return found

    def _get(self, path: str, query: dict[str, str], kind: type[_T]) -> _T:
        target = f"{path}?{urlencode(query)}" if query else path
        return self._read(self._answer("GET", target), kind)

    def _answer(self, method: str, target: str, body: Any = None) -> bytes:
        """The proven body of a good answer."""
        sent = b"" if body is None else msgspec.json.encode(body)
        answer = self._sent(method, target, sent)
        if answer.status_code not in (200, 204):
            self._refused(answer)
        self._proven(lambda: self.verifier.check(answer.headers, answer.content))
        return answer.content

    def _sent(self, method: str, target: str, body: bytes) -> httpx.Response:
        """The answer of the first host, or of the second when the first is away."""
        for last, base in enumerate(self.bases, start=1 - len(self.bases)):
            try:
                answer = self._once(base, method, target, body)
            except httpx.HTTPError as wrong:
                log.warning("pay_down", path=urlsplit(target).path, error=type(wrong).__name__)
                if not last:
                    raise PayDown(why="unanswered") from wrong
            else:
                if not last or answer.status_code not in AWAY:
                    return answer
        raise PayDown(why="unanswered")

    def _once(self, base: str, method: str, target: str, body: bytes) -> httpx.Response:
        with http.client(base) as client:
            request = client.build_request(method, target, content=body or None)
            onwire = request.url.raw_path.decode("ascii")
            request.headers.update(self._headers(method, onwire, body))
            return client.send(request)

    def _headers(self, method: str, target: str, body: bytes) -> dict[str, str]:
        now, nonce = int(clock.now().timestamp()), secrets.token_hex(16)
        made = signing.authorization(self.merchant, method, target, body, at=now, nonce=nonce)
        headers = {"Authorization": made, "Accept": "application/json", "User-Agent": AGENT}
        if body:
            headers["Content-Type"] = "application/json"
        return headers | ({SERIAL: self.public_key_id} if self.public_key_id else {})

    def _refused(self, answer: httpx.Response) -> NoReturn:
        """Raise what a refusal means; one that can not be proven must not tell of an order."""
        try:
            fault = msgspec.json.decode(answer.content, type=Fault)
        except (msgspec.DecodeError, UnicodeDecodeError) as wrong:
            raise PayDown(why="unanswered") from wrong
        number = answer.headers.get("Request-ID", "")[:80]
        log.warning("pay_refused", status=answer.status_code, code=fault.code, request_id=number)
        if answer.status_code >= 500:
            raise PayDown(why="unanswered", errcode=fault.code)
        if answer.status_code not in SAYS_NOTHING:
            self._proven(lambda: self.verifier.check(answer.headers, answer.content))
        raise PayRefused(errcode=fault.code[:40], said=fault.message[:200], request_id=number)

    def _download(self, url: str) -> bytes:
        """A bill's file: from our own hosts, whatever the address says; proven by its SHA-1."""
        parts = urlsplit(url)
        target = f"{parts.path}?{parts.query}" if parts.query else parts.path
        answer = self._sent("GET", target, b"")
        if answer.status_code != 200:
            self._refused(answer)
        return answer.content

    def _unsealed(self, listed: Certificates) -> dict[str, str]:
        found = {}
        for one in listed.data:
            pem = notices.opened(self.api_key, one.encrypt_certificate)
            if verifying.certificate(pem)[0] != one.serial_no.upper():
                raise PayForged(why="serial")
            found[one.serial_no] = pem.decode()
        return found

    def _read(self, body: bytes, kind: type[_T]) -> _T:
        try:
            return msgspec.json.decode(body, type=kind)
        except (msgspec.DecodeError, UnicodeDecodeError) as wrong:
            raise PayDown(why="fields") from wrong

    def _proven(self, work: Callable[[], _T]) -> _T:
        """What `work` finds; what can not be proven is as good as no answer."""
        try:
            return work()
        except (PayForged, ValueError) as wrong:
            log.warning("pay_unproven", error=type(wrong).__name__)
            raise PayDown(why="unproven") from wrong
