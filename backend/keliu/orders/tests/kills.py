"""A process that dies between any two statements: what it did not commit is gone, money is not."""

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from unittest import mock

from django.db import connection, transaction

from keliu.platform import sql
from keliu.platform.pipeline import Question

QUIET = ("SAVEPOINT", "RELEASE", "ROLLBACK")


class Killed(BaseException):
    """Nothing in the product catches this."""


class Death:
    """Comes at the n-th statement or call from now; `seen` counts them."""

    def __init__(self) -> None:
        self.seen, self.at = 0, 0

    def step(self) -> None:
        """One more place between two statements."""
        self.seen += 1
        if self.seen == self.at:
            raise Killed

    def armed(self, at: int) -> None:
        """Come at the `at`-th place; 0: never."""
        self.seen, self.at = 0, at


@contextmanager
def near(death: Death) -> Iterator[None]:
    """Every statement, by the ORM or by hand, is a place where it may end."""
    asked = sql.together

    def together(questions: Sequence[Question]) -> Any:
        death.step()
        return asked(questions)

    def one(execute: Callable[..., Any], text: str, *rest: Any) -> Any:
        if not text.startswith(QUIET):
            death.step()
        return execute(text, *rest)

    with mock.patch.object(sql, "together", together), connection.execute_wrapper(one):
        yield


def survived(death: Death, at: int, work: Callable[[], Any]) -> bool:
    """Do `work` as one transaction that dies at a place; whether it got to its end before."""
    death.armed(at)
    try:
        with transaction.atomic():
            work()
    except Killed:
        return False
    finally:
        death.armed(0)
    return True


def somewhere(chance: random.Random, mean: int) -> int:
    """A place to die, about as far as a transaction is long."""
    return chance.randint(1, mean)
