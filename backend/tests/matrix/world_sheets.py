"""A sheet brought and an export asked for by each person."""

from typing import Any

from keliu.kinds.models import Export, Import


def sheets_of(place: Any, name: str, mark: str) -> tuple[int, int]:
    """(import, export) of one person."""
    staff = place.staff[name]
    with place.inside():
        brought = Import.objects.create(
            kind="customer",
            name=f"{mark}客户.csv",
            path="sheets/none.csv",
            format="csv",
            titles=["客户名称", "手机"],
            mapping=["name", "phone"],
            policy={"match": "phone"},
            by_id=staff.pk,
            by_name=staff.name,
        )
        asked = Export.objects.create(
            kind="customer",
            format="csv",
            columns=["name"],
            count=1,
            reason=f"{mark}回访",
            state="asked",
            by_id=staff.pk,
            by_name=staff.name,
        )
    return int(brought.pk), int(asked.pk)
