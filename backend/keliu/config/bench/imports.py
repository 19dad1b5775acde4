"""A sheet of customers brought, checked, imported and taken back, over HTTP and by the worker."""

import csv
import io
import json
import secrets
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from keliu.config.bench.names import Crowd
from keliu.config.trouble import Trouble

API = "/api/v1"
MOST = 100_000
PATIENCE, PAUSE = 1_800, 0.1  # seconds: for a whole step, between two looks
TITLES = ("客户名称", "手机", "客户级别", "公司", "备注", "省市区")
OVER = {"done", "undone", "failed", "cancelled"}


@dataclass(frozen=True)
class Imported:
    """How many rows, and the seconds of every step: upload, check, run, undo."""

    rows: int
    seconds: dict[str, float]
    refused: int
    cpu_seconds: float  # of the import itself


def sheet(rows: int) -> bytes:
    """A CSV as people send it, in GBK; every number is new."""
    people, out, run = Crowd(rows), io.StringIO(), secrets.randbelow(10**3)
    writer = csv.writer(out)
    writer.writerow(TITLES)
    for at in range(rows):
        phone = f"19{1 + run % 9}{(run * 104_729 + at) % 10**8:08}"
        level, firm = "ABC"[at % 3], people.firm().full if at % 5 else ""
        writer.writerow([people.person(), phone, level, firm, f"第 {at} 位", "浙江省杭州市"])
    return out.getvalue().encode("gb18030")


class Bringer:
    """Brings sheets as a member of staff."""

    def __init__(self, base_url: str, token: str, cpu: Callable[[], float]) -> None:
        self.base, self.token, self.cpu = base_url, token, cpu

    def go(self, rows: int) -> Imported:
        """All four steps; the data is afterwards what it was."""
        data, seconds, used = sheet(rows), {}, 0.0
        began = time.perf_counter()
        brought = self._upload(data)
        seconds["upload"] = time.perf_counter() - began
        place, refused = f"/imports/{brought['id']}", 0
        for step in ("check", "run"):
            began, before = time.perf_counter(), self.cpu()
            operation = self._ask("POST", f"{place}/{step}")[f"{step}_id"]
            over = self._wait(operation)
            seconds[step], used = time.perf_counter() - began, self.cpu() - before
            refused = over["failed"] + over["skipped"]
        began = time.perf_counter()
        self._ask("POST", f"/operations/{operation}/undo")
        self._wait(operation, "undone")
        seconds["undo"] = time.perf_counter() - began
        said = {name: round(one, 1) for name, one in seconds.items()}
        return Imported(rows, said, refused, used)

    def _wait(self, operation_id: str, state: str = "done") -> dict[str, Any]:
        """The finished operation. Raises Trouble when it ended otherwise or takes for ever."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            said = self._ask("GET", f"/operations/{operation_id}")
            if said["state"] == state:
                return said
            if said["state"] in OVER - {"done"}:
                break
            time.sleep(PAUSE)
        raise Trouble("导入没有做完", f"任务 {operation_id},看数据目录里 logs/worker.log")

    def _upload(self, data: bytes) -> dict[str, Any]:
        edge = secrets.token_hex(12)
        body = (
            f'--{edge}\r\nContent-Disposition: form-data; name="kind"\r\n\r\ncustomer\r\n'
            f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="bench.csv"\r\n'
            "Content-Type: text/csv\r\n\r\n"
        ).encode() + data + f"\r\n--{edge}--\r\n".encode()  # fmt: skip
        return self._ask("POST", "/imports", body, f"multipart/form-data; boundary={edge}")

    def _ask(
        self, method: str, path: str, body: bytes | None = None, form: str = "application/json"
    ) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": form}
        sent = b"{}" if method == "POST" and body is None else body
        request = urllib.request.Request(  # noqa: S310  our own server on this machine
            f"{self.base}{API}{path}", data=sent, headers=headers, method=method
        )
        with urllib.request.urlopen(request, timeout=120) as answer:  # noqa: S310  as above
            found: dict[str, Any] = json.loads(answer.read())
        return found
