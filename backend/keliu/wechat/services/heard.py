"""What people send and scan, where the people at work see it: on the customer's timeline."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import Greatest

from keliu.interactions import public as interactions
from keliu.kit import clock
from keliu.platform import keys
from keliu.wechat.models import Follower, ReceivedPush
from keliu.wechat.pushes import reading
from keliu.wechat.pushes.reading import EVENT, Push
from keliu.wechat.rules import arrivals
from keliu.wechat.services import erasure, incoming_media
from keliu.wechat.services.push_effects import Arrived

KEPT_FOR = timedelta(days=30)
MOST_TOLD = 100
MOST_TEXT = 2_000
MOST_EXPORTED = 20_000


def noted(arrived: Arrived) -> None:
    """A message: a line for a customer we know, and its picture fetched while WeChat has it."""
    push = arrived.push
    if push.kind == EVENT:
        return
    if push.kind in arrivals.MEDIA and push.text("MediaId"):
        incoming_media.fetch.later(push_id=arrived.push_id)
    if arrived.customer_id is not None:
        _line(arrived.customer_id, arrived.account.pk, arrived.push_id, push)


def scanned(arrived: Arrived) -> None:
    """A code of ours: what brought them is remembered, first and last."""
    scene = arrived.push.scene[:64]
    if not scene or arrived.follower_id is None:
        return
    mine = Follower.objects.filter(pk=arrived.follower_id)
    mine.filter(first_scene="").update(first_scene=scene)
    mine.update(last_scene=scene, last_scan_at=Greatest(F("last_scan_at"), arrived.at))


def _line(customer_id: int, account_id: int, push_id: int, push: Push) -> None:
    interactions.timeline_put(
        customer_id=customer_id,
        kind="wechat",
        title=arrivals.TITLES.get(push.kind, arrivals.MESSAGE),
        ref_kind=erasure.REF,
        ref_id=push_id,
        data={"account_id": str(account_id), "said": {"key": "heard", "kind": push.kind}},
        at=clock.from_ms(push.at * 1000),
    )


def words(push_ids: Sequence[int]) -> dict[int, str]:
    """What people wrote, for lines of the timeline: it is kept sealed, and only in the inbox."""
    rows = ReceivedPush.objects.filter(pk__in=list(push_ids), body_sealed__isnull=False)
    return {
        pk: _words(keys.unseal(ReceivedPush, "body_sealed", sealed or b""))[:MOST_TEXT]
        for pk, sealed in rows.exclude(kind=EVENT).values_list("id", "body_sealed")
    }


def _words(body: str) -> str:
    push = reading.read(body.encode())
    return {
        "voice": push.text("Recognition"),
        "location": push.text("Label"),
        "link": "\n".join(filter(None, (push.text("Title"), push.text("Url")))),
        "miniprogrampage": push.text("Title"),
    }.get(push.kind, push.text("Content"))


def told_later(follower_id: int, customer_id: int) -> None:
    """Somebody who wrote before we knew them is a customer now: their lines go to the timeline."""
    rows = ReceivedPush.objects.filter(
        follower_id=follower_id, body_sealed__isnull=False, state=ReceivedPush.State.DONE
    ).exclude(kind=EVENT)
    for row in rows.filter(received_at__gt=clock.now() - KEPT_FOR).order_by("-id")[:MOST_TOLD]:
        body = keys.unseal(ReceivedPush, "body_sealed", row.body_sealed or b"")
        _line(customer_id, row.account_id, row.pk, reading.read(body.encode()))
        if row.file_id is not None:
            interactions.line_files(erasure.REF, row.pk, [row.file_id])


def counts(customer_id: int) -> list[tuple[str, str, int]]:
    """For the customer's privacy page: how much of what they sent is kept."""
    return [("微信消息", "WeChat messages", _messages(customer_id).count())]


def export(customer_id: int) -> tuple[str, list[dict[str, Any]]]:
    """What the customer sent, oldest first, for the file they may take along."""
    rows = _messages(customer_id).order_by("id")[:MOST_EXPORTED]
    return "wechat", [
        {
            "at": clock.iso(row.at),
            "what": arrivals.TITLES.get(row.kind, arrivals.MESSAGE),
            "text": _words(keys.unseal(ReceivedPush, "body_sealed", row.body_sealed or b"")),
        }
        for row in rows
    ]


def _messages(customer_id: int) -> "QuerySet[ReceivedPush]":
    rows = ReceivedPush.objects.filter(follower__customer_id=customer_id, body_sealed__isnull=False)
    return rows.exclude(kind=EVENT)
