"""Cards: joining, freezing, correcting, folding a second card into the main one."""

import secrets
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from keliu.customers import public as customers
from keliu.interactions import public as timeline
from keliu.kit import ids
from keliu.kit.errors import Invalid
from keliu.kit.money import yuan
from keliu.membership.errors import (
    BelowZero,
    MainCard,
    MemberFrozen,
    MembersOff,
    MemberState,
    NotAMember,
)
from keliu.membership.models import Member
from keliu.membership.rules import points as law
from keliu.membership.rules.money import Parts
from keliu.membership.selectors import members as questions
from keliu.membership.selectors import setup
from keliu.membership.services import ledgers
from keliu.membership.services.ledgers import Cause
from keliu.platform import audit

TRIES = 5


@transaction.atomic
def join(customer_id: int, *, by_staff: bool = False) -> Member:
    """The customer's card, a new one if there is none yet. Raises MembersOff, NotFound."""
    rules = setup.rules()
    if not rules.active:
        raise MembersOff
    known = questions.main_of(customer_id)
    if known is not None:
        return known
    customers.card(customer_id)
    member = ledgers.hold(_new(customer_id))
    ledgers.relevel(member)
    if rules.join_points:
        ledgers.grant(member, rules.join_points, Cause("join", "join"))
    name = customers.card(customer_id).name
    if by_staff:
        audit.record("member.join", "member", member.pk, name, {"code": (None, member.code)})
    timeline.timeline_put(
        customer_id=customer_id, kind="customer", title=f"成为会员,会员号 {spaced(member.code)}",
        ref_kind="member", ref_id=member.pk,
        data={"said": {"key": "member_joined", "code": spaced(member.code)}},
    )  # fmt: skip
    return member


def spaced(code: str) -> str:
    """`12345 67890`, as people read it aloud."""
    return f"{code[:5]} {code[5:]}"


def _new(customer_id: int) -> int:
    """The id of a row with a number of its own; who comes second finds the first one's."""
    for _ in range(TRIES):
        code = law.code_with_check(f"{secrets.randbelow(900_000_000) + 100_000_000}")
        try:
            with transaction.atomic():
                row = Member(customer_id=customer_id, code=code)
                row.save(force_insert=True)
                return row.pk
        except IntegrityError:
            known = questions.main_of(customer_id)
            if known is not None:
                return known.pk
    raise MemberState


def usable(customer_id: int) -> Member:
    """The customer's card, held, if it may be spent from. Raises NotAMember, MemberFrozen."""
    known = questions.main_of(customer_id)
    if known is None:
        raise NotAMember
    return open_card(known.pk)


def open_card(member_id: int) -> Member:
    """A card, held and not frozen. Raises MemberFrozen."""
    member = ledgers.hold(member_id)
    if member.state == Member.State.FROZEN:
        raise MemberFrozen(reason=member.frozen_reason or "原因没有写")
    return member


@transaction.atomic
def freeze(member: Member, *, reason: str) -> Member:
    """Nothing can be spent or paid in until it is thawed. Raises MemberState."""
    _flip(member, Member.State.ACTIVE, Member.State.FROZEN, reason)
    return member


@transaction.atomic
def thaw(member: Member, *, reason: str) -> Member:
    """It can be used again. Raises MemberState."""
    _flip(member, Member.State.FROZEN, Member.State.ACTIVE, reason)
    return member


def _flip(member: Member, frm: str, to: str, reason: str) -> None:
    kept = reason if to == Member.State.FROZEN else ""
    rows = Member.objects.filter(pk=member.pk, state=frm)
    if not rows.update(state=to, frozen_reason=kept):
        raise MemberState
    member.state, member.frozen_reason = to, kept
    action = "member.freeze" if to == Member.State.FROZEN else "member.thaw"
    shown = {"state": (frm, to), "reason": (None, reason)}
    audit.record(action, "member", member.pk, member.customer.name, shown)


@dataclass(frozen=True)
class Correction:
    """What somebody puts right by hand. `account` is points, growth, balance or gift."""

    account: str
    change: int
    reason: str


@transaction.atomic
def correct(member: Member, given: Correction) -> Member:
    """Add an entry that says who put right what and why. Raises BelowZero, Invalid."""
    if given.change == 0:
        raise Invalid(fields={"change": "请写加多少或减多少,不能是 0"})
    held = ledgers.hold(member.pk)
    before = _standing(held)[given.account]
    if before + given.change < 0:
        money = given.account in {"balance", "gift"}
        raise BelowZero(have=yuan(before) if money else before)
    cause = Cause("correct", f"correct:{ids.new()}", note=given.reason)
    if given.account == "points":
        ledgers.grant(held, given.change, cause)
    elif given.account == "growth":
        ledgers.growth(held, given.change, cause)
    elif given.account == "balance":
        ledgers.balance(held, Parts(given.change, 0), cause)
    else:
        ledgers.balance(held, Parts(0, given.change), cause)
    shown = {given.account: (before, before + given.change), "reason": (None, given.reason)}
    audit.record("member.correct", "member", member.pk, member.customer.name, shown)
    return questions.find(member.pk, questions.WRITE)


def _standing(held: Member) -> dict[str, int]:
    kept = ledgers.parts(held)
    return {
        "points": held.points, "growth": held.growth, "balance": kept.paid, "gift": kept.gift,
    }  # fmt: skip


@transaction.atomic
def fold(member: Member) -> Member:
    """Everything on a second card goes to its customer's main one. Raises MainCard, MemberState."""
    main = questions.main_of(member.customer_id)
    if member.main or main is None:
        raise MainCard
    # The lower id first, as everybody who holds two rows does.
    first, second = sorted([member.pk, main.pk])
    held = {one: ledgers.hold(one) for one in (first, second)}
    gone, keep = held[member.pk], held[main.pk]
    cause = Cause("fold", f"fold:{gone.pk}:{ids.new()}", note=f"{gone.code} → {keep.code}")
    _poured(gone, keep, cause)
    audit.record(
        "member.fold", "member", gone.pk, member.customer.name, {"code": (gone.code, keep.code)}
    )
    return questions.find(keep.pk, questions.WRITE)


def _poured(gone: Member, keep: Member, cause: Cause) -> None:
    moved, money, grown = gone.points, ledgers.parts(gone), gone.growth
    ledgers.points(gone, -moved, cause)
    ledgers.grant(keep, moved, cause)
    ledgers.balance(gone, Parts(-money.paid, -money.gift), cause)
    ledgers.balance(keep, money, cause)
    ledgers.growth(gone, -grown, cause)
    ledgers.growth(keep, grown, cause)


__all__ = ["Correction", "correct", "fold", "freeze", "join", "open_card", "spaced",
           "thaw", "usable"]  # fmt: skip
