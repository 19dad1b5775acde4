"""The audit log's rows get their place in the chain, a moment after they are committed."""

from __future__ import annotations

import logging
import threading
from typing import Any

from prometheus_client import Counter, Gauge

from keliu.config.relay.leader import Connection

log = logging.getLogger("keliu.audit")

BATCH = 1_000
LINKS = Counter("keliu_audit_links_total", "Audit rows linked to their chain")
WAITING = Gauge("keliu_audit_waiting", "Audit rows of the last batch that waited for their place")
HEADS = """SELECT merchant_id, seq, hash FROM platform_audit_head
 WHERE merchant_id = ANY(%s)"""
LINK = """UPDATE platform_audit a SET seq = x.seq, prev_hash = x.previous, hash = x.hash
 FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bytea[], %s::bytea[])
  AS x(merchant_id, id, seq, previous, hash)
 WHERE a.merchant_id = x.merchant_id AND a.id = x.id AND a.seq IS NULL"""
MOVE_HEAD = """INSERT INTO platform_audit_head AS h (id, merchant_id, seq, hash, at)
 VALUES (%s, %s, %s, %s, now())
 ON CONFLICT (merchant_id) DO UPDATE SET seq = excluded.seq, hash = excluded.hash, at = now()"""


class AuditRelay:
    """platform_audit rows without a place → linked rows, a new head, and a line in the log."""

    name = "audit relay"
    channel = None  # nobody calls: the clock is quick enough, and writers stay free
    lock = 3

    def work(self, connection: Connection, stop: threading.Event) -> None:
        """Link everything that waits now."""
        while not stop.is_set() and self.link(connection) == BATCH:
            pass

    def link(self, connection: Connection) -> int:
        """Link one batch, oldest first; returns how many rows it had."""
        from keliu.platform import audit_chain

        # Django's models are loaded by then; the module itself must import before django.setup().
        waiting = f"""SELECT merchant_id, {audit_chain.CONTENT} FROM platform_audit
 WHERE seq IS NULL ORDER BY id LIMIT {BATCH}"""  # noqa: S608  literals of ours
        with connection.transaction():
            rows = connection.execute(waiting).fetchall()
            WAITING.set(len(rows))
            if rows:
                heads = self._write(connection, rows)
                for merchant_id, (seq, fingerprint) in heads.items():
                    log.info("chain %s %s %s", merchant_id, seq, fingerprint.hex())
        LINKS.inc(len(rows))
        return len(rows)

    def _write(self, connection: Connection, rows: list[Any]) -> dict[int, tuple[int, bytes]]:
        from keliu.kit import ids
        from keliu.platform import audit_chain

        merchants = sorted({row[0] for row in rows})
        found: Any = connection.execute(HEADS, [merchants]).fetchall()
        heads = {one: (seq, bytes(fingerprint)) for one, seq, fingerprint in found}
        links: list[tuple[int, int, int, bytes, bytes]] = []
        for merchant_id, *content in rows:
            seq, previous = heads.get(merchant_id, (0, audit_chain.FIRST))
            fingerprint = audit_chain.fingerprint(previous, seq + 1, merchant_id, content)
            links.append((merchant_id, content[0], seq + 1, previous, fingerprint))
            heads[merchant_id] = (seq + 1, fingerprint)
        connection.execute(LINK, [list(column) for column in zip(*links, strict=True)])
        for merchant_id in merchants:
            connection.execute(MOVE_HEAD, [ids.new(), merchant_id, *heads[merchant_id]])
        return {one: heads[one] for one in merchants}
