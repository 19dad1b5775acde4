"""What colleagues are told about visitors at once, and who looked at whose trail."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from keliu.accounts import public as door
from keliu.catalog import public as catalog
from keliu.kit import actor
from keliu.kit.errors import Invalid
from keliu.platform import lists
from keliu.platform.models import AuditEntry
from keliu.platform.wire import Bilingual, Page, Ref
from keliu.radar import selectors_feed as questions
from keliu.radar.rules import alerts as law
from keliu.radar.rules.alerts import Rule, Setting
from keliu.radar.schemas_feed import (
    AlertChoicesIn,
    AlertNumber,
    AlertRuleIn,
    AlertRuleOut,
    AlertsIn,
    AlertsOut,
    TrailAsked,
    TrailView,
)
from keliu.radar.services import alert_settings

router = Router(tags=["radar"])


def _alerts() -> AlertsOut:
    chosen, version = alert_settings.chosen()
    mine = alert_settings.of_person(actor.current().staff_id or 0)
    names = catalog.product_names(one for setting in chosen.values() for one in setting.products)
    rules = [_rule(rule, chosen[rule.name], mine, names) for rule in law.RULES.values()]
    return AlertsOut(rules=rules, version=version, may_set="radar.setup" in actor.current().grants)


def _rule(
    rule: Rule, setting: Setting, mine: dict[str, bool], names: dict[int, str]
) -> AlertRuleOut:
    numbers = [
        AlertNumber(name=name, value=value, least=rule.bounds[name][0], most=rule.bounds[name][1])
        for name, value in setting.numbers.items()
    ]
    return AlertRuleOut(
        rule=rule.name,
        name=Bilingual(zh=rule.zh, en=rule.en),
        on=setting.on,
        mine=mine.get(rule.name),
        numbers=numbers,
        picks_products=bool(rule.lists),
        products=[Ref(id=one, name=names[one]) for one in setting.products if one in names],
    )


@router.get("/radar/alerts", response=AlertsOut)
@door.staff("radar.read")
def radar_alerts(request: HttpRequest) -> AlertsOut:
    """What one is told of, and what everybody here is."""
    return _alerts()


def _given(rule: AlertRuleIn) -> dict[str, Any]:
    if rule.rule not in law.RULES:
        raise Invalid(fields={"rules": f"没有“{rule.rule}”这种提醒"})
    return {"on": rule.on, **rule.numbers, "products": rule.products}


@router.put("/radar/alerts", response=AlertsOut)
@door.staff("radar.setup")
def radar_alerts_save(request: HttpRequest, payload: AlertsIn) -> AlertsOut:
    """Choose for everybody; a rule that is left out goes back to its default."""
    given = {rule.rule: _given(rule) for rule in payload.rules}
    alert_settings.setup_save(given, version=payload.version)
    return _alerts()


@router.put("/me/radar-alerts", response=AlertsOut)
@door.staff("radar.read")
def radar_alerts_choose(request: HttpRequest, payload: AlertChoicesIn) -> AlertsOut:
    """Choose for oneself."""
    alert_settings.choose(payload.wanted)
    return _alerts()


def _view(row: AuditEntry) -> TrailView:
    staff = Ref(id=row.actor_id, name=row.actor_name) if row.actor_id else None
    customer = Ref(id=row.object_id, name=row.object_name) if row.object_id else None
    return TrailView(id=row.pk, at=row.at, staff=staff, customer=customer)


@router.get("/radar/trail-views", response=Page[TrailView])
@door.staff("radar.setup")
def radar_trail_views(request: HttpRequest, asked: Query[TrailAsked]) -> Page[TrailView]:
    """Who looked at whose trail, newest first."""
    rows = questions.trail_views(lists.id_filter(asked.customer), lists.id_filter(asked.staff))
    sort = lists.choose((lists.NEWEST,), asked.sort)
    found, following = lists.page(rows, sort, cursor=asked.cursor, limit=asked.limit)
    total = rows.count() if asked.total else None
    return Page[TrailView](items=[_view(row) for row in found], next=following, total=total)
