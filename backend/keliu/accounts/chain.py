"""Who is above whom: the superior named on a person, else whoever leads their department."""

from keliu.accounts import rules
from keliu.accounts.models import Department, Staff


def above() -> dict[int, int | None]:
    """Everybody's superior, by id."""
    people = Staff.objects.values_list("id", "superior_id", "department_id")
    departments = list(Department.objects.values_list("id", "leader_id", "path"))
    leaders = {one: leader for one, leader, _ in departments}
    ways = {one: [leaders.get(step) for step in path] for one, _, path in departments}
    return {
        staff: rules.superior_of(staff, superior, ways.get(place, []))
        for staff, superior, place in people
    }


def below() -> dict[int, list[int]]:
    """Everybody under each person, however deep."""
    return rules.everybody_below(above())


def superiors(staff_id: int, most: int) -> list[int]:
    """Up to `most` people above `staff_id` who are at work, the nearest first."""
    bosses, found, seen = above(), list[int](), {staff_id}
    active = set(Staff.objects.filter(state=Staff.State.ACTIVE).values_list("id", flat=True))
    boss = bosses.get(staff_id)
    while boss is not None and boss not in seen and len(found) < most:
        seen.add(boss)
        found += [boss] if boss in active else []
        boss = bosses.get(boss)
    return found
