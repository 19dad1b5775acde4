"""The rules editor."""

from django.http import HttpRequest
from ninja import Router

from keliu.accounts import public as accounts
from keliu.membership.models import Level
from keliu.membership.schemas.setup import (
    MemberLevelIn,
    MemberLevelOut,
    MemberLevelPatch,
    MemberRulesOut,
    MemberRulesPatch,
    MemberSetup,
    TopUpPlanIn,
    TopUpPlanOut,
    TopUpPlanPatch,
)
from keliu.membership.selectors import setup
from keliu.membership.selectors.members import READ, SETUP
from keliu.membership.services import rules
from keliu.platform import records

router = Router(tags=["members"])


def _level(row: Level) -> MemberLevelOut:
    return MemberLevelOut.of(row, setup.members_by_level().get(row.pk, 0))


@router.get("/member-rules", response=MemberSetup)
@accounts.staff(READ)
def member_rules(request: HttpRequest) -> MemberSetup:
    """The rules, the levels from the lowest, and what can be paid in."""
    counts = setup.members_by_level()
    return MemberSetup(
        rules=MemberRulesOut.of(setup.rules()),
        levels=[MemberLevelOut.of(one, counts.get(one.pk, 0)) for one in setup.levels()],
        plans=[TopUpPlanOut.of(one) for one in setup.plans()],
    )


@router.patch("/member-rules", response=MemberRulesOut)
@accounts.staff(SETUP)
def member_rules_save(request: HttpRequest, payload: MemberRulesPatch) -> MemberRulesOut:
    """Change what holds for all members."""
    return MemberRulesOut.of(rules.rules_save(version=payload.version, changes=payload.given()))


@router.post("/member-levels", response=MemberLevelOut)
@accounts.staff(SETUP)
def member_level_create(request: HttpRequest, payload: MemberLevelIn) -> MemberLevelOut:
    """One more level; members move to it at once."""
    return _level(rules.level_add(payload.model_dump()))


@router.patch("/member-levels/{int:level_id}", response=MemberLevelOut)
@accounts.staff(SETUP)
def member_level_update(
    request: HttpRequest, level_id: int, payload: MemberLevelPatch
) -> MemberLevelOut:
    """Change a level; members follow."""
    row = records.find(setup.levels(), level_id)
    return _level(rules.level_save(row, version=payload.version, changes=payload.given()))


@router.delete("/member-levels/{int:level_id}", response={204: None})
@accounts.staff(SETUP)
def member_level_delete(request: HttpRequest, level_id: int) -> None:
    """Take a level away; its members go to the next lower one."""
    rules.level_remove(records.find(setup.levels(), level_id))


@router.post("/top-up-plans", response=TopUpPlanOut)
@accounts.staff(SETUP)
def top_up_plan_create(request: HttpRequest, payload: TopUpPlanIn) -> TopUpPlanOut:
    """One more amount that can be paid in."""
    return TopUpPlanOut.of(rules.plan_add(payload.model_dump()))


@router.patch("/top-up-plans/{int:plan_id}", response=TopUpPlanOut)
@accounts.staff(SETUP)
def top_up_plan_update(request: HttpRequest, plan_id: int, payload: TopUpPlanPatch) -> TopUpPlanOut:
    """Change an amount."""
    row = records.find(setup.plans(), plan_id)
    return TopUpPlanOut.of(rules.plan_save(row, version=payload.version, changes=payload.given()))


@router.delete("/top-up-plans/{int:plan_id}", response={204: None})
@accounts.staff(SETUP)
def top_up_plan_delete(request: HttpRequest, plan_id: int) -> None:
    """Offer an amount no more."""
    rules.plan_remove(records.find(setup.plans(), plan_id))
