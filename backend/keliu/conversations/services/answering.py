"""Answering what people write and do."""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from keliu.conversations.models import Reply, ReplyTurn
from keliu.conversations.ports import Ports
from keliu.conversations.rules import matching
from keliu.conversations.rules.matching import Heard, Rule
from keliu.conversations.rules.reserved import asked, reserved
from keliu.conversations.rules.talk import Answer, Inbound
from keliu.conversations.selectors.replies import replies, rule_of
from keliu.kit import clock, ids, scope
from keliu.platform import keys, merchants, sql

PARTS = 8

TURN = """INSERT INTO conversations_replyturn AS t
 (id, merchant_id, reply_id, account_id, person, at) VALUES (%s, %s, %s, %s, %s, %s)
 ON CONFLICT (merchant_id, reply_id, account_id, person)
 DO UPDATE SET at = EXCLUDED.at WHERE t.merchant_id = %s AND t.at <= %s"""
COUNT = """INSERT INTO conversations_replycount AS c
 (id, merchant_id, reply_id, day, part, times) VALUES (%s, %s, %s, %s, %s, 1)
 ON CONFLICT (merchant_id, reply_id, day, part)
 DO UPDATE SET times = c.times + 1 WHERE c.merchant_id = %s"""


def answer(inbound: Inbound) -> list[Answer]:
    """What the merchant's rules answer, in the order of sending; counted, and turns are taken.

    Runs in the caller's transaction: when that one does not happen, nothing was answered.
    """
    special = Ports.reserved.get(reserved(inbound.text)) if inbound.kind == "text" else None
    if special is not None:
        return special(inbound)
    business = Ports.asked.get(_asked(inbound.kind, inbound.text, inbound.key))
    rows = {row.pk: row for row in replies().filter(enabled=True)}
    if business is not None:  # a keyword of the merchant's own comes first, “anything else” after
        rows = {key: row for key, row in rows.items() if row.kind != matching.DEFAULT}
    if not rows:
        return business(inbound) if business else []
    zone = merchants.timezone()
    heard = Heard(inbound.kind, inbound.text, inbound.key, inbound.account_id,
                  inbound.at.astimezone(ZoneInfo(zone)))  # fmt: skip
    verdict = matching.decide(
        map(rule_of, rows.values()), heard, cooling=lambda rule: not _turn(rule, inbound)
    )
    if verdict.chosen is None:
        return business(inbound) if business else []
    _count(verdict.chosen.id, inbound.at, zone)
    return answers_of(rows[verdict.chosen.id])


def _asked(kind: str, text: str, key: str) -> str:
    """What of their own business somebody asks for, by words or by a menu's key."""
    return asked(kind, key if kind == "click" else text)


def answers_of(row: Reply) -> list[Answer]:
    """What a reply says this time."""
    said = [
        Answer(one["kind"], {name: value for name, value in one.items() if name != "kind"})
        for one in row.answers
    ]
    return matching.picked(said, row.pick, secrets.randbelow)


def person_of(openid: str) -> bytes:
    """How a person is remembered without saying who it is."""
    return keys.ours().blind("openid", openid)


def _turn(rule: Rule, inbound: Inbound) -> bool:
    """Take the person's turn; False while the last one has not cooled down, for whoever asks."""
    here, at = scope.current(), inbound.at
    before = at - timedelta(minutes=rule.cooldown)
    person = person_of(inbound.openid)
    values = (ids.new(), here, rule.id, inbound.account_id, person, at, here, before)
    return sql.do(TURN, values) == 1


def _count(reply_id: int, at: datetime, zone: str) -> None:
    here, day = scope.current(), clock.local_day(at, zone)
    sql.do(COUNT, (ids.new(), here, reply_id, day, secrets.randbelow(PARTS), here))


@dataclass(frozen=True)
class Tried:
    """What would be answered, and why each reply does or does not."""

    reserved: str
    chosen: Reply | None
    reasons: list[tuple[Reply, str]]


def tried(*, kind: str, text: str, key: str, account_id: int | None, at: datetime) -> Tried:
    """Ask the rules without answering anybody: switched-off ones too, nothing is counted."""
    rows = list(replies())
    here = at.astimezone(ZoneInfo(merchants.timezone()))
    heard = Heard(kind, text, key, account_id or 0, here)
    business = _asked(kind, text, key)
    rules = [_anywhere(rule_of(row)) if account_id is None else rule_of(row) for row in rows]
    if business:
        rules = [one for one in rules if one.kind != matching.DEFAULT]
    verdict = matching.decide(rules, heard)
    by_id = {row.pk: row for row in rows}
    word = reserved(text) if kind == "text" else ""
    word = word or (business if verdict.chosen is None else "")
    chosen = None if word or verdict.chosen is None else by_id[verdict.chosen.id]
    return Tried(word, chosen, [(by_id[one], why) for one, why in verdict.reasons])


def _anywhere(rule: Rule) -> Rule:
    """Where nobody said at which account, every rule counts."""
    return replace(rule, account_id=None)


def forget(account_id: int, openid: str) -> None:
    """A person left the account: what was remembered of their turns goes."""
    ReplyTurn.objects.filter(account_id=account_id, person=person_of(openid)).delete()
