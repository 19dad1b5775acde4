"""An end to every wait of the bench: a signal or a limit breaks off what it is in the middle of.

Scenarios wait in many ways (sockets, processes, threads, event loops), and hardly one looks at a
flag. So the main thread is torn out of its wait; threads beside it look at `over` between steps.
"""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from keliu.config.trouble import Trouble

ASKED = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
LAST_SECONDS = 25.0  # a request of a thread has a limit of ten seconds, the end of a house of nine
over = threading.Event()
"""Set once the bench shall end."""


class BrokenOff(KeyboardInterrupt):
    """Raised in the main thread by a signal; an Exception would be swallowed by an event loop."""


class Overdue(BrokenOff):
    """The same, by a limit."""


class _Ear:
    """Hears the first signal; the ones after it change nothing."""

    def __init__(self) -> None:
        self.before = {one: signal.getsignal(one) for one in ASKED}
        self.last_resort: threading.Timer | None = None

    def listen(self) -> None:
        for one, handler in self.before.items():
            if handler != signal.SIG_IGN:  # nohup means it
                signal.signal(one, self._heard)

    def _heard(self, number: int, _: FrameType | None) -> None:
        over.set()
        if self.last_resort is None:
            self.last_resort = threading.Timer(LAST_SECONDS, os._exit, [128 + number])
            self.last_resort.daemon = True
            self.last_resort.start()
            raise BrokenOff

    def close(self) -> None:
        if self.last_resort is not None:
            self.last_resort.cancel()
        for one, handler in self.before.items():
            signal.signal(one, handler)


@contextmanager
def on_signals() -> Iterator[Callable[[], None]]:
    """Yields `listen`: from its call on the first signal ends the body, which raises Trouble.

    Call it inside a house, which has handlers of its own: what it runs is then ended in order, and
    a second signal does not disturb that. Should even this hang, the process goes after
    LAST_SECONDS, and the kernel ends its children.
    """
    over.clear()
    ear = _Ear()
    try:
        yield ear.listen
    except BrokenOff as end:
        raise Trouble("压测收到停止的信号,没有做完", "服务和数据库都已停下,再运行一次就行") from end
    finally:
        ear.close()


@contextmanager
def within(seconds: float, what: str, logs: object) -> Iterator[None]:
    """The body has so many seconds, whatever it waits for; then it raises Trouble."""

    def ring(number: int, _: FrameType | None) -> None:
        over.set()
        raise Overdue

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    except Overdue as late:
        raise Trouble(f"{what}在 {seconds:,.0f} 秒内没有结束", f"日志在 {logs}") from late
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
