"""How what came in, websites and keeping are used rightly."""

from tests.matrix.samples import BOSS, Sample, _one, an, code, linked

INTAKE = {
    "radar_intake": Sample(**BOSS),
    "radar_quarantine": Sample(**BOSS),
    "radar_sites": Sample(**BOSS),
    "radar_site_add": Sample(
        body=linked(host="www.far-sail.example", code_id=an("code")),
        body_ids={"code_id": "code"},
        **BOSS,
    ),
    "radar_site_remove": _one("site", **BOSS),
    "radar_keeping": Sample(**BOSS),
    "radar_keeping_set": Sample(body=linked(days=90, version=0), **BOSS),
    "visitor_site_link": Sample(body=linked(code=code(), url="https://www.example.com/a")),
}
