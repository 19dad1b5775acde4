"""What radar keeps about a person: counted, taken along, and made nameless on request."""

from typing import Any

from keliu.kit import clock, scope
from keliu.platform import realtime, sql
from keliu.radar import selectors
from keliu.radar.models import Event, Interest, Share, ShareOpening, Visit, Visitor
from keliu.radar.rules.kinds import KINDS
from keliu.radar.services import digest, hours, intake, lines, things

Count = tuple[str, str, int]
MOST_EXPORTED = 20_000
ALONE = "SELECT pg_advisory_xact_lock(%s, %s)"
# What open screens may still replay (kept 24 h by the relay) loses the person too.
REPLAY = """UPDATE {table} SET data = data || '{{"customer": null, "avatar_url": null}}'::jsonb
  || jsonb_build_object('visitor_name', %s::text, 'sentence', %s::text)
 WHERE merchant_id = %s AND topic = ANY(%s::text[]) AND type = 'radar.line'
  AND data -> 'customer' ->> 'id' = %s"""
LIVE_LINES = 20
# The lines that radar itself put on the person's timeline go with the trail.
UNTOLD = """DELETE FROM interactions_interaction
 WHERE merchant_id = %s AND customer_id = %s AND ref_kind = 'visit' AND ref_id IS NOT NULL"""


def counts(customer_id: int) -> list[Count]:
    """Lines for the customer's privacy page."""
    visits = Visit.objects.filter(customer_id=customer_id)
    liked = Interest.objects.filter(customer_id=customer_id)
    shares = Share.objects.filter(sharer_id=customer_id)
    return [
        ("访问记录", "Visits", visits.count()),
        ("看过的名片和产品", "Things looked at", liked.count()),
        ("转发", "Forwards", shares.count()),
    ]


def export(customer_id: int) -> tuple[str, list[dict[str, Any]]]:
    """Everything the person did, oldest first."""
    rows = list(
        Event.objects.filter(visit_id__in=_visits(customer_id)).order_by("id")[:MOST_EXPORTED]
    )
    names: dict[Any, str] = {**things.names(selectors.things_of(rows))}
    return "browsing", [
        {
            "at": clock.iso(row.at),
            "what": KINDS[row.kind].zh,
            "product": names.get((row.object_kind, row.object_id), ""),
            "dwell_ms": row.dwell_ms,
        }
        for row in rows
    ]


def _visits(customer_id: int) -> list[int]:
    return list(Visit.objects.filter(customer_id=customer_id).values_list("id", flat=True))


def deidentify(customer_id: int, purpose: str) -> None:
    """Consent for the radar was withdrawn: the trail stays as numbers, the person leaves it."""
    if purpose != intake.CONSENT:
        return
    sql.do(ALONE, intake.lock_of(customer_id))
    digest.settle([customer_id], aloud=False)
    hours.forget(customer_id)
    visit_ids = _visits(customer_id)
    Event.objects.filter(visit_id__in=visit_ids).update(
        customer_id=None, share_id=None, device=None
    )
    Visit.objects.filter(pk__in=visit_ids).update(customer_id=None, share_id=None)
    Visitor.objects.filter(customer_id=customer_id).delete()
    Interest.objects.filter(customer_id=customer_id).delete()
    ShareOpening.objects.filter(customer_id=customer_id).delete()
    sql.do(
        "UPDATE radar_share SET sharer_id = NULL, apart = id"
        " WHERE merchant_id = %s AND sharer_id = %s",
        [scope.current(), customer_id],
    )
    sql.do(UNTOLD, [scope.current(), customer_id])
    _unname(customer_id, visit_ids)


def _unname(customer_id: int, visit_ids: list[int]) -> None:
    """Open screens show the newest lines without the person; replays have lost it as well."""
    rows = list(Visit.objects.filter(pk__in=visit_ids).order_by("-started_at")[:LIVE_LINES])
    if not rows:
        return
    topics = [realtime.staff_topic(row.owner_id) for row in rows]
    values = ["访客", "访客 来过", scope.current(), sorted(set(topics)), str(customer_id)]
    for table in ("platform_push", "platform_push_out"):  # told, and on its way
        sql.do(REPLAY.format(table=table), values)
    names = lines.names_for(rows)
    for row in rows:
        told = lines.line(row, names, live=True)
        realtime.push(realtime.staff_topic(row.owner_id), "radar.line", told)
