"""A member of each owner's customer, and rules, levels and plans of each merchant."""

from typing import Any

from keliu.membership.services import members, rules
from tests.cast import World


def club_of(world: World) -> dict[str, str]:
    """Members are on; one level and one plan. Ids by kind."""
    with world.inside():
        rules.rules_save(version=1, changes={"active": True, "top_up": True, "check_in_points": 1})
        level = rules.level_add({"name": f"{world.merchant.name}金卡"[:20], "growth": 1_000})
        plan = rules.plan_add({"pay_fen": 10_000})
    return {"member_level": str(level.pk), "top_up_plan": str(plan.pk)}


def member_of(world: World, customer_id: str) -> str:
    """The id of a customer's card."""
    with world.inside():
        return str(members.join(int(customer_id)).pk)


def members_everywhere(world: Any) -> None:
    """In both merchants; every owner's customer has a card."""
    for place, variants in (
        (world.company, [one for one in world.things["customer"] if one not in AWAY]),
        (world.shop, ["neighbour"]),
    ):
        mark = "neighbour" if place is world.shop else "小李"
        for kind, one in club_of(place).items():
            world.put(kind, mark, one)
        for variant in variants:
            world.put("member", variant, member_of(place, str(world.things["customer"][variant])))


AWAY = {"deleted", "neighbour", "never"}
