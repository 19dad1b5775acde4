"""Taking a genuine push: by the database if it can, else by the disk; never not at all.

WeChat tries three times within fifteen seconds and then forgets. So whatever the database does not
take within the budget goes to the spool, and from there to the database when it is back.
"""

import threading
import time

import structlog
from django.db import connection

from keliu.kit import clock
from keliu.kit.errors import NotFound
from keliu.wechat.callback import keyring, receiving, spool
from keliu.wechat.callback.keyring import AWAY, Address
from keliu.wechat.callback.spool import Kept
from keliu.wechat.pushes import reading
from keliu.wechat.pushes.reading import Push

log = structlog.get_logger()

TRY_AGAIN = 1.0  # seconds that nobody asks a database that has just been away
REPLAY_EVERY = 0.5
REPLAY_FOR = 900.0  # then the worker's round takes over
UNHURRIED = 10.0

_away_until = 0.0
_replaying = threading.Lock()


def take(address: Address, push: Push, body: bytes) -> receiving.Taken | None:
    """What became of a push; None when it waits on the disk. Raises spool.Full, OSError."""
    if not _away() and not spool.behind(address.key, push.sender):
        try:
            return receiving.receive(address.merchant_id, address.account_id, push, body)
        except AWAY:
            _note_away()
        except Exception:
            log.exception("push_not_taken", account_id=address.account_id)
    spool.put(Kept(address.key, push.sender, body, clock.now_ms()))
    kick()
    return None


def _away() -> bool:
    return time.monotonic() < _away_until


def _note_away() -> None:
    global _away_until  # noqa: PLW0603  one per process is the point
    _away_until = time.monotonic() + TRY_AGAIN
    _hang_up()


def _hang_up() -> None:
    """The next one dials anew."""
    if not connection.in_atomic_block:
        connection.close()


def kick() -> None:
    """See to it that somebody in this process hands on what waits as soon as it can be."""
    if _replaying.acquire(blocking=False):
        threading.Thread(target=_replay_until_empty, name="wechat-spool", daemon=True).start()


def _replay_until_empty() -> None:
    try:
        ends = time.monotonic() + REPLAY_FOR
        while spool.waiting() and time.monotonic() < ends:
            time.sleep(REPLAY_EVERY)
            replay()
    finally:
        _replaying.release()
        connection.close()


def replay() -> int:
    """Hand on what waits; returns how much was taken."""
    try:
        return spool.replay(_take_late)
    except AWAY:
        _hang_up()
        return 0


def _take_late(kept: Kept) -> bool:
    """Let a push of the spool take effect; False when it has to wait for a better moment."""
    try:
        address = keyring.address(kept.key)
    except NotFound:  # the account is not connected any more
        return True
    try:
        receiving.receive(
            address.merchant_id,
            address.account_id,
            reading.read(kept.body),
            kept.body,
            came_at=clock.from_ms(kept.at_ms),
            late=True,
            budget=UNHURRIED,
        )
    except AWAY:
        raise
    except Exception:
        log.exception("push_not_replayed", account_id=address.account_id)
        return False
    return True
