"""Rows that were not taken in: kept as they came for a month, counted exactly."""

import secrets
from collections import Counter
from datetime import timedelta
from hashlib import blake2b

from keliu.kit import clock, ids, scope
from keliu.platform import sql
from keliu.radar.models import Quarantined
from keliu.radar.services.judging import Refusal
from keliu.radar.services.known import Place

MOST_RAW = 1_000
KEPT_DAYS = 30
# The same row sent again is the same row: neither kept nor counted twice. One without a readable id
# is always another.
KEEP = """WITH kept AS (
 INSERT INTO radar_quarantined (id, merchant_id, code_id, reason, event_id, raw, print, at)
 SELECT g.id, %(merchant)s, %(code)s, g.reason, g.event_id, g.raw, g.print, %(now)s
 FROM unnest(%(ids)s::bigint[], %(reasons)s::text[], %(names)s::text[], %(rows)s::text[],
   %(prints)s::bytea[]) AS g (id, reason, event_id, raw, print) ORDER BY g.print
 ON CONFLICT (merchant_id, print) DO NOTHING RETURNING id, reason
)
INSERT INTO radar_quarantinecount AS c (id, merchant_id, day, reason, count)
SELECT min(id), %(merchant)s, %(day)s, reason, count(*) FROM kept GROUP BY reason ORDER BY reason
ON CONFLICT (merchant_id, day, reason) DO UPDATE SET count = c.count + excluded.count"""


def _plain(text: str) -> str:
    return text.replace("\x00", "�")


def keep(place: Place, refused: list[Refusal]) -> None:
    """Put rows aside, each once, and count the new ones by the day of the merchant's clock."""
    rows: dict[bytes, Refusal] = {}
    seen: Counter[bytes] = Counter()
    for one in refused:
        bare = one.said.code.encode() + one.raw
        seen[bare] += 1  # two equal rows of one batch are two
        name = place.code.code.encode() if one.said.id else secrets.token_bytes(16)
        said = name + bytes([seen[bare] % 256]) + bare
        rows[blake2b(said, digest_size=16).digest()] = one
    now = clock.now()
    sql.do(KEEP, {
        "merchant": scope.current(),
        "code": place.code.id,
        "now": now,
        "day": clock.local_day(now, place.timezone),
        "ids": [ids.new() for _ in rows],
        "reasons": [one.said.code for one in rows.values()],
        "names": [_plain(one.said.id) for one in rows.values()],
        "rows": [_plain(one.raw.decode(errors="replace")[:MOST_RAW]) for one in rows.values()],
        "prints": list(rows),
    })  # fmt: skip


def forget_old() -> int:
    """Remove what is older than a month; the counts stay."""
    before = clock.now() - timedelta(days=KEPT_DAYS)
    return int(Quarantined.objects.filter(at__lt=before).delete()[0])
