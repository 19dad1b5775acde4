"""Temporary access by hand, and the answer to "why can I (not) see this?"."""

from datetime import timedelta
from typing import Any

import pytest

from keliu.accounts.models import RecordShare
from keliu.customers.tests.factories import add
from keliu.kit import clock
from keliu.platform.models import AuditEntry, OutboxEntry
from tests.cast import World

TOMORROW = timedelta(days=1)


def share_in(pk: str, world: World, to: str, **more: Any) -> dict[str, Any]:
    until = clock.iso(clock.now() + TOMORROW)
    staff = str(world.staff[to].pk)
    return {"kind": "customer", "record_id": pk, "staff_id": staff, "until": until, **more}


@pytest.fixture
def zhang(far_sail: World) -> str:
    """小孙's customer 张伟, whom 小李 can not see."""
    return str(add(far_sail.api("小孙"), "张伟")["id"])


def test_the_boss_gives_and_takes_back(far_sail: World, zhang: str) -> None:
    boss, seller = far_sail.api("王总"), far_sail.api("小李")
    assert seller.get(f"/customers/{zhang}")[0] == 404
    status, share = boss.post("/access/shares", share_in(zhang, far_sail, "小李", reason="出差"))
    assert (status, share["record"]["name"], share["level"]) == (200, "张伟", "read")
    assert seller.get(f"/customers/{zhang}")[0] == 200
    assert seller.get(f"/customers/{zhang}/timeline")[0] == 200
    assert [row["id"] for row in boss.get("/access/shares")[1]["items"]] == [share["id"]]
    assert boss.post(f"/access/shares/{share['id']}/revoke")[0] == 204
    assert seller.get(f"/customers/{zhang}")[0] == 404
    assert boss.get("/access/shares")[1]["items"] == []
    with far_sail.inside():
        lines = AuditEntry.objects.filter(object_id=int(zhang), action__startswith="access.")
        assert [one.action for one in lines.order_by("id")] == ["access.give", "access.take_back"]
        assert OutboxEntry.objects.filter(kind="AccessGiven").count() == 1


def test_giving_again_changes_level_and_end(far_sail: World, zhang: str) -> None:
    boss = far_sail.api("王总")
    boss.post("/access/shares", share_in(zhang, far_sail, "小李"))
    boss.post("/access/shares", share_in(zhang, far_sail, "小李", level="write"))
    [share] = boss.get(f"/access/shares?kind=customer&record_id={zhang}")[1]["items"]
    assert share["level"] == "write"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"until": "2020-01-01T00:00:00Z"}, "until"),
        ({"until": "2999-01-01T00:00:00Z"}, "until"),
        ({"staff_id": "7"}, "staff_id"),
        ({"kind": "product"}, "kind"),
        ({"level": "delete"}, "level"),
    ],
)
def test_what_makes_no_sense_is_refused(
    far_sail: World, zhang: str, change: dict[str, str], field: str
) -> None:
    given = share_in(zhang, far_sail, "小李") | change
    status, problem = far_sail.api("王总").post("/access/shares", given)
    assert (status, problem["errors"][0]["field"]) == (422, field)
    with far_sail.inside():
        assert not RecordShare.objects.exists()


def test_only_who_may_grant_and_reaches_the_record_may_share(
    far_sail: World, next_door: World, zhang: str
) -> None:
    given = share_in(zhang, far_sail, "小李")
    assert far_sail.api("小孙").post("/access/shares", given)[0] == 403
    assert far_sail.api("周经理").post("/access/shares", given)[0] == 404
    assert next_door.api("老王").post("/access/shares", given)[0] == 404
    with far_sail.inside():
        assert not RecordShare.objects.exists()


def test_the_list_shows_only_what_one_may_share(far_sail: World, zhang: str) -> None:
    far_sail.api("王总").post("/access/shares", share_in(zhang, far_sail, "小李"))
    assert far_sail.api("周经理").get("/access/shares")[1]["items"] == []
    assert far_sail.api("小孙").get("/access/shares")[0] == 403


def why(world: World, name: str, pk: str, staff: str | None = None) -> Any:
    query = f"&staff={world.staff[staff].pk}" if staff else ""
    return world.api(name).get(f"/access/why?kind=customer&id={pk}{query}")


def reasons(answer: Any) -> dict[str, str]:
    return {one["permission"]: one["reason"] for one in answer["verdicts"]}


def test_why_the_owner_sees_it(far_sail: World, zhang: str) -> None:
    status, answer = why(far_sail, "小孙", zhang)
    assert (status, answer["name"], answer["owner"]["name"]) == (200, "张伟", "小孙")
    found = reasons(answer)
    assert (found["customer.read"], found["customer.delete"]) == ("owner", "no_permission")
    assert answer["ask"] == []


def test_why_the_boss_sees_it_and_the_colleague_does_not(far_sail: World, zhang: str) -> None:
    assert reasons(why(far_sail, "王总", zhang)[1])["customer.read"] == "all"
    status, answer = why(far_sail, "王总", zhang, "小李")
    assert (status, answer["staff"]["name"], answer["role"]["name"]) == (200, "小李", "销售")
    [read] = [one for one in answer["verdicts"] if one["permission"] == "customer.read"]
    assert (read["allowed"], read["reason"]) == (False, "out_of_scope")
    assert read["text"] == {
        "zh": "记录不在范围“本人”里", "en": "The record is outside “own records”"
    }  # fmt: skip
    assert [one["name"] for one in answer["ask"]] == ["小孙", "王总"]


