"""A group, a tag, a rule and a segment of each merchant."""

from typing import Any

FILTER = {"field": "level", "op": "is", "value": "A"}


def tags_of(api: Any, mark: str) -> dict[str, str]:
    """Ids by kind."""
    group = api.post("/tag-groups", {"name": f"{mark}喜好"})[1]["id"]
    tag = api.post("/tags", {"group_id": group, "name": f"{mark}爱喝茶"})[1]["id"]
    rule = {"name": f"{mark}规则", "kind": "customer", "tag_id": tag, "filter": FILTER}
    segment = {"name": f"{mark}重要", "kind": "customer", "filter": FILTER}
    return {
        "taggroup": group,
        "tag": tag,
        "tagrule": api.post("/tag-rules", rule)[1]["id"],
        "segment": api.post("/segments", segment)[1]["id"],
    }
