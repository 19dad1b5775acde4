"""Example merchants: 远航集团 with a whole sales floor, and 老王水果店 next door.

The same people every time (random.Random(71)), their stories counted back from now; secrets such
as passwords and the codes of cards are made anew.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction

if TYPE_CHECKING:
    from keliu.config.seed.fill import Progress
    from keliu.config.seed.logins import Login

USUAL, SHOP_CUSTOMERS = 2_000, 60


@dataclass(frozen=True)
class SeedResult:
    """What was written: merchant ids, and logins by seat (owner, manager, sales …)."""

    company_id: int
    shop_id: int
    logins: "dict[str, Login]"


def _quietly(what: str, done: int, total: int) -> None:
    """Nobody watches."""


def is_seeded() -> bool:
    """Whether the example merchants are there."""
    from keliu.config.seed.marks import marked

    return bool(marked())


def is_empty() -> bool:
    """Whether there is no merchant at all yet."""
    from keliu.config.seed.marks import anybody

    return not anybody()


def seed(customers: int = USUAL, progress: "Progress" = _quietly) -> SeedResult:
    """Write both merchants, all or nothing. Raises Trouble when they are there already."""
    from keliu.config.seed import logins
    from keliu.config.seed.fill import build_and_fill
    from keliu.config.seed.marks import mark
    from keliu.config.seed.profile import COMPANY, SHOP
    from keliu.config.trouble import Trouble

    if is_seeded():
        raise Trouble("示例商户已经在了", "要重新写入,请先用 keliu seed --remove 删掉")
    with transaction.atomic():
        company = build_and_fill(COMPANY, customers, progress)
        shop = build_and_fill(SHOP, SHOP_CUSTOMERS, progress)
        mark(COMPANY.key, company.merchant.pk)
        mark(SHOP.key, shop.merchant.pk)
        ways_in = logins.renewed()
    return SeedResult(company.merchant.pk, shop.merchant.pk, ways_in)


def learn(made: SeedResult) -> None:
    """The night's work for the seeded merchants, here: who has just seeded ends soon anyway."""
    from keliu.analytics.chances.learning import night

    night.run([made.company_id, made.shop_id])


def remove() -> int:
    """Delete the example merchants completely; returns how many there were."""
    from keliu.config.seed.removal import remove as take_away

    return take_away()


def fresh_logins(base_url: str) -> dict[str, Any]:
    """New passwords, sessions and console links for a demo file."""
    from keliu.config.seed.logins import fresh_logins as made

    return made(base_url)


def bind_wechat(appid: str, openids: Mapping[str, str]) -> None:
    """Let the people of the demo who have WeChat sign in with it."""
    from keliu.config.seed.logins import bind_wechat as bound

    bound(appid, openids)


def connect_wechat(subject: str, base_url: str) -> dict[str, Any]:
    """The company's own official account and mini program; what the box must know of them."""
    from keliu.config.seed.wechat import connect
    from keliu.wechat.apps_of import mini_program, official_account

    pairs = {"oa": official_account(), "mini": mini_program()}
    apps = {kind: (app.appid, app.secret) for kind, app in pairs.items()}
    return connect(apps, subject, base_url)


def connect_pay() -> dict[str, Any]:
    """The company's merchant number at the box's WeChat Pay."""
    from keliu.config.seed.pay import connect
    from keliu.wechat.apps_of import mini_program, official_account

    return connect([official_account().appid, mini_program().appid])


__all__ = [
    "SeedResult",
    "bind_wechat",
    "connect_pay",
    "connect_wechat",
    "fresh_logins",
    "is_empty",
    "is_seeded",
    "learn",
    "remove",
    "seed",
]
