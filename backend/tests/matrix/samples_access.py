"""How temporary access, its explanation and the audit log's chain are called rightly."""

from typing import Any

from tests.matrix.samples import BOSS, Sample, _one, an, fixed, linked, soon

MANAGER: dict[str, Any] = {"actor": "周经理"}
ACCESS = {
    "share_list": Sample(query_ids={"record_id": "opportunity"}, **MANAGER),
    "share_create": Sample(
        body=lambda world, slots: linked(
            kind="opportunity",
            record_id=an("opportunity"),
            staff_id=an("staff", "小赵"),
            until=soon(),
        )(world, slots),
        body_ids={"record_id": "opportunity", "staff_id": "staff"},
        **MANAGER,
    ),
    "share_revoke": _one("share", body=fixed(), **MANAGER),
    "access_why": Sample(query={"kind": "customer", "id": "7"}, query_ids={"id": "customer"}),
    "audit_export_file": Sample(query_ids={"actor": "staff", "object_id": "customer"}, **BOSS),
    "audit_verified": Sample(**BOSS),
    "audit_verify": Sample(body=fixed(), **BOSS),
}
