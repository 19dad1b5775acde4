"""Signing in, being refused, being locked out."""

from keliu.accounts import public
from keliu.platform.models import StoredFile
from tests.cast import PASSWORD, Api, World
from tests.matrix.pictures import png


def test_xiaoli_signs_in_and_is_known(far_sail: World) -> None:
    status, body = Api().post("/auth/login", {"account": "li@far", "password": PASSWORD})
    assert status == 200
    assert body["staff"]["name"] == "小李"
    status, me = Api(body["token"]).get("/me")
    assert (status, me["merchant"]["name"]) == (200, "远航集团")
    assert me["permissions"]["customer.read"] == "own"


def test_a_sign_in_is_in_the_log_under_the_persons_name(far_sail: World) -> None:
    Api().post("/auth/login", {"account": "li@far", "password": PASSWORD})
    _, body = far_sail.api("王总").get("/audit?action=session.open")
    assert "小李" in {row["actor"]["name"] for row in body["items"]}


def test_signing_in_remembers_what_the_person_reads(far_sail: World) -> None:
    def spoken() -> str:
        with far_sail.inside():
            return public.language_of(far_sail.staff["小李"].pk)

    sent = {"account": "li@far", "password": PASSWORD}
    assert Api().post("/auth/login", sent)[0] == 200
    assert spoken() == "zh"
    assert Api().post("/auth/login", sent, Accept_Language="en-GB,zh;q=0.5")[0] == 200
    assert spoken() == "en"
    assert Api().post("/auth/login", sent)[0] == 200, "a program says nothing of languages"
    assert spoken() == "en"


def test_a_wrong_password_says_so_in_words(far_sail: World) -> None:
    status, body = Api().post("/auth/login", {"account": "li@far", "password": "no"})
    assert (status, body["code"]) == (401, "login_failed")
    assert body["detail"] == "账号或密码不对,请检查"


def test_ten_wrong_passwords_lock_the_account(far_sail: World) -> None:
    for _ in range(10):
        Api().post("/auth/login", {"account": "li@far", "password": "wrong-one"})
    status, body = Api().post("/auth/login", {"account": "li@far", "password": PASSWORD})
    assert (status, body["code"]) == (429, "locked")


def test_without_a_session_everything_is_closed(far_sail: World) -> None:
    assert Api().get("/me")[0] == 401
    assert Api("rubbish").get("/staff")[0] == 401


def test_a_revoked_session_ends_at_once(far_sail: World) -> None:
    api = far_sail.api("小李")
    assert api.get("/me")[0] == 200
    _, body = api.get("/sessions")
    assert api.delete(f"/sessions/{body['items'][0]['id']}")[0] == 204
    assert api.get("/me")[0] == 401


def test_disabling_staff_ends_their_sessions(far_sail: World) -> None:
    api, boss = far_sail.api("小李"), far_sail.api("王总")
    xiaoli = far_sail.staff["小李"]
    status, _ = boss.post(f"/staff/{xiaoli.pk}/disable", {"version": 1})
    assert status == 200
    assert api.get("/me")[0] == 401
    assert Api().post("/auth/login", {"account": "li@far", "password": PASSWORD})[0] == 404


def test_an_upload_sent_twice_with_one_key_is_stored_once(far_sail: World) -> None:
    api = far_sail.api("小李")
    headers = {"Authorization": f"Bearer {api.token}", "Idempotency-Key": "double-tap"}
    first, second = (
        api.client.post("/api/v1/files", {"file": png()}, headers=headers) for _ in range(2)
    )
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json()["id"] == second.json()["id"]
    with far_sail.inside():
        assert StoredFile.objects.count() == 1


def test_one_key_for_two_different_requests_is_refused(far_sail: World) -> None:
    boss = far_sail.api("王总")
    assert boss.post("/roles", {"name": "甲", "grants": {}}, Idempotency_Key="k1")[0] == 200
    again = boss.post("/roles", {"name": "甲", "grants": {}}, Idempotency_Key="k1")
    assert again[0] == 200
    status, body = boss.post("/roles", {"name": "乙", "grants": {}}, Idempotency_Key="k1")
    assert (status, body["code"]) == (409, "idempotency_mismatch")


def test_a_mini_program_may_patch_by_post(far_sail: World) -> None:
    boss = far_sail.api("王总")
    _, merchant = boss.get("/merchant")
    status, body = boss.post(
        "/merchant",
        {"name": "远航", "version": merchant["version"]},
        X_HTTP_Method_Override="PATCH",
    )
    assert (status, body["name"]) == (200, "远航")


def test_a_wechat_answer_without_our_state_leads_back_to_sign_in(db: None) -> None:
    answer = Api().client.get("/wx/oauth/staff?code=x&state=forged")
    assert answer.status_code == 302
    assert answer.headers["Location"].endswith("sign-in/index?failed=1")
