"""How contacts, addresses, identities, duplicates and merges are called rightly."""

from typing import Any

from tests.matrix.samples import Sample, _one, _restore, fixed, versioned
from tests.matrix.world import MatrixWorld


def merge_body(world: MatrixWorld, slots: dict[str, str]) -> dict[str, Any]:
    """小李's customer and the twin become one."""
    keep, gone = world.id("customer"), world.id("twin")
    return {
        "keep_id": keep,
        "keep_version": world.version("customer", keep),
        "merge": [{"id": gone, "version": world.version("customer", gone)}],
    }


PEOPLE = {
    "contact_list": _one("customer"),
    "contact_create": _one(
        "customer", body=fixed(name="新联系人"), body_ids={"person_id": "customer"}
    ),
    "contact_update": _one(
        "contact", body=versioned("contact", note="好说话"), body_ids={"person_id": "customer"}
    ),
    "contact_delete": _one("contact"),
    "contact_restore": _restore("contact"),
    "contact_reveal_phone": _one("contact", body=fixed()),
    "address_list": _one("customer"),
    "address_create": _one("customer", body=fixed(detail="中山路 3 号")),
    "address_update": _one("address", body=versioned("address", label="仓库")),
    "address_delete": _one("address"),
    "address_restore": _restore("address"),
    "address_reveal_phone": _one("address", body=fixed()),
    "identity_list": _one("customer"),
    "identity_add": _one("customer", body=fixed(kind="phone", value="13755556666")),
    "identity_remove": _one("identity"),
    "identity_reveal": _one("identity", body=fixed()),
    "customer_duplicates": Sample(query={"name": "客户小李"}, query_ids={"but": "customer"}),
    "duplicate_list": Sample(),
    "duplicate_scan_state": Sample(),
    "duplicate_scan": Sample(body=fixed()),
    "duplicate_dismiss": _one("pair", body=fixed()),
    "duplicate_reopen": _one("pair", body=fixed(), also=(409,)),
    "customer_merge_preview": Sample(
        body=lambda world, slots: {
            "keep_id": world.id("customer"),
            "merge_ids": [world.id("twin")],
        },
        body_ids={"keep_id": "customer"},
    ),
    "customer_merge": Sample(body=merge_body, body_ids={"keep_id": "customer"}),
}
