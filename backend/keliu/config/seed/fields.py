"""Custom fields of the examples: a trade's template, and values that fit the customer."""

import random
from functools import lru_cache
from typing import Any

import msgspec

from keliu.config.seed.world import World
from keliu.kinds.models import FieldDefinition
from keliu.kinds.ports import kind_of
from keliu.kinds.public import preset_apply
from keliu.kinds.services.fields import claim_all
from keliu.kit import regions

SITES = ("heng", "rui", "ding", "sheng", "cheng", "bo")


class Extras:
    """Values of custom fields, the same ones every time and drawn with dice of their own."""

    def __init__(self, world: World) -> None:
        self.company = world.profile.mode == "company"
        self.dice = random.Random(75)  # noqa: S311  so that stories stay as they are

    def of_customer(self, number: int, *, works: bool) -> dict[str, Any]:
        """What somebody filled in about a customer; half of them have something."""
        if self.dice.random() < 0.45:
            return {}
        return self._business(number) if self.company and works else self._private(number)

    def _business(self, number: int) -> dict[str, Any]:
        dice = self.dice
        found: dict[str, Any] = {
            "size": f"o{dice.randrange(1, 5)}",
            "settle": f"o{dice.randrange(1, 5)}",
            "needs": sorted({f"o{dice.randrange(1, 6)}" for _ in range(2)}),
            "member_number": f"YH-{number + 1:06}",
        }
        if dice.random() < 0.6:
            found["budget"] = dice.randrange(2, 60) * 1_000_000
        if dice.random() < 0.3:
            found["site"] = f"https://www.{dice.choice(SITES)}{number}.example.com"
        return found

    def _private(self, number: int) -> dict[str, Any]:
        if self.company:
            return {"needs": [f"o{self.dice.randrange(1, 6)}"]}
        taste = sorted({f"o{self.dice.randrange(1, 5)}" for _ in range(2)})
        return {"taste": taste, "delivery": f"o{self.dice.randrange(1, 4)}"}


def begin(world: World) -> None:
    """The fields of the trade, before anything is written into them."""
    preset_apply(world.profile.trade)


def finish() -> None:
    """Unique values belong to their records, as if each had been saved by hand."""
    for row in FieldDefinition.objects.filter(unique=True):
        claim_all(kind_of(row.kind), row)


@lru_cache(maxsize=200)
def place_of(city: str) -> tuple[str, str]:
    """(code, whole name) of a city as people call it."""
    for province in msgspec.json.decode(regions.tree_json()):
        for code, name, *_ in [province, *(province[2] if len(province) > 2 else [])]:
            if name.removesuffix("市") == city:
                return code, regions.name_of(code) or city
    return "", city