def test_why_says_temporary_access(far_sail: World, zhang: str) -> None:
    far_sail.api("王总").post("/access/shares", share_in(zhang, far_sail, "小李"))
    answer = why(far_sail, "小李", zhang)[1]
    found = reasons(answer)
    assert (found["customer.read"], found["customer.write"]) == ("shared", "out_of_scope")
    assert (answer["share"]["level"], answer["share"]["by"]["name"]) == ("read", "王总")


def test_why_teaches_nothing_about_records_out_of_sight(
    far_sail: World, next_door: World, zhang: str
) -> None:
    """A colleague's, the neighbour's, a deleted one and one that never was: the same answer."""
    foreign = str(add(next_door.api("老王"), "李叔")["id"])
    deleted = str(add(far_sail.api("小孙"), "王姐")["id"])
    assert far_sail.api("王总").delete(f"/customers/{deleted}")[0] == 204
    answers = [why(far_sail, "小李", one)[1] for one in (zhang, foreign, deleted, "7")]
    assert answers[0] == answers[1] == answers[2] == answers[3]
    assert (answers[0]["known"], answers[0]["name"], answers[0]["owner"]) == (False, None, None)
    assert reasons(answers[0])["customer.read"] == "unknown"
    assert [one["name"] for one in answers[0]["ask"]] == ["王总"]


def test_why_about_a_colleague_needs_the_right_to_manage_roles(
    far_sail: World, next_door: World, zhang: str
) -> None:
    assert why(far_sail, "周经理", zhang, "小李")[0] == 403
    assert why(far_sail, "小李", zhang, "小李")[0] == 200
    stranger = next_door.staff["老王"].pk
    api = far_sail.api("王总")
    assert api.get(f"/access/why?kind=customer&id={zhang}&staff={stranger}")[0] == 404


def test_a_role_with_field_rules_and_departments(far_sail: World) -> None:
    boss = far_sail.api("王总")
    places = [one["id"] for one in boss.get("/departments")[1]["items"]]
    fields = {"customer": {"phone": {"right": "read", "mask": "list"}}}
    status, role = boss.post(
        "/roles",
        {"name": "区域", "grants": {"customer.read": "listed"}, "departments": places[:1],
         "fields": fields},
    )  # fmt: skip
    assert (status, role["departments"], role["fields"]) == (200, places[:1], fields)
    bad = {"fields": {"customer": {"phone": {"right": "wish"}}}, "version": role["version"]}
    assert boss.patch(f"/roles/{role['id']}", bad)[0] == 422
    gone = {"departments": ["7"], "version": role["version"]}
    assert boss.patch(f"/roles/{role['id']}", gone)[1]["errors"][0]["field"] == "departments"


def test_a_refused_sign_in_is_in_the_log(far_sail: World) -> None:
    anybody = far_sail.api("小李")
    body = {"account": far_sail.staff["小李"].login, "password": "not-this-one"}
    assert anybody.post("/auth/login", body)[0] == 401
    with far_sail.inside():
        [line] = AuditEntry.objects.filter(action="session.refused")
        assert (line.actor_name, line.changes[0]["after"]) == ("小李", "login_failed")


def test_a_change_of_rights_is_in_the_log_permission_by_permission(far_sail: World) -> None:
    role = far_sail.roles["sales"]
    grants = {**role.grants, "customer.read": "tree"}
    far_sail.api("王总").patch(f"/roles/{role.pk}", {"grants": grants, "version": 1})
    [line] = far_sail.api("王总").get("/audit?action=role.update")[1]["items"]
    [change] = [one for one in line["changes"] if one["field"] == "grants"]
    assert change["label"]["zh"] == "权限"
    assert (change["before"], change["after"]) == (
        {"customer.read": "own"}, {"customer.read": "tree"}
    )  # fmt: skip


def test_the_log_names_people_and_goes_out_as_a_file(far_sail: World) -> None:
    boss = far_sail.api("王总")
    row = add(boss, "=1+1")
    to = str(far_sail.staff["小李"].pk)
    boss.post(f"/customers/{row['id']}/assign", {"owner_id": to, "version": row["version"]})
    [line] = boss.get("/audit?action=customer.assign")[1]["items"]
    [change] = [one for one in line["changes"] if one["field"] == "owner_id"]
    assert (change["label"]["zh"], change["after_name"]) == ("负责人", "小李")
    for kind in ("csv", "xlsx"):
        response = boss.client.get(
            f"/api/v1/audit/export?format={kind}&object_kind=customer",
            headers={"Authorization": f"Bearer {boss.token}"},
        )
        streamed: Any = response
        body = b"".join(streamed.streaming_content)
        assert response.status_code == 200
        if kind == "csv":
            text = body.decode("utf-8-sig")
            assert "'=1+1" in text
            assert "小李" in text
        else:
            assert body.startswith(b"PK")
    assert len(boss.get("/audit?action=audit.export")[1]["items"]) == 2


def test_the_walk_along_the_chain_is_asked_for_and_shown(far_sail: World) -> None:
    boss = far_sail.api("王总")
    assert boss.get("/audit/verify")[1]["state"] == "never"
    assert boss.post("/audit/verify")[0] == 200
    assert far_sail.api("小李").get("/audit/verify")[0] == 403
