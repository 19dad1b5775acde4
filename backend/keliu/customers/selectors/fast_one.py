"""One customer as one statement. Its twin is `CustomerOut.of`; a test holds the two equal."""

from typing import Any

import msgspec

from keliu.accounts import public as accounts
from keliu.customers import rules
from keliu.customers.models import Customer
from keliu.customers.selectors.records import missing
from keliu.customers.selectors.written import FIELDS, MOMENT, REF, or_null, plain, texts, written
from keliu.kinds import public as kinds
from keliu.kit import clock, ids, scope
from keliu.platform import keys, sql
from keliu.platform.pipeline import Question
from keliu.platform.sql import Asking

TEXTS = ("gender", "email_masked", "region", "region_code", "industry", "lifecycle", "note",
         "wechat_name", "avatar_url")  # fmt: skip
AGE = """CASE WHEN p.birthday IS NOT NULL THEN date_part('year', age((%s::timestamptz AT TIME ZONE
 (SELECT timezone FROM platform_merchant WHERE id = p.merchant_id))::date, p.birthday))::text END"""
MORE = (
    *texts(TEXTS),
    or_null("birthday", "to_json(p.birthday)::text"),
    *[or_null(name, MOMENT.format(name)) for name in ("owner_since", "deleted_at")],
    plain("created_by", REF.format("a")),
    or_null("age", AGE),
)
# Nothing but names of our own columns goes into the text.
ONE = f"""SELECT {written((*FIELDS, *MORE))}::bpchar, p.owner_id, p.department_id,
 p.address_sealed, p.scored_at, p.visit_count, p.last_visit_at, p.last_followup_at, p.deal_state,
 p.deeds, p.profiling_off_at IS NOT NULL
FROM customers_customer p
LEFT JOIN accounts_staff s ON s.merchant_id = p.merchant_id AND s.id = p.owner_id
LEFT JOIN accounts_department d ON d.merchant_id = p.merchant_id AND d.id = p.department_id
LEFT JOIN accounts_staff a ON a.merchant_id = p.merchant_id AND a.id = p.created_by
WHERE p.merchant_id = %s AND p.id = %s"""  # noqa: S608  literals of ours
LIVING = f"{ONE} AND p.deleted_at IS NULL"
ON_A_CUSTOMER = [
    "customer.read", "customer.write", "customer.delete", "customer.assign", "customer.phone",
    "interaction.read", "interaction.write", "plan.read", "plan.write", "opportunity.read",
    "opportunity.write", "customer.merge",
]  # fmt: skip


def _joined(row: Any, customer_id: int) -> bytes:
    """PostgreSQL's object with what only we can know: opened, explained, allowed."""
    text, owner_id, department_id, address, scored_at, *inputs = row
    reasons = rules.score_reasons(rules.ScoreInputs.of(inputs), scored_at)
    ours = {
        "address": keys.unseal(Customer, "address_sealed", address) if address else "",
        "score_reasons": [
            {"label": {"zh": one.zh, "en": one.en}, "points": one.points} for one in reasons
        ],
        "can": accounts.can(owner_id, department_id, ON_A_CUSTOMER, "customer", customer_id),
    }
    whole = text[:-1] + b"," + msgspec.json.encode(ours)[1:]
    return kinds.conceal_text("customer", whole, "detail")


def reachable(customer_id: int, permission: str = "customer.read") -> Asking[bytes]:
    """A living customer within reach, as JSON. Raises NotFound."""
    known = ids.parse(customer_id)
    if known is None:
        raise missing(known)
    question = Question(LIVING, [clock.now(), scope.current(), known])
    rows = yield from kinds.asked_with("customer", question)
    if not rows:
        raise missing(known)
    row = rows[0]
    accounts.assert_may(permission, row[1], row[2], "customer", known)
    return _joined(row, known)


def asked(customer_id: int) -> Question:
    """The question whose first row `told` writes out."""
    return Question(ONE, [clock.now(), scope.current(), customer_id])


def told(row: Any, customer_id: int) -> bytes:
    """A customer that the acting person just changed, as JSON, whoever it belongs to now."""
    return _joined(row, customer_id)


def after_change(customer_id: int) -> bytes:
    """The same, asked for now."""
    return told(sql.ask(asked(customer_id))[0].first, customer_id)
