"""How the shop front, Moments and the report on codes are called rightly."""

from typing import Any

from keliu.kit import clock
from tests.matrix.samples import BOSS, Sample, _one, _restore, code, fixed, versioned
from tests.matrix.world import MatrixWorld

YEAR = clock.local_day(clock.now(), "Asia/Shanghai").year
SPAN = {"first": f"{YEAR - 1}-01-01", "last": f"{YEAR + 1}-12-31"}
NOTICE = {"id": "n1", "type": "notice", "text": "今天照常营业"}
SEEN = ("moment", "product", "sku", "order_sku", "category", "service", "full_service")


def _front(world: MatrixWorld, slots: dict[str, str]) -> dict[str, Any]:
    return {"version": world.version("front", world.id("front")), "blocks": [NOTICE]}


def _version(world: MatrixWorld, slots: dict[str, str]) -> dict[str, Any]:
    return {"version": world.version("front", world.id("front"))}


SHOPFRONT = {
    "front_get": Sample(actor="周经理", owned=False),
    "front_save": Sample(body=_front, **BOSS),
    "front_preview": Sample(body=fixed(blocks=[NOTICE]), **BOSS),
    "front_publish": Sample(body=_version, **BOSS),
    "front_reset": Sample(body=_version, **BOSS),
    "front_edition_list": Sample(actor="周经理", owned=False),
    "front_edition_restore": Sample(path={"edition_id": "front_edition"}, body=_version, **BOSS),
    "moment_list": Sample(query_ids={"staff": "staff"}),
    "moment_create": Sample(
        body=fixed(text="新茶到了"), body_ids={"picture_ids[]": "file", "product_id": "product"}
    ),
    "moment_get": _one("moment"),
    "moment_update": _one(
        "moment",
        body=versioned("moment", text="新茶又到了"),
        body_ids={"picture_ids[]": "file", "product_id": "product"},
    ),
    "moment_delete": _one("moment"),
    "moment_restore": _restore("moment"),
    "public_front": Sample(words={"code": code()}, shows=SEEN),
    "public_moments": Sample(words={"code": code()}, shows=SEEN),
    "public_moment": _one("moment", words={"code": code()}, owned=False, shows=SEEN),
    "public_moment_like": _one(
        "moment", words={"code": code()}, body=fixed(device="phone-0001"), owned=False, shows=SEEN
    ),
    "code_sheet_pdf": Sample(query_ids={"codes": "code"}),
    "code_report": Sample(query=SPAN, query_ids={"staff": "staff"}),
    "code_people": Sample(query=SPAN, query_ids={"code": "code"}),
}
