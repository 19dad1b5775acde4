"""Mail: to a confirmed address, of what the person wants, through the gate, over a real server."""

import email
import re
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.policy import default as modern
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.conf import LazySettings

from keliu.interactions.tests.factories import jobs
from keliu.kit import clock
from keliu.outreach import public as outreach
from keliu.outreach import rules
from keliu.outreach.models import Delivery, MailAddress
from keliu.outreach.ports import Ports
from keliu.outreach.services import mail
from tests.cast import Api, World

NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)


class Box:
    """What the server has taken; `grumpy` makes it refuse."""

    def __init__(self) -> None:
        self.letters: list[Any] = []
        self.grumpy = False

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.grumpy:
            return "451 later please"
        letter = email.message_from_bytes(envelope.content, policy=modern)
        self.letters.append((envelope.rcpt_tos, letter))
        return "250 taken"


@pytest.fixture
def box(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Box]:
    """A mail server on this machine, and the channel switched on."""
    found = Box()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Controller(found, hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", port, False
    monkeypatch.setitem(Ports.senders, "email", mail.send)
    yield found
    server.stop()


def tell(world: World, kind: str = "reminder", dedupe: str = "d1") -> None:
    with world.inside():
        outreach.tell_staff(
            staff_id=world.staff["小李"].pk, kind=kind, title="该跟进张阿姨了", text="回电话",
            link=("customer", 5), dedupe=dedupe,
        )  # fmt: skip


def work(world: World) -> None:
    """Let the worker do every mail that is due."""
    with world.inside():
        waiting = [
            job for job in jobs("mail_post") if job["at"] is None or job["at"] <= clock.now()
        ]
    for job in waiting:
        mail.post.run(job["merchant_id"], delivery_id=job["delivery_id"])


def log(world: World) -> list[tuple[str, str, str]]:
    with world.inside():
        rows = Delivery.objects.order_by("id")
        return [(row.channel, row.state, row.reason) for row in rows]


def confirmed(api: Api, box: Box, address: str = "li@example.com") -> None:
    assert api.post("/me/mail", {"email": address})[0] == 200
    code = re.search(r"\d{6}", str(box.letters.pop()[1].get_content()))
    assert code is not None
    status, body = api.post("/me/mail/confirm", {"code": code.group()})
    assert (status, body) == (200, {"address": "l***@example.com", "confirmed": True})


def test_a_confirmed_address_gets_the_mail_with_its_link(far_sail: World, box: Box) -> None:
    confirmed(far_sail.api("小李"), box)
    tell(far_sail)
    assert log(far_sail) == [("in_app", "sent", ""), ("email", "queued", "")]
    work(far_sail)
    work(far_sail)  # a job may run twice
    ((to, letter),) = box.letters
    assert (to, str(letter["Subject"])) == (["li@example.com"], "该跟进张阿姨了")
    assert letter.get_content().split() == ["回电话", "http://localhost:8000/console/#/customers/5"]
    assert log(far_sail)[1] == ("email", "sent", "")


def test_mail_comes_in_the_language_the_person_reads(far_sail: World, box: Box) -> None:
    api = far_sail.api("小李")
    confirmed(api, box)
    assert api.put("/me/language", {"language": "en"})[0] == 204
    tell(far_sail)
    assert api.put("/me/language", {"language": "zh"})[0] == 204
    work(far_sail)  # what counts is what they read when it is sent
    assert str(box.letters.pop()[1]["Subject"]) == "该跟进张阿姨了"
    assert api.put("/me/language", {"language": "en"})[0] == 204
    tell(far_sail, dedupe="d2")
    work(far_sail)
    assert str(box.letters.pop()[1]["Subject"]) == "Time to follow up 张阿姨"
    with far_sail.inside():
        assert set(Delivery.objects.values_list("title", flat=True)) == {"该跟进张阿姨了"}
    assert api.put("/me/language", {"language": "fr"})[0] == 422


def test_a_code_for_an_address_comes_in_the_language_of_who_asks(far_sail: World, box: Box) -> None:
    asked = {"email": "li@example.com"}
    far_sail.api("小李").post("/me/mail", asked, Accept_Language="en")
    letter = box.letters.pop()[1]
    assert str(letter["Subject"]) == "Confirm the address for your notices"
    said = letter.get_content().strip()
    assert re.fullmatch(r"Your code is \d{6}\. It is valid for 15 minutes\.", said)


def test_an_address_counts_only_with_its_code(far_sail: World, box: Box) -> None:
    api = far_sail.api("小李")
    assert api.post("/me/mail", {"email": "li@example.com"})[1]["confirmed"] is False
    tell(far_sail)
    assert len(log(far_sail)) == 1
    assert api.post("/me/mail", {"email": "other@example.com"})[0] == 429
    code = re.search(r"\d{6}", str(box.letters.pop()[1].get_content()))
    assert code is not None
    wrong = "000000" if code.group() != "000000" else "111111"
    for _ in range(rules.CODE_TRIES):
        status, body = api.post("/me/mail/confirm", {"code": wrong})
        assert (status, body["code"]) == (422, "code_wrong")
    assert api.post("/me/mail/confirm", {"code": code.group()})[0] == 422, "used up"
    with far_sail.inside():
        row = MailAddress.objects.get()
        assert b"li@example.com" not in bytes(row.email_sealed)


def test_everybody_chooses_per_kind(far_sail: World, box: Box) -> None:
    api = far_sail.api("小李")
    confirmed(api, box)
    kinds = {one["kind"]: one["channels"] for one in api.get("/me/notify-channels")[1]["kinds"]}
    assert kinds["reminder"] == {"in_app": True, "email": True, "wechat": True}
    assert kinds["radar"] == {"in_app": True, "email": False, "wechat": False}
    wanted = {"reminder": {"email": False}, "radar": {"email": True}}
    assert api.put("/me/notify-channels", {"wanted": wanted})[0] == 200
    tell(far_sail)
    tell(far_sail, "radar", "d2")
    assert [row[:2] for row in log(far_sail)] == [
        ("in_app", "sent"), ("in_app", "sent"), ("email", "queued"),
    ]  # fmt: skip
    for wrong in ({"pigeon": {"email": True}}, {"reminder": {"in_app": False}}):
        assert api.put("/me/notify-channels", {"wanted": wrong})[0] == 422
    other = far_sail.api("小赵").get("/me/notify-channels")[1]
    assert other["mail"] == {"address": None, "confirmed": False}


def test_a_server_that_says_no_is_asked_again_and_then_given_up(far_sail: World, box: Box) -> None:
    far_sail.token("小李")
    confirmed(far_sail.api("小李"), box)
    box.grumpy = True
    with clock.frozen(NOON):
        tell(far_sail)
    at = NOON
    for minutes in (0, 1, 4, 16, 64):
        at += timedelta(minutes=minutes)
        with clock.frozen(at):
            work(far_sail)
    assert log(far_sail)[1] == ("email", "failed", "unreachable")
    box.grumpy = False
    with clock.frozen(at + timedelta(days=1)):
        work(far_sail)
    assert box.letters == []


def test_without_a_server_it_says_so(far_sail: World) -> None:
    api = far_sail.api("小李")
    channels = {one["channel"]: one for one in api.get("/me/notify-channels")[1]["channels"]}
    assert channels["in_app"]["ready"] is True
    assert channels["email"]["ready"] is False
    assert "KELIU_SMTP_URL" in channels["email"]["why_not"]["zh"]
    status, body = api.post("/me/mail", {"email": "li@example.com"})
    assert (status, body["code"]) == (409, "mail_not_ready")


def test_taking_the_address_away_ends_the_mail(far_sail: World, box: Box) -> None:
    api = far_sail.api("小李")
    confirmed(api, box)
    tell(far_sail)
    assert api.delete("/me/mail")[0] == 204
    work(far_sail)
    assert box.letters == []
    assert log(far_sail)[1] == ("email", "skipped", "no_address")
    tell(far_sail, dedupe="d2")
    assert [row[0] for row in log(far_sail)] == ["in_app", "email", "in_app"]


@pytest.mark.parametrize("address", ["li", "li@", "@example.com", "a b@example.com", "li@example"])
def test_what_is_no_address_is_refused(far_sail: World, box: Box, address: str) -> None:
    status, body = far_sail.api("小李").post("/me/mail", {"email": address})
    assert (status, body["errors"][0]["field"]) == (422, "email")
    assert box.letters == []
