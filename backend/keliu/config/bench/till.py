"""Buyers who order, open the pay sheet and pay; the box's notice settles each order.

As a module of its own, `prepare` makes the shop ready and prints one line of JSON.
"""

import http.client
import json
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from keliu.config.bench import halt
from keliu.config.bench.client import share_of

BUYERS = 50
PATIENCE = 20.0  # seconds until an order has to be paid
LOOK = 0.5  # seconds, as a page that waits looks
MODULE = "keliu.config.bench.till"
API = "/api/v1"


@dataclass
class Sold:
    """Orders that went all the way, and seconds of every step."""

    orders: int = 0
    errors: int = 0
    elapsed: float = 0.0
    first_error: str = ""
    steps: dict[str, list[float]] = field(default_factory=dict)

    def p99(self) -> dict[str, float]:
        """Of every step, in seconds."""
        return {name: round(share_of(many, 0.99) / 1000, 3) for name, many in self.steps.items()}


@dataclass(frozen=True)
class Till:
    """The web server, the box, and what is sold."""

    web: int
    box: str
    box_key: str
    sku: str
    tokens: list[str]

    def run(self, seconds: float) -> Sold:
        """So many buyers at once, each with one order after the other."""
        sold, lock = Sold(), threading.Lock()
        begin = time.perf_counter()
        buyers = [
            threading.Thread(target=self._buyer, args=(number, begin + seconds, sold, lock))
            for number in range(BUYERS)
        ]
        for one in buyers:
            one.start()
        for one in buyers:
            one.join()
        sold.elapsed = time.perf_counter() - begin
        return sold

    def _buyer(self, number: int, end: float, sold: Sold, lock: threading.Lock) -> None:
        line = _Line(f"localhost:{self.web}", self.web, self.tokens[number % len(self.tokens)])
        while time.perf_counter() < end and not halt.over.is_set():
            steps: dict[str, float] = {}
            try:
                self._order(line, steps)
                wrong = ""
            except (OSError, KeyError, ValueError, http.client.HTTPException) as broken:
                wrong = f"{type(broken).__name__}: {broken}"
                line.again()
            with lock:
                sold.orders += not wrong
                sold.errors += bool(wrong)
                sold.first_error = sold.first_error or wrong
                for name, took in steps.items():
                    sold.steps.setdefault(name, []).append(took)

    def _order(self, line: "_Line", steps: dict[str, float]) -> None:
        whole = time.perf_counter()
        cart: dict[str, Any] = {
            "lines": [{"sku_id": self.sku, "quantity": 1}],
            "delivery": "pickup",
        }
        quote = line.ask("POST", "/visitor/orders/quote", cart)
        places = [{"pickup_place_id": one["id"]} for one in quote["pickup_places"][:1]]
        cart |= {"expected_total_fen": quote["total_fen"], **(places[0] if places else {})}
        order = _timed(steps, "place", lambda: line.ask("POST", "/visitor/orders", cart))
        path = f"/visitor/orders/{order['id']}"
        made = _timed(steps, "pay", lambda: line.ask("POST", f"{path}/pay", {"channel": "h5"}))
        self._confirm(made["url"])
        _timed(steps, "notify", lambda: self._settled(line, f"{path}/payment"))
        steps["whole"] = time.perf_counter() - whole

    def _confirm(self, link: str) -> None:
        """The buyer pays in WeChat."""
        place = urlsplit(self.box)
        line = http.client.HTTPConnection(place.hostname or "", place.port, timeout=PATIENCE)
        body = json.dumps({"user": "u1", "link": link})
        headers = {"Content-Type": "application/json", "X-Box-Key": self.box_key}
        line.request("POST", "/box/pay/payments", body, headers)
        if line.getresponse().status != 200:
            raise ValueError("the box refused a payment")
        line.close()

    def _settled(self, line: "_Line", path: str) -> None:
        end = time.perf_counter() + PATIENCE
        while line.ask("GET", path)["state"] == "pending":
            if time.perf_counter() > end or halt.over.wait(LOOK):
                raise ValueError("an order was not settled in time")


class _Line:
    """One buyer's kept-alive connection."""

    def __init__(self, host: str, port: int, token: str) -> None:
        self.port = port
        self.headers = {"Host": host, "Authorization": f"Bearer {token}",
                        "Content-Type": "application/json"}  # fmt: skip
        self.again()

    def again(self) -> None:
        """A new connection."""
        self.line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)

    def ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """The answer, which has to be a good one."""
        text = None if body is None else json.dumps(body)
        self.line.request(method, f"{API}{path}", text, self.headers)
        answer = self.line.getresponse()
        said = answer.read()
        if answer.status >= 300:
            raise ValueError(f"{path} {answer.status} {said[:200].decode(errors='replace')}")
        return json.loads(said)


def _timed(steps: dict[str, float], name: str, work: Callable[[], Any]) -> Any:
    begin = time.perf_counter()
    answer = work()
    steps[name] = time.perf_counter() - begin
    return answer


def prepare() -> dict[str, str]:
    """WeChat Pay connected, and something on the shelf that is never sold out."""
    from keliu.catalog.models import Product, Sku
    from keliu.config.seed.marks import marked
    from keliu.config.seed.pay import connect
    from keliu.platform.tenancy import merchant_scope
    from keliu.wechat.apps_of import official_account

    connect([official_account().appid])
    with merchant_scope(marked()["company"]):
        product, fresh = Product.objects.get_or_create(name="压测苹果", price_fen=990, state="on")
        if fresh:
            Sku.objects.create(product=product, values=[], price_fen=990)
        return {"sku": str(Sku.objects.get(product=product).pk)}


def main() -> None:
    import django

    django.setup()
    sys.stdout.write(json.dumps(prepare()) + "\n")


if __name__ == "__main__":
    main()
