"""Work for later: enqueued in the transaction of the change, run by the worker in merchant scope.

The queue is Procrastinate on the same PostgreSQL; contexts know only `job` and `later`.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.manager import JobManager

from keliu.kit import scope
from keliu.platform.tenancy import merchant_scope

PATIENT = -10  # the queue's order: whatever else waits goes first


class Job:
    """A function that the worker runs in the merchant scope it was enqueued from.

    With `scoped=False` it runs in no transaction and opens scopes itself: for work whose steps
    must be committed one by one. It gets `merchant_id` as its first argument.
    """

    def __init__(
        self,
        function: Callable[..., None],
        lock: str | None = None,
        *,
        scoped: bool = True,
        patient: bool = False,
    ) -> None:
        self.function, self.scoped = function, scoped
        self.name = f"{function.__module__}.{function.__qualname__}"
        priority = PATIENT if patient else 0
        self.task = app.task(name=self.name, retry=5, lock=lock, priority=priority)(self.run)

    def run(self, merchant_id: int, **arguments: Any) -> None:
        """What the worker calls."""
        if not self.scoped:
            self.function(merchant_id, **arguments)
            return
        with merchant_scope(merchant_id):
            self.function(**arguments)

    def later(self, at: datetime | None = None, **arguments: Any) -> None:
        """Enqueue for `at` (default: at once) with the running transaction."""
        deferrer = self.task.configure(schedule_at=at)
        # In the worker the app has a connection of its own: a job put there would start before
        # the rows it is about are committed, and find nothing to do.
        deferrer.job_manager = JobManager(DjangoConnector())
        deferrer.defer(merchant_id=scope.current(), **arguments)


def job(
    function: Callable[..., None],
    *,
    lock: str | None = None,
    scoped: bool = True,
    patient: bool = False,
) -> Job:
    """Make `function(**json arguments)` a job; of those with one `lock` one runs at a time.

    A `patient` one waits until nothing else waits: thousands of it never hold anybody up.
    """
    return Job(function, lock, scoped=scoped, patient=patient)


def periodic(cron: str) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Run a function on a schedule (UTC, five fields), once per installation, in no merchant."""

    def register(function: Callable[[], None]) -> Callable[[], None]:
        name = f"{function.__module__}.{function.__qualname__}"

        def run(timestamp: int) -> None:
            function()

        app.periodic(cron=cron)(app.task(name=name, queueing_lock=name, retry=3)(run))
        return function

    return register
