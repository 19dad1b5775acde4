"""`keliu miniprogram`: what WeChat would refuse is found before uploading, and said plainly."""

import json
from pathlib import Path

import pytest

from keliu.config.built import REPOSITORY
from keliu.config.miniprogram import upload
from keliu.config.miniprogram.check import MEGA, Built, Finding, Guide, inspect
from keliu.config.trouble import Trouble

GUIDE = Guide.read(upload.DECLARATION, upload.APIS)
APP = {"pages": ["p/a"], "subPackages": [{"root": "s", "pages": ["b"]}]}
KEY = "-----BEGIN RSA PRIVATE KEY-----\nx\n-----END RSA PRIVATE KEY-----\n"
GOOD = upload.Order("wx0123456789abcdef", Path("/nowhere/key"), "1.2.3", "第一版")


def built(root: Path, **files: str) -> Built:
    given = {"app.json": json.dumps(APP), "p/a.wxml": "<view/>", "s/b.wxml": "<view/>"}
    for name, text in {**given, **files}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return Built(root)


def bad(found: list[Finding]) -> list[str]:
    return [one.words for one in found if one.state == "bad"]


def test_a_small_clean_build_passes(tmp_path: Path) -> None:
    assert bad(inspect(built(tmp_path), GUIDE, {})) == []


def test_packages_are_weighed_one_by_one(tmp_path: Path) -> None:
    one = built(tmp_path, **{"s/big.js": "x" * (2 * MEGA + 1)})
    (said,) = bad(inspect(one, GUIDE, {}))
    assert said.startswith("s 2048 KB")
    assert one.packages()["主包"] < MEGA


@pytest.mark.parametrize(
    ("script", "markup", "words"),
    [
        ("wx.chooseAddress({})", "", "chooseAddress(地址)"),
        ("e.index.getWeRunData()", "", "getWeRunData(微信运动步数)"),
        ("", '<button open-type="chooseAvatar|x"/>', "chooseAvatar(昵称、头像)"),
        ("", '<input type="nickname"/>', "nickname(昵称、头像)"),
        ("", "<camera ></camera>", "camera(摄像头)"),
    ],
)
def test_what_is_used_must_be_declared(
    tmp_path: Path, script: str, markup: str, words: str
) -> None:
    found = inspect(built(tmp_path, **{"p/a.js": script, "p/a.wxml": markup}), GUIDE, {})
    assert any(words in said for said in bad(found)), bad(found)


def test_a_place_is_named_in_app_json_too(tmp_path: Path) -> None:
    one = built(tmp_path, **{"p/a.js": "uni.getLocation({})"})
    assert len(bad(inspect(one, GUIDE, {}))) == 2
    named = {"requiredPrivateInfos": ["getLocation"]}
    reason = {"permission": {"scope.userLocation": {"desc": "写跟进"}}}
    (tmp_path / "app.json").write_text(json.dumps(APP | named | reason))
    assert bad(inspect(one, GUIDE, {})) == []


@pytest.mark.parametrize(
    "text",
    [
        KEY,
        'secret:"0123456789abcdef0123456789abcdef"',
        "const x = 'the-real-secret-value'",
        "aesKey='" + "a" * 43 + "'",
    ],
)
def test_a_secret_in_the_package_is_found(tmp_path: Path, text: str) -> None:
    hidden = upload.hidden({"KELIU_WECHAT_MINI": "wx1:the-real-secret-value", "HOME": "p/a"})
    assert len(bad(inspect(built(tmp_path, **{"p/a.js": text}), GUIDE, hidden))) == 1


def test_pages_that_are_missing_and_servers_on_this_machine_are_said(tmp_path: Path) -> None:
    one = built(tmp_path, **{"p/a.js": "const base = 'http://127.0.0.1:8000'"})
    (tmp_path / "s/b.wxml").unlink()
    found = inspect(one, GUIDE, {})
    assert bad(found) == ["app.json 里的 s/b 没有编译出来"]
    assert any("127.0.0.1:8000" in one.words for one in found if one.state == "warn")


@pytest.mark.parametrize(
    ("change", "server", "words"),
    [
        ({"appid": "touristappid"}, "https://shop.example.com", "appid 不对"),
        ({"version": "1"}, "https://shop.example.com", "版本号不对"),
        ({}, "http://shop.example.com", "https 地址"),
        ({}, "https://shop.example.com", "没有上传密钥"),
    ],
)
def test_an_upload_says_what_is_missing_before_anything_runs(
    change: dict[str, str], server: str, words: str
) -> None:
    with pytest.raises(Trouble, match=words):
        upload.ready(upload.Order(**{**GOOD.__dict__, **change}), server)


def test_a_file_that_is_no_key_is_refused_and_a_key_is_taken(tmp_path: Path) -> None:
    key = tmp_path / "private.key"
    order = upload.Order(**{**GOOD.__dict__, "key": key})
    key.write_text("hello")
    with pytest.raises(Trouble, match="不是密钥文件"):
        upload.ready(order, "https://shop.example.com")
    key.write_text(KEY)
    upload.ready(order, "https://shop.example.com")


def test_the_copy_that_is_uploaded_carries_the_appid_and_the_build_does_not(
    tmp_path: Path,
) -> None:
    one = built(tmp_path / "b", **{"project.config.json": '{"appid": "touristappid", "a": 1}'})
    with upload.named(GOOD, one.root) as project:
        config = json.loads((project / "project.config.json").read_text())
    assert config == {"appid": GOOD.appid, "a": 1}
    assert "touristappid" in (one.root / "project.config.json").read_text()
    assert not project.exists()


def test_the_declaration_names_known_kinds_only() -> None:
    assert set(GUIDE.declared) <= set(GUIDE.names)
    assert set(GUIDE.kinds.values()) <= set(GUIDE.names)
    assert (REPOSITORY / "mobile/package.json").is_file()
    assert "IP 白名单" in upload.advice("Error: -10008, invalid ip: 1.2.3.4")
