"""Signing in, being refused, being locked out."""

from tests.cast import PASSWORD, Api, World


def test_xiaoli_signs_in_and_is_known(far_sail: World) -> None:
    status, body = Api().post("/auth/login", {"account": "li@far", "password": PASSWORD})
    assert status == 200
    assert body["staff"]["name"] == "小李"
    status, me = Api(body["token"]).get("/me")
    assert (status, me["merchant"]["name"]) == (200, "远航集团")
    assert me["permissions"]["customer.read"] == "own"


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
