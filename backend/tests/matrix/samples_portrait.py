"""How portraits and the lists that rest on them are called rightly."""

from tests.matrix.samples import Sample, fixed

PORTRAITS = {
    "customer_portrait": Sample(path={"customer_id": "customer"}),
    "contacts_today": Sample(query={"scope": "all"}),
    "report_retention": Sample(query={"months": "6"}),
    "visitor_profiling": Sample(body=fixed(on=False), actor="visitor"),
}
