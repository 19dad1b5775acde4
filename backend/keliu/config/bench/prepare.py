"""Run as a process of its own on the bench's folder: seed it, sign people in, note the statements.

Prints one line of JSON. `statements` holds, for every reading scenario, scripts for pgbench with
exactly the SQL that the endpoint runs, session look-up included.
"""

import json
import re
import secrets
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import django
import psycopg

STORIES = 100_000  # customers with a story of their own; more are copies of these
NEARLY = 0.9  # copies come in whole rounds
LARGE = 20_000  # from here on indexes are built after loading
MANY = 400  # customers and words to choose from
VISITORS = 120  # people who look at cards at the same time, a batch every few seconds each
SCRIPTS = 12  # variants of a scenario's statements
# A colon before a letter (in a text such as HH24:MI) would be a variable of pgbench.
COLON, SPLIT = re.compile("(?<!:):(?=[A-Za-z_])"), ":'||'"
DEVICE_AGENT = "keliu bench"


def main(customers: int, scripts: Path) -> dict[str, Any]:
    django.setup()
    from keliu.config import seed
    from keliu.config.bench import campaign, crowd
    from keliu.platform.tenancy import merchant_scope

    if seed.is_seeded() and not _large_enough(customers):
        seed.remove()
    if not seed.is_seeded():
        with crowd.bare(scripts / "indexes.json", when=customers >= LARGE):
            seed.seed(min(customers, STORIES), progress=_tell)
            with merchant_scope(_company()):
                crowd.enlarge(_company(), customers)
    campaign.forget()
    _settle()
    prepared = _facts()
    prepared["statements"] = _statements(prepared, scripts)
    return prepared


def _tell(what: str, done: int, total: int) -> None:
    sys.stderr.write(f"{what} {done}/{total}\n")


def _company() -> int:
    from keliu.config.seed.marks import marked

    return marked()["company"]


def _large_enough(customers: int) -> bool:
    from keliu.customers.models import Customer
    from keliu.platform.tenancy import merchant_scope

    with merchant_scope(_company()):
        return bool(Customer.objects.count() >= customers * NEARLY)


def _settle() -> None:
    """Fresh statistics and visibility, as autovacuum would have left them."""
    import os

    with psycopg.connect(os.environ["KELIU_OWNER_DATABASE_URL"], autocommit=True) as owner:
        owner.execute("VACUUM (ANALYZE)")


def _facts() -> dict[str, Any]:
    """Tokens, ids and words that the scenarios choose from."""
    from keliu.catalog.models import CardCode, Product
    from keliu.config.seed.logins import SEATS
    from keliu.customers.models import Customer
    from keliu.platform.tenancy import merchant_scope
    from keliu.sales.models import Opportunity
    from keliu.sales.public import ensure_pipeline

    company = _company()
    with merchant_scope(company):
        manager = _staff("周经理")
        reachable = Customer.objects.filter(department_id__in=_tree(manager))
        rows = list(reachable.order_by("phone_index")[:MANY].values_list("id", "name", "company"))
        deals = Opportunity.objects.filter(state="open", owner__name="小李")
        visitors = Customer.objects.filter(source="card").order_by("-id")[:VISITORS]
        known = [(row.pk, row.name, row.source_code_id) for row in visitors]
        codes = dict(CardCode.objects.values_list("id", "code"))
        facts: dict[str, Any] = {
            "merchant_id": str(company),
            "customers": [str(row[0]) for row in rows],
            "words": _words(rows),
            "products": [str(one) for one in Product.objects.values_list("id", flat=True)],
            "visitors": [
                {
                    "customer": str(one),
                    "token": _visitor(company, one, name),
                    "code": codes[code or 0],
                }
                for one, name, code in known
            ],
            "pipeline": str(ensure_pipeline()),
            "deals": [str(one) for one in deals.values_list("id", flat=True)[:40]],
        }
    seats = {seat: name for seat, (key, name) in SEATS.items() if key == "company"}
    facts["tokens"] = {seat: _token(company, name) for seat, name in seats.items()}
    return facts


def _staff(name: str) -> Any:
    from keliu.accounts.models import Staff

    return Staff.objects.select_related("role").get(name=name)


