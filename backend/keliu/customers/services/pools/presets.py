"""The rules of the pool in a trade's template."""

from django.db.models import F

from keliu.customers.models import Pool
from keliu.customers.rules import pools as law
from keliu.customers.services.pools.pools import rules_checked
from keliu.kinds.ports import Addition, PresetPart
from keliu.kit import scope
from keliu.platform import audit
from keliu.platform.models import Merchant
from keliu.platform.undo import Journal

SAID = {
    "daily_claims": ("每人每天领取 {} 位", "{} claims a day each"),
    "person_holds": ("每人最多持有 {} 位", "{} customers each at most"),
    "cool_down_days": ("前负责人 {} 天后才能再领", "Previous owner waits {} days"),
    "protect_days": ("新客户 {} 天内不掉公海", "New ones stay {} days"),
    "warn_days": ("提前 {} 天提醒", "Warned {} days ahead"),
    "extension_days": ("可延期 {} 天", "May be extended by {} days"),
}
FALLS = {
    "followup_days": ("{} 天不跟进回公海", "Back after {} days without follow-up"),
    "opportunity_days": ("{} 天没商机回公海", "Back after {} days without an opportunity"),
}


def _bare() -> Pool | None:
    """The default pool while nobody gave it rules, in a company; shops do not see pools."""
    if Merchant.objects.values_list("mode", flat=True).get(pk=scope.current()) == "shop":
        return None
    return Pool.objects.filter(is_default=True, rules={}).first()


def _missing(rules: law.PoolRules) -> list[Addition]:
    if _bare() is None:
        return []
    plain = [(SAID[name], getattr(rules, name)) for name in SAID if getattr(rules, name)]
    falls = [
        ((f"{level} 级:{zh}" if level else zh, f"{level}: {en}" if level else en), days)
        for name, (zh, en) in FALLS.items()
        for level, days in getattr(rules, name).items()
    ]
    return [Addition(zh.format(n), zh.format(n), en.format(n)) for (zh, en), n in [*plain, *falls]]


def _add(rules: law.PoolRules, journal: Journal) -> None:
    row = _bare()
    if row is None:
        return
    journal.watch(Pool, [row.pk])
    kept = rules_checked(rules)
    Pool.objects.filter(pk=row.pk).update(rules=kept, version=F("version") + 1)
    audit.record("pool.update", "pool", row.pk, row.name, {"rules": (None, kept)})


PART = PresetPart("pool", "公海规则", "Pool rules", law.PoolRules, _missing, _add, careful=True)
