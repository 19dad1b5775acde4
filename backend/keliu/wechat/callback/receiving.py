"""A genuine push takes effect: once, in one transaction, within the time that WeChat waits.

The inbox row is the claim. A further delivery of the same push waits at the row's unique key until
the first has committed, and gets the same answer. Effects that fail or take too long are undone
and left to a job, so that WeChat gets its `success` in time whatever happens.
"""

import math
import time
import traceback
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db import connection, transaction

from keliu.customers import public as customers
from keliu.kit import clock, ids, scope
from keliu.platform import audit, jobs, keys, sql
from keliu.platform.pipeline import Question
from keliu.wechat.callback import keyring
from keliu.wechat.callback.keyring import AWAY
from keliu.wechat.models import Account, ReceivedPush
from keliu.wechat.pushes import reading, replies
from keliu.wechat.pushes.reading import EVENT, Push
from keliu.wechat.services.push_effects import EFFECTS, Arrived

log = structlog.get_logger()

BUDGET = 3.0  # seconds for the effects; WeChat waits five for the answer
LEAST, TOLD_AGAIN = 0.05, 0.8
MOST_AGAIN = 500
AGAIN = [timedelta(seconds=n) for n in (5, 20, 60, 300, 900, 3_600, 4 * 3_600)]
State = ReceivedPush.State

CLAIM = """INSERT INTO wechat_receivedpush AS mine
 (id, merchant_id, account_id, dedupe, kind, event, body_sealed, media_id, state, tries, deliveries,
  late, problem, at, received_at)
 VALUES (%s, %s, %s, %s, %s, %s, %s, %s, 'pending', 0, 1, %s, '', %s, %s)
 ON CONFLICT (merchant_id, account_id, dedupe)
 DO UPDATE SET deliveries = least(mine.deliveries + 1, 32767)
 RETURNING id, deliveries, state, reply_sealed"""
FENCE = "SELECT set_config('keliu.merchant_id', %s, true)"
DONE = """UPDATE wechat_receivedpush SET state = 'done', done_at = %s, problem = '',
  follower_id = %s, reply_sealed = %s, body_sealed = CASE WHEN %s THEN NULL ELSE body_sealed END
 WHERE merchant_id = %s AND id = %s"""
LIMIT = "SELECT set_config('statement_timeout', %s, true)"
HEARD = """UPDATE wechat_account SET last_push_at = %s, last_push = %s
 WHERE merchant_id = %s AND id = (SELECT id FROM wechat_account WHERE merchant_id = %s AND id = %s
  AND (last_push_at IS NULL OR last_push_at < %s) FOR NO KEY UPDATE SKIP LOCKED)"""
HEARD_EVERY = timedelta(seconds=5)


class OverTime(Exception):
    """The effects took longer than WeChat waits."""


@dataclass(frozen=True)
class Taken:
    """What became of a push: the words of the passive reply (none: only `success`)."""

    push_id: int
    fresh: bool
    reply: str = ""


@dataclass(frozen=True)
class Waiting:
    """A push whose row is claimed and whose effects are due."""

    push_id: int
    account_id: int
    push: Push
    as_json: bool
    late: bool


@dataclass
class Clockwork:
    """How much time is left for the effects; None: as much as they need."""

    ends: float | None
    told: float = math.inf  # seconds that PostgreSQL was told last

    def question(self) -> list[Question]:
        """What tells PostgreSQL how long a statement may take from here on. Raises OverTime.

        It is told again when a good part of the time has gone, not before every statement.
        """
        if self.ends is None:
            return []
        left = self.ends - time.monotonic()
        if left < LEAST:
            raise OverTime
        if left > self.told * TOLD_AGAIN:
            return []
        self.told = left
        return [Question(LIMIT, [f"{int(left * 1000)}ms"])]

    def tell_postgres(self) -> None:
        """No statement from here on outlives the budget by much. Raises OverTime."""
        asked = self.question()
        if asked:
            sql.ask(*asked)


def receive(
    merchant_id: int,
    account_id: int,
    push: Push,
    body: bytes,
    *,
    came_at: datetime | None = None,
    late: bool = False,
    budget: float | None = None,
) -> Taken:
    """Let a push take effect unless it has already. Raises what says that the database is away."""
    clockwork = Clockwork(time.monotonic() + (BUDGET if budget is None else budget))
    with transaction.atomic(), scope.entered(merchant_id):
        *_, claimed = sql.ask(
            Question(FENCE, [str(merchant_id)]),
            *clockwork.question(),  # also for how long a further delivery waits for the first
            Question(CLAIM, _claim(account_id, push, body, came_at or clock.now(), late=late)),
        )
        push_id, deliveries, state, sealed = claimed.first
        if deliveries > 1:
            return Taken(push_id, fresh=False, reply=_said(sealed) if state == State.DONE else "")
        row = Waiting(push_id, account_id, push, reading.is_json(body), late)
        reply = _work(row, clockwork)
        _heard(account_id, push)
        return Taken(push_id, fresh=True, reply=reply)


