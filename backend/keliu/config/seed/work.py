"""Follow-ups as people really write them: calls and visits with a result, a voice note, a photo, a
place, a question from the boss below."""

import io
import math
import random
import struct
import wave

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from keliu.config.seed import pictures
from keliu.config.seed.world import World
from keliu.interactions.models import Comment, Interaction
from keliu.kit import clock, scope
from keliu.platform import sql
from keliu.platform.files import cleaning, serving
from keliu.platform.models import StoredFile

RECENT, CARRIED = 3_000, 12
WAYS = ("call", "call", "message", "message", "meeting", "visit", "note", "email")
RESULTS = ("reached", "reached", "agreed", "missed", "refused", "")
MINUTES = {"call": (3, 25), "meeting": (30, 90), "visit": (20, 120)}
PLACES = ((31.2304, 121.4737, "客户公司楼下"), (31.1945, 121.4365, "徐家汇展厅"),
          (30.2741, 120.1551, "杭州门店"))  # fmt: skip
ASKED = ("报价发了吗?", "样品什么时候寄?", "这家我熟,要帮忙说一声。", "下次带上新目录。")
RATE, SECONDS = 8_000, 3
# Thousands of rows in one statement; a CASE for every column of each would take seconds.
DETAILS = """UPDATE interactions_interaction AS i
 SET way = g.way, result = g.result, direction = g.direction, minutes = g.minutes
 FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::int[])
  AS g (id, way, result, direction, minutes)
 WHERE i.merchant_id = %s AND i.id = g.id"""


def fill(place: World) -> None:
    """Details on the newest follow-ups, files on a few of them."""
    dice = random.Random(77)  # noqa: S311  the same details in every demo
    lines = Interaction.objects.filter(kind="followup", staff__isnull=False)
    rows = list(lines.order_by("-at", "-id")[:RECENT])
    for row in rows:
        row.way = dice.choice(WAYS)
        row.result = dice.choice(RESULTS) if row.way != "note" else ""
        row.direction = dice.choice(("out", "out", "in")) if row.way in {"call", "message"} else ""
        span = MINUTES.get(row.way)
        row.minutes = dice.randint(*span) if span else None
    carrying = rows[: CARRIED * 3 : 3]
    for at, row in enumerate(carrying):
        _carry(row, at, dice)
    given = [(row.pk, row.way, row.result, row.direction, row.minutes) for row in rows]
    if given:
        sql.do(DETAILS, [*map(list, zip(*given, strict=True)), scope.current()])
    Interaction.objects.bulk_update(carrying, ["file_ids", "place", "comment_count"])


def _carry(row: Interaction, number: int, dice: random.Random) -> None:
    """A voice note, a picture with its place, or a question of the boss, in turn."""
    kind = number % 3
    if kind == 0:
        row.file_ids = [_voice(row, dice)]
    elif kind == 1:
        row.file_ids, row.way = [_picture(row, number)], "visit"
        lat, lng, name = dice.choice(PLACES)
        row.place = {"lat": lat, "lng": lng, "name": name}
    else:
        boss = _boss(row)
        Comment.objects.create(interaction=row, staff_id=boss, text=dice.choice(ASKED))
        row.comment_count = 1


def _boss(row: Interaction) -> int:
    from keliu.accounts import public as accounts

    above = accounts.superiors(row.staff_id or 0)
    return above[0] if above else row.staff_id or 0


def _kept(row: Interaction, kept: StoredFile, whole: bytes, thumb: bytes = b"") -> int:
    kept.private, kept.created_by, kept.attached_at = True, row.staff_id, clock.now()
    default_storage.save(serving.path(kept, serving.WHOLE), ContentFile(whole))
    if thumb:
        default_storage.save(serving.path(kept, serving.THUMB), ContentFile(thumb))
    kept.save(force_insert=True)
    return kept.pk


def _voice(row: Interaction, dice: random.Random) -> int:
    """Three seconds of a humming tone."""
    tone, out = dice.choice((196, 220, 247)), io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        steps = (math.sin(2 * math.pi * tone * at / RATE) for at in range(RATE * SECONDS))
        sound.writeframes(b"".join(struct.pack("<h", round(6_000 * one)) for one in steps))
    data = out.getvalue()
    file = StoredFile(
        kind="voice", name="录音.wav", mime="audio/wav", size=len(data), seconds=SECONDS, words=""
    )
    return _kept(row, file, data)


def _picture(row: Interaction, number: int) -> int:
    drawn, _ = pictures.cover(number % 3, "#137A63")
    whole, small, _, size = cleaning.picture(io.BytesIO(drawn))
    file = StoredFile(
        kind="picture", name="现场.jpg", mime="image/jpeg", size=len(whole), width=size[0],
        height=size[1], thumbnail=True, words="",
    )  # fmt: skip
    return _kept(row, file, whole, small)
