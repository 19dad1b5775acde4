"""The customers' structure as screens show it: figures with the list behind each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from keliu.analytics import rules as figures
from keliu.analytics.schemas import Drill
from keliu.analytics.selectors import timezone
from keliu.analytics.structure import rules, selectors
from keliu.analytics.structure.rules import Filter, PartRule
from keliu.analytics.structure.schemas import (
    StructureMonth,
    StructureOut,
    StructurePart,
    StructureSlice,
    StructureTie,
)
from keliu.customers import public as customers
from keliu.kinds.public import Field
from keliu.kit import actor, clock
from keliu.kit.errors import Forbidden
from keliu.platform.wire import Bilingual


@dataclass(frozen=True)
class View:
    """What is counted: rows, the filter they passed, and whether the report sees fewer."""

    rows: selectors.Rows
    counts: selectors.Counts
    months: list[date]
    base: Filter | None
    fields: Mapping[str, Field]
    narrowed: bool

    @property
    def total(self) -> int:
        return self.counts.total

    def drill(self, *filters: Filter | None, **more: str) -> Drill:
        found = rules.address(rules.both(self.base, *filters), more, narrowed=self.narrowed)
        return Drill(path=found, page=found)

    def slice(self, key: str, name: tuple[str, str], count: int, given: Filter) -> StructureSlice:
        return StructureSlice(
            key=key,
            label=Bilingual(zh=name[0], en=name[1]),
            count=count,
            share=figures.permille(count, self.total),
            drill=self.drill(given),
        )


def structure(base: Filter | None) -> StructureOut:
    """Everything at once. Raises Forbidden, Invalid."""
    who = actor.current()
    narrowed = figures.narrows(who.grants, customers.READ)
    if narrowed is None:
        raise Forbidden(permission=customers.READ)
    with actor.acting(who.within(figures.REPORT) if narrowed else who):
        view = _view(base, narrowed=narrowed)
        found = [part for rule in rules.PARTS for part in _part(view, rule)]
        return StructureOut(
            total=view.total,
            drill=view.drill(),
            growth=_growth(view) if "created_at" in view.fields else [],
            parts=found,
            ties=_ties(view, found),
        )


def _view(base: Filter | None, *, narrowed: bool) -> View:
    zone, rows, fields = timezone(), selectors.counted(base), selectors.fields()
    months = rules.months(clock.local_day(clock.now(), zone))
    counts = selectors.counts(rows, fields, months, zone)
    return View(rows, counts, months, base, fields, narrowed)


def _growth(view: View) -> list[StructureMonth]:
    zone, shown = timezone(), list[StructureMonth]()
    total, found = view.counts.by_month(view.months)
    for month in view.months:
        total += found[month]
        ends = (clock.day_bounds(one, zone)[0] for one in (month, rules.after(month)))
        start, end = map(clock.iso, ends)
        shown.append(
            StructureMonth(
                month=f"{month:%Y-%m}",
                count=found[month],
                total=total,
                drill=view.drill(created_from=start, created_to=end),
            )
        )
    return shown


def _part(view: View, rule: PartRule) -> list[StructurePart]:
    """The part, unless its field is hidden from the acting person."""
    field = view.fields.get(rule.field)
    if field is None:
        return []
    if rule.key == "followup":
        return [_warmth(view)]
    counts, named = _counts(view, rule, field)
    if not any(counts):
        return []  # nobody filled it in: a chart of nothing says nothing
    shown, rest = rules.top(counts, rule.most)
    names = named(shown)
    slices = [
        view.slice(
            key,
            names.get(key, (key, key)) if key else rule.unset,
            counts[key],
            rules.is_value(rule.field, key),
        )
        for key in shown
    ]
    left = sum(counts[one] for one in rest)
    return [StructurePart(key=rule.key, slices=slices, more=len(rest), rest=left)]


Named = Callable[[list[str]], selectors.Names]


def _counts(view: View, rule: PartRule, field: Field) -> tuple[Mapping[str, int], Named]:
    """(customers by value, what values are called)."""
    if rule.key in {"province", "city"}:
        provinces, cities = view.counts.by_region()
        return (provinces if rule.key == "province" else cities), selectors.region_names
    if rule.key == "tags":
        none = view.counts.ways["untagged"].get((True,), 0)
        return selectors.by_tag(view.rows, none), lambda _: selectors.choices(field)
    counts = view.counts.by(rule.key)
    if rule.key == "owner":
        return counts, selectors.owner_names
    return counts, lambda _: selectors.choices(field)


def _warmth(view: View) -> StructurePart:
    counts = view.counts.by_warmth()
    slices = [view.slice(key, (zh, en), counts[key], given) for key, zh, en, given in rules.WARMTH]
    return StructurePart(key="followup", slices=slices, more=0, rest=0)


def _ties(view: View, parts: list[StructurePart]) -> list[StructureTie]:
    """Who looks after whom: the owners with most customers, each by stage of life."""
    owners = next((one.slices for one in parts if one.key == "owner"), [])
    stages = view.fields.get("lifecycle")
    if stages is None or len(owners) < 2:
        return []
    found, names = view.counts.by_owner_and_stage(), selectors.choices(stages)
    return [
        StructureTie(
            id=one.key,
            name=one.label.zh,
            count=one.count,
            stages=[
                view.slice(stage, name, found[one.key, stage], _tie(one.key, stage))
                for stage, name in names.items()
                if (one.key, stage) in found
            ],
        )
        for one in owners
        if one.key
    ]


def _tie(owner: str, stage: str) -> Filter:
    return {"all": [rules.is_value("owner", owner), rules.is_value("lifecycle", stage)]}