def _claim(
    account_id: int, push: Push, body: bytes, came_at: datetime, *, late: bool
) -> list[object]:
    dedupe = keys.ours().blind("wechat_push", push.dedupe)
    sealed = keys.seal(ReceivedPush, "body_sealed", body.decode())
    return [
        ids.new(), scope.current(), account_id, dedupe, push.kind[:40], push.event[:60], sealed,
        push.text("MediaId")[:200], late, moment(push), came_at,
    ]  # fmt: skip


def moment(push: Push) -> datetime:
    """When it happened by WeChat's clock."""
    return clock.from_ms(min(push.at, 10**10) * 1000)


def _said(sealed: bytes | None) -> str:
    return "" if sealed is None else keys.unseal(ReceivedPush, "reply_sealed", sealed)


def _work(waiting: Waiting, clockwork: Clockwork) -> str:
    """The effects, all or none; what goes wrong is left to a job. Returns the passive reply."""
    try:
        with transaction.atomic():
            arrived = _arrived(waiting)
            for effect in EFFECTS:
                clockwork.tell_postgres()
                effect(arrived)
            return _done(arrived, as_json=waiting.as_json)
    except Exception as wrong:  # whatever an effect did: it is undone, and tried again later
        if _lost_connection(wrong):
            raise
        sql.do(LIMIT, ["0"])
        _put_off(waiting.push_id, wrong)
        return ""


def _arrived(waiting: Waiting) -> Arrived:
    account = keyring.account(waiting.account_id)
    openid = waiting.push.sender
    return Arrived(
        account=account,
        push=waiting.push,
        openid=openid,
        customer_id=customers.by_openid(account.appid, openid),
        at=moment(waiting.push),
        push_id=waiting.push_id,
        late=waiting.late,
    )


def _done(arrived: Arrived, *, as_json: bool) -> str:
    reply = ""
    if arrived.reply is not None and not arrived.late:
        now = int(clock.now().timestamp())
        reply = replies.written(arrived.reply, arrived.push, at=now, as_json=as_json)
    sealed = keys.seal(ReceivedPush, "reply_sealed", reply) if reply else None
    empty = arrived.push.kind == EVENT  # nothing to read in it
    known = [clock.now(), arrived.follower_id, sealed, empty, scope.current(), arrived.push_id]
    sql.do(DONE, known)
    return reply


def _lost_connection(wrong: Exception) -> bool:
    return isinstance(wrong, AWAY) and (
        connection.connection is None or connection.connection.closed
    )


def _put_off(push_id: int, wrong: Exception) -> None:
    """Note why, and try again in a while; after the last time somebody has to look at it."""
    row = ReceivedPush.objects.get(pk=push_id)
    # Where it went wrong, but not the exception's words: they may be a customer's.
    where = [line.strip() for line in traceback.format_tb(wrong.__traceback__)[-3:]]
    log.warning("push_put_off", push_id=push_id, error=type(wrong).__name__, where=where)
    row.tries += 1
    row.problem = cause(wrong)
    row.late = True
    if row.tries > len(AGAIN):
        row.state = State.FAILED
    row.save(update_fields=["tries", "problem", "late", "state"])
    if row.state == State.PENDING:
        work_off.later(at=clock.now() + AGAIN[row.tries - 1], push_id=push_id)


def cause(wrong: Exception) -> str:
    """What went wrong, for people; never what somebody wrote."""
    if isinstance(wrong, OverTime) or "QueryCanceled" in repr(wrong.__cause__ or wrong):
        return "处理超过 3 秒,已先回复微信,稍后自动再办"
    return f"处理时出错({type(wrong).__name__}),会自动再试"


def _heard(account_id: int, push: Push) -> None:
    """When the account heard of WeChat last: now and then is enough, and nobody waits for it."""
    now = clock.now()
    here = scope.current()
    what = (push.event if push.kind == EVENT else push.kind)[:40]
    sql.do(HEARD, [now, what, here, here, account_id, now - HEARD_EVERY])


def work_off_push(push_id: int) -> None:
    """Do what could not be done in time."""
    row: ReceivedPush | None = (
        ReceivedPush.objects.select_for_update(no_key=True)
        .filter(pk=push_id, state=State.PENDING)
        .first()
    )
    if row is None or row.body_sealed is None:
        return
    body = keys.unseal(ReceivedPush, "body_sealed", row.body_sealed).encode()
    waiting = Waiting(row.pk, row.account_id, reading.read(body), reading.is_json(body), late=True)
    _work(waiting, Clockwork(None))


def pushes_again(account: Account) -> int:
    """Somebody has put right what was wrong: try an account's failed pushes once more."""
    failed = ReceivedPush.objects.filter(account=account, state=State.FAILED).order_by("id")
    found = list(failed.values_list("id", flat=True)[:MOST_AGAIN])
    for push_id in found:
        if failed.filter(pk=push_id).update(state=State.PENDING, tries=0):
            work_off.later(push_id=push_id)
    audit.record("account.pushes_again", "account", account.pk, account.name)
    return len(found)


work_off = jobs.job(work_off_push)
