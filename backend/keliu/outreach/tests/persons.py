"""A customer at the other end of a wire that we hold in our hands."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from procrastinate.contrib.django.models import ProcrastinateJob

from keliu.kit import clock
from keliu.kit.errors import Invalid
from keliu.outreach import public as outreach
from keliu.outreach.models import PersonDelivery
from keliu.outreach.ports import Letter, LetterRefused, LetterUnclear
from keliu.outreach.public import Said, Saying
from keliu.outreach.services.people import many, posting
from tests.cast import World

JOBS = {job.name: job for job in (posting.post, many.post_many)}
ACCOUNT, AUNT = 77, "oAuntZhang"


@dataclass
class Wire:
    """A channel that remembers what it was given and answers as it is told."""

    keyed: bool = False
    sent: list[Letter] = field(default_factory=list)
    answers: list[Exception | None] = field(default_factory=list)
    judge: Callable[[Letter], None] = lambda letter: None

    def checked(self, account_id: int, content: dict[str, Any]) -> tuple[str, str]:
        if content.get("bad"):
            raise Invalid(fields={"content": "不对"})
        return str(content.get("kind", "template")), str(content.get("text", ""))

    def send(self, letter: Letter) -> str:
        self.judge(letter)
        answer = self.answers.pop(0) if self.answers else None
        if not isinstance(answer, LetterRefused):
            self.sent.append(letter)
        if answer is not None:
            raise answer
        return f"m{len(self.sent)}"

    @property
    def texts(self) -> list[str]:
        return [str(letter.content.get("text")) for letter in self.sent]


def refusal(meaning: str, code: int = -1) -> LetterRefused:
    return LetterRefused(meaning, code)


UNCLEAR = LetterUnclear()


def saying(text: str, **more: Any) -> Saying:
    given: dict[str, Any] = {
        "account_id": ACCOUNT, "openid": AUNT, "customer_id": None, "channel": "custom",
        "content": {"kind": "text", "text": text}, "purpose": "service", "dedupe": text,
    }  # fmt: skip
    return Saying(**{**given, **more})


def say(world: World, text: str, **more: Any) -> Said:
    with world.inside():
        return outreach.say(saying(text, **more))


def acts(world: World, trigger: str = "message", at: Any = None, openid: str = AUNT) -> None:
    """The customer does something that allows messages."""
    with world.inside():
        outreach.allow(ACCOUNT, openid, trigger, at or clock.now())


def work(world: World) -> None:
    """The worker does what is due, in the order it was asked for."""
    while True:
        due = ProcrastinateJob.objects.filter(task_name__in=JOBS, status="todo")
        job = due.exclude(scheduled_at__gt=clock.now()).order_by("id").first()
        if job is None:
            return
        with suppress(Killed):
            JOBS[job.task_name].run(**job.args)
        ProcrastinateJob.objects.filter(pk=job.pk).delete()


class Killed(BaseException):
    """The worker process is gone."""


def log(world: World) -> list[tuple[str, str]]:
    with world.inside():
        return list(PersonDelivery.objects.order_by("id").values_list("state", "reason"))


def left(world: World) -> int:
    with world.inside():
        return outreach.left(ACCOUNT, AUNT).count
