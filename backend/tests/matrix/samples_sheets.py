"""How sheets are brought, checked, imported and taken away."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.matrix.samples import Sample, _one, fixed
from tests.matrix.world import MatrixWorld


def sheet() -> dict[str, Any]:
    """A small csv of customers."""
    data = "客户名称,手机\n张阿姨,13800001111\n".encode()
    return {"file": SimpleUploadedFile("客户.csv", data), "kind": "customer"}


def mapped(world: MatrixWorld, slots: dict[str, str]) -> dict[str, Any]:
    version = world.version("import", slots["import_id"])
    return {"mapping": ["name", "phone"], "policy": {}, "version": version}


BOSS: dict[str, Any] = {"actor": "王总", "on": "王总", "personal": True, "boss": True}
CUSTOMERS = {"kind": "customer"}

SHEETS = {
    "import_list": Sample(actor="王总"),
    "import_bring": Sample(actor="王总", upload=sheet),
    "import_get": _one("import", **BOSS),
    "import_map": _one("import", body=mapped, **BOSS),
    "import_check": _one("import", body=fixed(), **BOSS),
    "import_run": _one("import", body=fixed(), also=(409,), **BOSS),
    "import_rows": _one("import", **BOSS),
    "import_rejected": _one("import", **BOSS),
    "import_template": Sample(actor="王总", words=CUSTOMERS),
    "export_columns": Sample(actor="王总", words=CUSTOMERS),
    "export_ask": Sample(actor="王总", words=CUSTOMERS, body=fixed(columns=["name"])),
    "export_list": Sample(actor="王总"),
    "export_answer": _one(
        "export", body=fixed(agree=True), actor="王总", on="周经理", owned=False, also=(409,)
    ),
    "export_file": _one("export", actor="周经理", on="周经理", personal=True, also=(410,)),
}
