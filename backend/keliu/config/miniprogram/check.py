"""What WeChat would refuse, found before uploading: sizes, privacy, secrets, addresses."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

MEGA = 1 << 20
MOST_PACKAGE, MOST_ALL = 2 * MEGA, 30 * MEGA
TEXT = (".js", ".json", ".wxml", ".wxss", ".wxs")
#: WeChat wants these named in app.json as well as in the privacy guide.
PLACES = (
    "getFuzzyLocation",
    "getLocation",
    "onLocationChange",
    "startLocationUpdate",
    "startLocationUpdateBackground",
    "chooseLocation",
    "choosePoi",
    "chooseAddress",
)
RECORDER = "RecorderManager.start"
ADDRESS = re.compile(r"https?://[\w.-]+(?::\d+)?")
NOT_ASKED = {"www.w3.org", "vuejs.org", "uniapp.dcloud.net.cn"}  # names in texts, never requested
SECRETS = (
    ("私钥", re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----")),
    ("AppSecret", re.compile(r"secret[\"']?\s*[:=]\s*[\"'][0-9a-f]{32}[\"']", re.I)),
    ("EncodingAESKey", re.compile(r"aes_?key[\"']?\s*[:=]\s*[\"'][0-9A-Za-z]{43}[\"']", re.I)),
    ("APIv3 密钥", re.compile(r"api_?v3_?key[\"']?\s*[:=]\s*[\"'][0-9A-Za-z]{32}[\"']", re.I)),
)
SHORTEST_SECRET = 12


@dataclass(frozen=True)
class Finding:
    """One line of the report; `bad` stops an upload, `warn` is for a person to weigh."""

    state: str
    name: str
    words: str
    advice: str = ""


@dataclass(frozen=True)
class Built:
    """A compiled mini program."""

    root: Path

    @property
    def app(self) -> dict[str, Any]:
        value: dict[str, Any] = json.loads((self.root / "app.json").read_text(encoding="utf-8"))
        return value

    def packages(self) -> dict[str, int]:
        """Bytes by package; the main package is called 主包."""
        parts = self.app.get("subPackages") or self.app.get("subpackages") or []
        roots = [part["root"].strip("/") for part in parts]
        sizes = dict.fromkeys(["主包", *roots], 0)
        for file in self.files():
            name = file.relative_to(self.root).as_posix()
            inside = next((root for root in roots if name.startswith(f"{root}/")), "主包")
            sizes[inside] += file.stat().st_size
        return sizes

    def files(self) -> Iterator[Path]:
        return (path for path in sorted(self.root.rglob("*")) if path.is_file())

    def texts(self) -> Iterator[tuple[str, str]]:
        """(name, text) of every file that may hold code."""
        for file in self.files():
            if file.suffix in TEXT:
                yield (
                    file.relative_to(self.root).as_posix(),
                    file.read_text(encoding="utf-8", errors="replace"),
                )


@dataclass(frozen=True)
class Guide:
    """The privacy guide: kinds of data with their reason, and which function needs which kind."""

    declared: Mapping[str, str]
    kinds: Mapping[str, str]
    names: Mapping[str, str]

    @classmethod
    def read(cls, declaration: Path, apis: Path) -> Guide:
        known = json.loads(apis.read_text(encoding="utf-8"))
        declared = json.loads(declaration.read_text(encoding="utf-8"))["declared"]
        return cls(declared, known["kinds"], known["names"])


def inspect(built: Built, guide: Guide, hidden: Mapping[str, str]) -> list[Finding]:
    """Everything there is to say; `hidden` are secrets by name that must not be in the files."""
    return [
        *sizes(built),
        *privacy(built, guide),
        *secrets(built, hidden),
        *pages(built),
        *addresses(built),
    ]


def sizes(built: Built) -> Iterator[Finding]:
    """2 MB a package, 30 MB in all."""
    packages = built.packages()
    for name, size in packages.items():
        state = "bad" if size > MOST_PACKAGE else "good"
        advice = "把页面移到分包,或去掉用不到的依赖" if state == "bad" else ""
        yield Finding(state, "大小", f"{name} {size / 1024:.0f} KB(最多 2048 KB)", advice)
    total = sum(packages.values())
    state = "bad" if total > MOST_ALL else "good"
    yield Finding(state, "大小", f"全部 {total / MEGA:.1f} MB(最多 30 MB)")


def used(built: Built, guide: Guide) -> dict[str, set[str]]:
    """Functions and components that touch personal data, with the files they are in."""
    calls = {name for name in guide.kinds if re.fullmatch(r"[a-z]\w+", name)}
    call = re.compile(rf"\.({'|'.join(sorted(calls))})\s*\(")
    tag = re.compile(r"<(camera|live-pusher)[\s>]|type=\"(nickname)\"|open-type=\"([^\"]+)\"")
    found: dict[str, set[str]] = {}
    for name, text in built.texts():
        names = {match[1] for match in call.finditer(text)}
        if ".getRecorderManager(" in text:
            names.add(RECORDER)
        if name.endswith(".wxml"):
            for match in tag.finditer(text):
                names |= set((match[1] or match[2] or match[3]).split("|")) & guide.kinds.keys()
        for one in names:
            found.setdefault(one, set()).add(name)
    return found


def privacy(built: Built, guide: Guide) -> Iterator[Finding]:
    """Every function used is declared; an undeclared one fails on every phone with errno 112."""
    found = used(built, guide)
    for api, files in sorted(found.items()):
        kind = guide.kinds[api]
        title = guide.names.get(kind, kind)
        if kind not in guide.declared:
            where = "、".join(sorted(files)[:3])
            yield Finding(
                "bad",
                "隐私",
                f"{where} 用了 {api}({title}),隐私声明里没有",
                f'在 mobile/privacy.json 的 declared 里加 "{kind}" 和用途,'
                "并在公众平台的用户隐私保护指引里照样填写",
            )
    kinds = {guide.kinds[api] for api in found}
    for kind in sorted(set(guide.declared) - kinds):
        title = guide.names.get(kind, kind)
        yield Finding("warn", "隐私", f"声明了{title}({kind}),但没有用到", "多报会让审核追问")
    for kind in sorted(kinds & guide.declared.keys()):
        yield Finding("good", "隐私", f"{guide.names.get(kind, kind)}:{guide.declared[kind]}")
    yield from _places(built, set(found))


def _places(built: Built, found: set[str]) -> Iterator[Finding]:
    asked = found & set(PLACES)
    named = set(built.app.get("requiredPrivateInfos") or [])
    for api in sorted(asked - named):
        advice = "写进 manifest.json 的 mp-weixin.requiredPrivateInfos"
        yield Finding("bad", "隐私", f"app.json 的 requiredPrivateInfos 里没有 {api}", advice)
    wants = asked & {"getLocation", "chooseLocation", "startLocationUpdate"}
    if wants and not (built.app.get("permission") or {}).get("scope.userLocation", {}).get("desc"):
        advice = "写进 manifest.json 的 mp-weixin.permission"
        yield Finding("bad", "隐私", "没有写 scope.userLocation 的用途", advice)


def secrets(built: Built, hidden: Mapping[str, str]) -> Iterator[Finding]:
    """Whatever is in the package can be read by everybody."""
    clean = True
    for name, text in built.texts():
        kinds = [title for title, pattern in SECRETS if pattern.search(text)]
        kinds += [
            title
            for title, value in hidden.items()
            if len(value) >= SHORTEST_SECRET and value in text
        ]
        for title in kinds:
            clean = False
            advice = "小程序的代码谁都能解开:密钥只放在服务器上,并立即更换泄露的"
            yield Finding("bad", "密钥", f"{name} 里有{title}", advice)
    for file in built.files():
        if file.suffix == ".map":
            name = file.relative_to(built.root).as_posix()
            yield Finding("warn", "密钥", f"{name} 会带上源代码", "发布的构建不要生成源码映射")
    if clean:
        yield Finding("good", "密钥", "包里没有密钥")


def pages(built: Built) -> Iterator[Finding]:
    """Every page of app.json is there."""
    app = built.app
    parts = app.get("subPackages") or []
    routes = [*app["pages"], *(f"{part['root']}/{one}" for part in parts for one in part["pages"])]
    missing = [route for route in routes if not (built.root / f"{route}.wxml").is_file()]
    for route in missing:
        yield Finding("bad", "页面", f"app.json 里的 {route} 没有编译出来", "重新构建")
    if not missing:
        yield Finding("good", "页面", f"{len(routes)} 个页面都在")


def addresses(built: Built) -> Iterator[Finding]:
    """Where the code asks; real phones reach https addresses of the domain list only."""
    hosts = sorted(
        {url for _, text in built.texts() for url in ADDRESS.findall(text)}
        - {f"{scheme}://{host}" for scheme in ("http", "https") for host in NOT_ASKED}
    )
    for url in hosts:
        parts = urlsplit(url)
        local = parts.hostname in {"127.0.0.1", "localhost"}
        if parts.scheme == "https" and not local:
            yield Finding(
                "good",
                "服务器",
                f"{url} 要在公众平台的服务器域名里(request、uploadFile、downloadFile)",
            )
        else:
            advice = "用 --server https://你的域名 重新构建;真手机只认备案的 https 域名"
            yield Finding("warn", "服务器", f"代码里的服务器是 {url}", advice)
