"""Merchant numbers, and the keys with which WeChat Pay signs: a public key and a certificate."""

import json
import re
import secrets
import time
from dataclasses import dataclass
from typing import Any

from keliu.box.errors import Refused
from keliu.box.pay import sums
from keliu.box.store import Row, Store

SCHEMA = """
CREATE TABLE IF NOT EXISTS pay_merchants (
    mchid TEXT PRIMARY KEY, name TEXT NOT NULL, appids TEXT NOT NULL, serial TEXT NOT NULL,
    public_key TEXT NOT NULL, api_key TEXT NOT NULL, old_key TEXT NOT NULL,
    mode TEXT NOT NULL CHECK (mode IN ('public_key', 'certificate', 'switching')),
    signed INTEGER NOT NULL DEFAULT 0);
"""
MODES = ("public_key", "certificate", "switching")
_MCHID = re.compile(r"[0-9]{8,32}")


@dataclass(frozen=True)
class PayMerchant:
    """One merchant number as WeChat Pay knows it."""

    mchid: str
    name: str
    appids: tuple[str, ...]
    serial: str
    public_key: str
    api_key: str
    old_key: str
    mode: str

    @property
    def public_key_id(self) -> str:
        """What its WeChat Pay public key is called; the same for ever."""
        return f"PUB_KEY_ID_01{self.mchid:0>26}"

    def public(self) -> dict[str, Any]:
        """Everything that is no secret."""
        return {
            "mchid": self.mchid,
            "name": self.name,
            "appids": self.appids,
            "serial": self.serial,
            "mode": self.mode,
            "public_key_id": self.public_key_id,
        }


class Merchants:
    """The register of merchant numbers."""

    def __init__(self, store: Store) -> None:
        self._store = store
        store.script(SCHEMA)

    def register(self, value: dict[str, Any]) -> dict[str, Any]:
        """Add a merchant number and give what its platform gives for download.

        With `certificate` and `api_key` of one's own nothing new is made, and saying the same
        twice changes nothing.
        """
        mchid, appids = str(value.get("mchid", "")), value.get("appids")
        mode = value.get("mode", "public_key")
        if not _MCHID.fullmatch(mchid) or not isinstance(appids, list) or mode not in MODES:
            raise Refused(422, "invalid", "mchid 是 8 到 32 位数字,appids 是列表,mode 三选一")
        given, key = str(value.get("certificate", "")), ""
        if not given:
            key = sums.new_key()
            _, given = sums.certificate(key, mchid, time.time())
        serial, public = sums.public_of_certificate(given)
        api_key = str(value.get("api_key") or secrets.token_hex(16))
        old_key = str(value.get("old_key") or secrets.token_hex(16))
        name = str(value.get("name") or mchid)[:60]
        self._store.run(
            "INSERT INTO pay_merchants VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0) ON CONFLICT (mchid) "
            "DO UPDATE SET name = excluded.name, appids = excluded.appids, "
            "serial = excluded.serial, public_key = excluded.public_key, "
            "api_key = excluded.api_key, old_key = excluded.old_key, mode = excluded.mode",
            *(mchid, name, json.dumps([str(one) for one in appids]), serial, public),
            *(api_key, old_key, mode),
        )
        made = self.of(mchid)
        secret = {"private_key": key, "certificate": given, "api_key": api_key, "old_key": old_key}
        return {**made.public(), **secret, "public_key": sums.public_of(self.platform_key())}

    def find(self, mchid: str) -> PayMerchant | None:
        """One merchant number."""
        row = self._store.one("SELECT * FROM pay_merchants WHERE mchid = ?", mchid)
        return None if row is None else _merchant(row)

    def of(self, mchid: str) -> PayMerchant:
        """One that has to be there."""
        found = self.find(mchid)
        if found is None:
            raise Refused(404, "not_found", "没有登记这个商户号")
        return found

    def all(self) -> list[PayMerchant]:
        """In the order they were registered."""
        return [_merchant(row) for row in self._store.all("SELECT * FROM pay_merchants")]

    def set_mode(self, mchid: str, mode: object) -> PayMerchant:
        """Public key, certificate, or in between, when either may come."""
        if mode not in MODES:
            raise Refused(422, "invalid", f"mode 只能是 {'、'.join(MODES)}")
        self._store.run("UPDATE pay_merchants SET mode = ? WHERE mchid = ?", mode, mchid)
        return self.of(mchid)

    # -- WeChat Pay's own keys

    def platform_key(self) -> str:
        """The private half of the WeChat Pay public key."""
        return self._kept("pay_platform_key", sums.new_key)

    def certificate(self) -> tuple[str, str, str]:
        """Serial, certificate and private key of the platform certificate."""
        key = self._kept("pay_certificate_key", sums.new_key)
        pem = self._kept("pay_certificate", lambda: sums.certificate(key, "box", time.time())[1])
        return sums.public_of_certificate(pem)[0], pem, key

    def signing(self, merchant: PayMerchant, wanted: str = "") -> tuple[str, str]:
        """Serial and private key for the next signature to a merchant.

        Answers follow the serial that was asked for; while a merchant switches, everything else
        comes with one or the other in turn.
        """
        serial, _, key = self.certificate()
        if wanted == merchant.public_key_id and merchant.mode != "certificate":
            return wanted, self.platform_key()
        if wanted == serial and merchant.mode != "public_key":
            return serial, key
        if merchant.mode == "switching" and self._turn(merchant.mchid):
            return serial, key
        if merchant.mode == "certificate":
            return serial, key
        return merchant.public_key_id, self.platform_key()

    def wipe(self) -> None:
        """Forget the merchant numbers; WeChat Pay's own keys stay."""
        self._store.script("DELETE FROM pay_merchants;")

    def _turn(self, mchid: str) -> bool:
        self._store.run("UPDATE pay_merchants SET signed = signed + 1 WHERE mchid = ?", mchid)
        row = self._store.one("SELECT signed FROM pay_merchants WHERE mchid = ?", mchid)
        return row is not None and row["signed"] % 2 == 0

    def _kept(self, name: str, make: Any) -> str:
        known = self._store.meta(name)
        if known is None:
            known = str(make())
            self._store.set_meta(name, known)
        return known


def _merchant(row: Row) -> PayMerchant:
    return PayMerchant(
        mchid=row["mchid"],
        name=row["name"],
        appids=tuple(json.loads(row["appids"])),
        serial=row["serial"],
        public_key=row["public_key"],
        api_key=row["api_key"],
        old_key=row["old_key"],
        mode=row["mode"],
    )
