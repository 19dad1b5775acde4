"""How endpoints of other systems are set up and looked after rightly."""

from typing import Any

from keliu.kit import clock
from tests.matrix.samples import BOSS, Sample, fixed, versioned

OF: dict[str, Any] = {"path": {"hook_id": "hook"}, **BOSS}
ONE: dict[str, Any] = {
    "path": {"hook_id": "hook", "delivery_id": "hook_delivery"}, **BOSS
}  # fmt: skip
GOOD = {"name": "ERP", "url": "https://erp.example.com/keliu", "kinds": ["order.paid"]}

HOOKS = {
    "hook_list": Sample(**BOSS),
    "hook_create": Sample(body=fixed(**GOOD), **BOSS),
    "hook_get": Sample(**OF),
    "hook_update": Sample(body=versioned("hook", name="仓库"), **OF),
    "hook_delete": Sample(**OF),
    "hook_renew_secret": Sample(body=versioned("hook"), **OF),
    "hook_trial": Sample(body=fixed(), **OF),
    "hook_replay_failed": Sample(body=lambda world, slots: {"since": clock.iso(clock.now())}, **OF),
    "hook_delivery_list": Sample(**OF),
    "hook_delivery_get": Sample(**ONE),
    "hook_delivery_replay": Sample(body=fixed(), **ONE),
}
