"""How the endpoints of paper cards are called; without the recogniser a scan is refused (409)."""

from tests.matrix.samples import Sample, an, linked

SCANS = {
    "card_reader": Sample(),
    "card_scan_begin": Sample(
        body=linked(file_id=an("attachment")),
        body_ids={"file_id": "attachment"},
        also=(409, 422, 429),
    ),
    "card_scan": Sample(path={"scan_id": "scan"}, personal=True),
    "card_scan_forget": Sample(path={"scan_id": "scan"}, personal=True),
}
