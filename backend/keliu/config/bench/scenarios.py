"""The streams of requests. Everything is chosen before the clock starts."""

import json
import secrets
import time
from collections.abc import Callable, Iterator
from itertools import count, cycle
from typing import Any
from urllib.parse import quote

from keliu.config.bench.client import request
from keliu.config.seed.words import GIVEN, SURNAMES

Facts = dict[str, Any]
Read = Callable[[Facts, int], tuple[str, str]]  # facts, number → token, path
API = "/api/v1"
LISTS = (
    "level=A&sort=-updated_at", "deal_state=open&sort=-updated_at", "source=card&sort=-updated_at",
    "sort=-updated_at",
)  # fmt: skip
FILTERS = (
    {"all": [{"field": "level", "op": "in", "value": ["A", "B"]},
             {"field": "last_followup_at", "op": "idle_days", "value": 30}]},
    {"all": [{"field": "source", "op": "is", "value": "card"},
             {"field": "last_visit_at", "op": "within", "value": {"last": 7, "unit": "day"}}]},
    {"any": [{"field": "score", "op": "ge", "value": 60},
             {"field": "deal_state", "op": "is", "value": "open"}]},
    {"all": [{"field": "created_at", "op": "within", "value": {"this": "month"}},
             {"field": "owner", "op": "is", "value": "my_department"}]},
    {"all": [{"field": "industry", "op": "is", "value": "物流"},
             {"field": "kind", "op": "is", "value": "company"}]},
)  # fmt: skip
ORDERS = ("-updated_at", "-score", "next_followup_at", "-next_followup_at", "name")
BATCH = 20
AHEAD = 4_000  # requests written out beforehand


def list_read(facts: Facts, number: int) -> tuple[str, str]:
    """50 customers of a department's subtree, filtered and sorted."""
    return facts["tokens"]["manager"], f"{API}/customers?{LISTS[number % len(LISTS)]}"


def filter_read(facts: Facts, number: int) -> tuple[str, str]:
    """50 customers through the filter language, in usual orders; manager and owner by turns."""
    asked = quote(json.dumps(FILTERS[number % len(FILTERS)]))
    order = ORDERS[number // len(FILTERS) % len(ORDERS)]
    who = ("manager", "owner")[number % 2]
    return facts["tokens"][who], f"{API}/customers?filter={asked}&sort={order}"


def search_read(facts: Facts, number: int) -> tuple[str, str]:
    words = facts["words"]
    path = f"{API}/customers/search?q={quote(words[number % len(words)])}"
    return facts["tokens"]["manager"], path


def get_read(facts: Facts, number: int) -> tuple[str, str]:
    known = facts["customers"]
    return facts["tokens"]["manager"], f"{API}/customers/{known[number * 7 % len(known)]}"


def board_read(facts: Facts, number: int) -> tuple[str, str]:
    """The board of a department's subtree."""
    return facts["tokens"]["manager"], f"{API}/opportunities/board"


def board_all_read(facts: Facts, number: int) -> tuple[str, str]:
    """The board of the whole merchant."""
    return facts["tokens"]["owner"], f"{API}/opportunities/board"


READS: dict[str, Read] = {
    "list": list_read, "filter": filter_read, "search": search_read, "get": get_read,
    "board": board_read, "board_all": board_all_read,
}  # fmt: skip


def reads(name: str, facts: Facts, host: str) -> Iterator[bytes]:
    """The same questions over and over, as people ask them."""
    asked = [READS[name](facts, number) for number in range(240)]
    return cycle([request("GET", path, host=host, token=token) for token, path in asked])


def creates(facts: Facts, host: str) -> Iterator[bytes]:
    """New customers with a phone number, each with its own Idempotency-Key."""
    token, run = facts["tokens"]["sales"], secrets.randbelow(10**5)
    for number in count():
        name = (
            SURNAMES[number % len(SURNAMES)] + GIVEN[number * 3 % len(GIVEN)] + GIVEN[number % 47]
        )
        phone = f"1{50 + run % 40}{(run * 7919 + number) % 10**8:08}"
        body = {"name": name, "phone": phone, "company": f"远{number}商贸有限公司", "level": "B"}
        key = f"Idempotency-Key: {secrets.token_hex(8)}\r\n"
        text = json.dumps(body, ensure_ascii=False).encode()
        yield request("POST", f"{API}/customers", host=host, token=token, body=text, extra=key)


def ingests(facts: Facts, host: str) -> Iterator[bytes]:
    """Batches of 20 events of known visitors, every event new."""
    visitors, products = facts["visitors"], facts["products"]
    for number in count():
        who = visitors[number * 13 % len(visitors)]
        body = {
            "code": who["code"],
            "events": [_event(number, at, products) for at in range(BATCH)],
        }
        text = json.dumps(body).encode()
        path = f"{API}/radar/events"
        yield request("POST", path, host=host, token=who["token"], body=text)


def _event(number: int, at: int, products: list[str]) -> dict[str, Any]:
    now_ms = int(time.time() * 1000)
    kind = ("card_view", "product_view", "product_leave", "list_view")[at % 4]
    event: dict[str, Any] = {
        "id": f"{now_ms:012x}{secrets.token_hex(10)}",
        "kind": kind,
        "at": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(now_ms / 1000)) + ".000Z",
    }
    if kind.startswith("product"):
        looked_at = products[(number + at // 10) % len(products)]  # two in a batch
        event |= {"object_kind": "product", "object_id": looked_at}
    if kind == "product_leave":
        event["dwell_ms"] = 4_000
    return event


def written_out(stream: Iterator[bytes], ahead: int = AHEAD) -> Iterator[bytes]:
    """The first `ahead` requests made now, so that making them costs nothing later."""
    ready = [next(stream) for _ in range(ahead)]
    yield from ready
    yield from stream
