"""Signatures, pauses and addresses, without a database."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from keliu.config import hooked
from keliu.hooks.rules import addresses, kinds, pauses, signing

NOW = datetime(2026, 11, 22, 15, 30, tzinfo=UTC)


def test_the_public_example_of_the_scheme() -> None:
    """The numbers are those of the scheme's own documentation."""
    secret, stamp = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", 1614265330
    signed = signing.sign(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", stamp, b'{"test": 2432232314}')
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_two_secrets_make_two_signatures() -> None:
    both = [signing.new_secret(), signing.new_secret()]
    said = signing.headers(both, "msg_1", 1, b"{}")["webhook-signature"]
    assert said.split() == [signing.sign(one, "msg_1", 1, b"{}") for one in both]


def test_tries_go_on_for_three_days_with_growing_pauses() -> None:
    at, failures, deadline, tries = NOW, 0, NOW + pauses.LASTS, []
    while True:
        failures += 1
        later = pauses.next_try(at, failures, deadline)
        if later is None:
            break
        tries.append(later - at)
        at = later
    assert tries == sorted(tries)
    assert tries[0] == timedelta(seconds=5)
    assert timedelta(days=2) < at - NOW < timedelta(days=3)
    assert 12 <= len(tries) <= 20


def test_an_endpoint_fails_for_three_days_and_no_less() -> None:
    assert not pauses.given_up(None, NOW)
    assert not pauses.given_up(NOW - timedelta(days=3) + timedelta(seconds=1), NOW)
    assert pauses.given_up(NOW - timedelta(days=3), NOW)


@pytest.mark.parametrize(
    "url",
    [
        "http://erp.example.com/keliu", "ftp://erp.example.com", "https://", "https://[::1]/x",
        "https://user:pass@erp.example.com/", "https://erp.example.com/#top",
        "https://10.0.0.8/hook", "https://127.0.0.1/", "https://169.254.169.254/latest/meta-data",
        "https://[fd00::1]/", "https://[::ffff:10.0.0.1]/", "https://localhost/hook",
        "https://erp.example.com:99999/", "https://erp.exämple.com/", "https://erp.example.com/a b",
        "https://db.internal/", "https://[64:ff9b::a00:1]/", "https://[",
    ],
)  # fmt: skip
def test_addresses_that_will_not_do(url: str) -> None:
    assert addresses.trouble(url, private=False)


@pytest.mark.parametrize(
    "url", ["https://erp.example.com/keliu?key=1", "https://8.8.8.8:8443/hook"]
)
def test_addresses_that_will_do(url: str) -> None:
    assert addresses.trouble(url, private=False) == ""


def test_inside_its_own_network_an_installation_may_say_so() -> None:
    assert addresses.trouble("http://192.168.1.8:9000/hook", private=True) == ""
    assert addresses.trouble("ftp://192.168.1.8/hook", private=True)


def test_every_kind_has_a_record_that_can_be_shown() -> None:
    assert {one.record for one in kinds.KINDS.values()} == set(kinds.RECORDS) == set(hooked.RECORDS)
    assert set(hooked.SEALED) <= set(kinds.RECORDS)


PAGE = (Path(__file__).resolve().parents[4] / "docs/developer/webhooks.md").read_text()


def test_the_page_for_developers_names_every_kind() -> None:
    rows = [f"| `{one.name}` | {one.zh} | {one.en} |" for one in kinds.KINDS.values()]
    assert [row for row in rows if row not in PAGE] == []


def test_the_example_of_the_page_believes_us_and_nobody_else() -> None:
    [example] = re.findall(r"```python\n(.*?)```", PAGE, re.S)
    there: dict[str, Any] = {}
    exec(example, there)
    secret, body = signing.new_secret(), b'{"type":"order.paid"}'
    now = int(datetime.now(UTC).timestamp())
    for secrets, stamp, good in (
        ([secret], now, True),
        ([signing.new_secret(), secret], now, True),
        ([signing.new_secret()], now, False),
        ([secret], now - 400, False),
    ):
        headers = signing.headers(secrets, "msg_1", stamp, body)
        assert there["verified"](secret, headers, body) is good
    assert not there["verified"](secret, signing.headers([secret], "msg_1", now, body), b"{}")
