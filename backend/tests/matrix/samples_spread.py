"""How the share tree and the structure of the customers are called rightly."""

from tests.matrix.samples import Sample

SPREAD = {
    "spread_graph": Sample(
        query={"first": "2026-01-01", "last": "2026-12-31", "most": "50"},
        query_ids={"staff": "staff", "product": "product"},
    ),
    "spread_spreaders": Sample(query={"sort": "fen"}, query_ids={"staff": "staff"}),
    "spread_people": Sample(query={"root": "staff-1"}, query_ids={"staff": "staff"}),
    "spread_path": Sample(path={"customer_id": "customer"}),
    "structure": Sample(),
}
