"""How the endpoints of paper cards are called; without the recogniser a scan is refused (409)."""

from tests.matrix.samples import Sample, an, fixed, linked

PURPOSE = {"purpose": "提货登记时核对姓名和住址", "basis": "consent", "agreed_by": "王总",
           "agreed_on": "2026-01-05"}  # fmt: skip

SCANS = {
    "card_reader": Sample(),
    "card_scan_begin": Sample(
        body=linked(file_id=an("attachment")),
        body_ids={"file_id": "attachment"},
        also=(409, 422, 429),
    ),
    "id_purpose_get": Sample(actor="王总", owned=False),
    "id_purpose_record": Sample(body=fixed(**PURPOSE), actor="王总", owned=False),
    "id_purpose_withdraw": Sample(actor="王总", owned=False),
    "card_scan": Sample(path={"scan_id": "scan"}, personal=True),
    "card_scan_forget": Sample(path={"scan_id": "scan"}, personal=True),
}
