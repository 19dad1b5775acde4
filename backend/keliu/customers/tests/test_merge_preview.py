"""The preview of a merge speaks people's words and keeps what a role may not see."""

from typing import Any

import pytest

from keliu.accounts.models import Role
from tests import cast
from tests.cast import World


@pytest.fixture
def world(db: None) -> World:
    return cast.company()


def _taste(world: World) -> str:
    """A choice of our own: 口味, with two values."""
    made = world.api("王总").post(
        "/kinds/customer/fields",
        {
            "label": "口味",
            "type": "single",
            "choices": [{"label": "偏甜"}, {"label": "偏酸"}],
        },
    )
    assert made[0] == 200, made
    field: dict[str, Any] = made[1]
    return str(field["key"])


def _preview(world: World, who: str, *ids: str, **choices: str) -> tuple[int, Any]:
    body = {"keep_id": ids[0], "merge_ids": list(ids[1:]), "choices": choices}
    return world.api(who).post("/customers/merge/preview", body)


def _two(world: World, **more: Any) -> tuple[str, str]:
    api = world.api("王总")
    rows = [
        api.post("/customers", {"name": name, "company": company, **more})
        for name, company in (("张三", "恒信"), ("张三丰", "远景"))
    ]
    assert [status for status, _ in rows] == [200, 200], rows
    return str(rows[0][1]["id"]), str(rows[1][1]["id"])


def test_custom_fields_have_their_names_and_choices_their_words(world: World) -> None:
    key = _taste(world)
    slug = key.removeprefix("custom.")
    listed = world.api("王总").get("/kinds/customer/fields/all")[1]["items"]
    sweet = next(one for one in listed if one["key"] == key)["choices"][0]["value"]
    first, second = _two(world, custom={slug: sweet})
    plan = _preview(world, "王总", first, second)[1]
    field = next(one for one in plan["fields"] if one["key"] == key)
    assert field["label"]["zh"] == "口味"
    assert {one["shown"]["zh"] for one in field["values"]} == {"偏甜"}


def test_what_a_role_may_not_see_is_not_shown_and_not_chosen(world: World) -> None:
    first, second = _two(world, note="内部备注")
    with world.inside():
        role = world.staff["周经理"].role
        rules = {"company": {"right": "none"}, "note": {"right": "read", "mask": "always"}}
        grants = {**role.grants, "customer.read": "all", "customer.merge": "all"}
        Role.objects.filter(pk=role.pk).update(fields={"customer": rules}, grants=grants)
    status, plan = _preview(world, "周经理", first, second)
    assert status == 200, plan
    fields = {one["key"]: one for one in plan["fields"]}
    assert "company" not in fields
    assert {one["shown"]["zh"] for one in fields["note"]["values"]} == {"内***"}
    assert (plan["keep"]["company"], plan["merge"][0]["company"]) == ("", "")
    status, body = _preview(world, "周经理", first, second, company=second)
    assert (status, body["errors"][0]["field"]) == (422, "choices.company")
