"""How background tasks are looked at, stopped and taken back."""

from tests.matrix.samples import Sample, _one, fixed

OPERATIONS = {
    "operation_list": Sample(),
    "operation_get": _one("operation", personal=True, boss=True),
    "operation_items": _one("operation", personal=True, boss=True),
    "operation_cancel": _one("operation", body=fixed(), personal=True, boss=True, also=(409,)),
    "operation_undo": _one("operation", body=fixed(), personal=True, boss=True, also=(409,)),
}
