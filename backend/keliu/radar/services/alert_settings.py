"""Which alerts a merchant has on, and which a person wants."""

from collections.abc import Iterable, Mapping
from typing import Any

from keliu.catalog import public as catalog
from keliu.kit import actor, scope
from keliu.kit.errors import Invalid, Stale
from keliu.platform import audit, records
from keliu.radar.models import AlertChoice, AlertSetup
from keliu.radar.rules import alerts as law
from keliu.radar.rules.alerts import Setting
from keliu.radar.services.known import Recent

_rules: Recent[dict[str, Setting]] = Recent(5.0)
_choices: Recent[dict[str, bool]] = Recent(5.0)


def chosen() -> tuple[dict[str, Setting], int]:
    """The rules in force and their version; 0 while nobody has changed the defaults."""
    row = AlertSetup.objects.first()
    return law.in_force(row.rules if row else {}), row.version if row else 0


def in_force() -> dict[str, Setting]:
    """The rules that hold now, remembered for seconds: every visit asks."""
    return _rules.get(scope.current(), lambda: chosen()[0])


def of_person(staff_id: int) -> dict[str, bool]:
    """What a person has chosen for themselves."""
    return dict(AlertChoice.objects.filter(staff_id=staff_id).values_list("rule", "wanted"))


def meet(staff_ids: Iterable[int]) -> None:
    """Look up in one question whose choices will be asked for one by one."""
    here = scope.current()
    unknown = {one for one in staff_ids if not _choices.lasts((here, one))}
    found: dict[int, dict[str, bool]] = {one: {} for one in unknown}
    rows = (
        AlertChoice.objects.filter(staff_id__in=unknown) if unknown else AlertChoice.objects.none()
    )
    for staff_id, rule, yes in rows.values_list("staff_id", "rule", "wanted"):
        found[staff_id][rule] = yes
    for one, choices in found.items():
        _choices.keep((here, one), choices)


def wanted(staff_id: int, rule: str) -> bool:
    """Whether a person hears of a rule: their own choice, else the merchant's."""
    own = _choices.get((scope.current(), staff_id), lambda: of_person(staff_id))
    return own.get(rule, in_force()[rule].on)


def setup_save(given: Mapping[str, Mapping[str, Any]], *, version: int) -> None:
    """Set the merchant's rules: {rule: {"on", numbers, "products"}}. Raises Invalid, Stale."""
    wanted = {name: _checked(name, given.get(name, {})) for name in law.RULES}
    row = AlertSetup.objects.first()
    if row is not None:
        records.save_changes(row, version=version, changes={"rules": wanted})
    else:
        _begin(wanted)
    _rules.kept.pop(scope.current(), None)


def _begin(wanted: dict[str, Any]) -> None:
    fresh = AlertSetup(merchant_id=scope.current(), rules=wanted)
    AlertSetup.objects.bulk_create([fresh], ignore_conflicts=True)
    if not AlertSetup.objects.filter(pk=fresh.pk).exists():
        raise Stale(current=None)
    audit.record("alertsetup.update", "alertsetup", fresh.pk, "", {"rules": ({}, wanted)})


def _checked(name: str, given: Mapping[str, Any]) -> dict[str, Any]:
    rule = law.RULES[name]
    kept: dict[str, Any] = {"on": bool(given.get("on", rule.on))}
    for number in rule.numbers:
        value = int(given.get(number) or rule.numbers[number])
        wrong = law.wrong_number(name, number, value)
        if wrong:
            raise Invalid(fields={f"{name}.{number}": wrong})
        kept[number] = value
    if rule.lists:
        kept["products"] = _products(name, given.get("products") or ())
    return kept


def _products(rule: str, given: Any) -> list[str]:
    """Products by id as text, because the log and JSON keep long numbers that way."""
    ids = list(dict.fromkeys(int(one) for one in given))
    if len(ids) > law.MOST_PRODUCTS:
        raise Invalid(fields={f"{rule}.products": f"最多选 {law.MOST_PRODUCTS} 个产品"})
    if len(catalog.product_names(ids)) < len(ids):
        raise Invalid(fields={f"{rule}.products": "有产品不在了,请重新选"})
    return [str(one) for one in ids]


def choose(answers: Mapping[str, bool | None]) -> None:
    """Keep the acting person's own choices; None goes back to the merchant's. Raises Invalid."""
    if not answers.keys() <= law.RULES.keys():
        raise Invalid(fields={"wanted": "没有这种提醒"})
    me = actor.current().staff_id or 0
    before = of_person(me)
    changes = {rule: (before.get(rule), yes) for rule, yes in answers.items()
               if before.get(rule) != yes}  # fmt: skip
    for rule, (_, yes) in changes.items():
        if yes is None:
            AlertChoice.objects.filter(staff_id=me, rule=rule).delete()
        else:
            AlertChoice.objects.update_or_create(staff_id=me, rule=rule, defaults={"wanted": yes})
    _choices.kept.pop((scope.current(), me), None)
    if changes:
        audit.record("staff.radar_alerts", "staff", me, actor.current().name, changes)