def _tree(staff: Any) -> list[int]:
    from keliu.accounts.selectors import department_tree

    return department_tree(staff.department_id)


def _words(rows: list[tuple[int, str, str]]) -> list[str]:
    """What people type: a whole name, its last two characters, its initials, part of a company."""
    from keliu.kit import words

    found = []
    for number, (_, name, company) in enumerate(rows):
        readings = [one for one in words.of_name(name) if one.isascii() and len(one) > 1]
        choices = [name, name[-2:], readings[0] if readings else name, company[2:6] or name]
        found.append(choices[number % len(choices)])
    return found


def _token(merchant_id: int, name: str) -> str:
    from keliu.accounts.models import Account, Membership
    from keliu.accounts.services import sessions
    from keliu.accounts.services.sessions import Device
    from keliu.platform.tenancy import merchant_scope

    with merchant_scope(merchant_id):
        staff_id = _staff(name).pk
    place = Membership.objects.get(merchant_id=merchant_id, staff_id=staff_id)
    account = Account.objects.get(pk=place.account_id)
    device = Device("127.0.0.1", DEVICE_AGENT)
    return sessions.sign_in(account, device=device, merchant_id=merchant_id).token


def _visitor(merchant_id: int, customer_id: int, name: str) -> str:
    from keliu.accounts.public import Device, visitor_session

    device = Device("127.0.0.1", DEVICE_AGENT)
    return visitor_session(
        merchant_id=merchant_id, customer_id=customer_id, name=name, device=device
    )


# --- the statements behind the reading scenarios -----------------------------------------------


def _statements(prepared: dict[str, Any], folder: Path) -> dict[str, list[str]]:
    """Write pgbench scripts: the statements of a request, with their values, in one round trip."""
    from keliu.config.bench.scenarios import READS

    folder.mkdir(parents=True, exist_ok=True)
    found: dict[str, list[str]] = {}
    for name, ask in READS.items():
        paths = []
        for number in range(SCRIPTS):
            token, path = ask(prepared, number)
            script = folder / f"{name}-{number}-{secrets.token_hex(4)}.sql"
            said = "".join(_asked(token, path))
            script.write_text(f"\\startpipeline\n{said}\\endpipeline\n")
            paths.append(str(script))
        found[name] = paths
    return found


def _asked(token: str, path: str) -> list[str]:
    """The statements one request runs."""
    sys.modules.pop("django.test.signals", None)  # settings keep it out of servers; here it is used
    from django.test import Client

    address, headers = quote(path, safe="/?&=%"), {"Authorization": f"Bearer {token}"}
    Client().get(address, headers=headers, SERVER_NAME="localhost")  # to be remembered
    with _listening() as said:
        answer = Client().get(address, headers=headers, SERVER_NAME="localhost")
    if answer.status_code != 200:
        raise RuntimeError(f"{path}: {answer.status_code} {answer.content[:300]!r}")
    return [f"{COLON.sub(SPLIT, one)};\n" for one in said]


@contextmanager
def _listening() -> Iterator[list[str]]:
    """Every statement with its values written in, hand-made and Django's alike."""
    from django.db import connection

    from keliu.platform import pipeline

    said: list[str] = []
    connection.ensure_connection()
    writer = psycopg.ClientCursor(connection.connection)
    hand_made = pipeline._written

    def note(sql: Any, params: Any) -> None:
        text = str(sql)
        if not text.lstrip().upper().startswith(("BEGIN", "SAVEPOINT", "RELEASE", "COMMIT")):
            said.append(" ".join(writer.mogrify(text, params).split()))

    def by_hand(line: Any, question: Any) -> Any:
        note(question.text, question.values)
        return hand_made(line, question)

    def by_orm(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001  Django chose the signature
        note(sql, params)
        return execute(sql, params, many, context)

    with ExitStack() as stack:
        pipeline._written = by_hand  # to see what is sent
        stack.callback(setattr, pipeline, "_written", hand_made)
        stack.enter_context(connection.execute_wrapper(by_orm))
        yield said


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(int(sys.argv[1]), Path(sys.argv[2]))) + "\n")
