"""Building for real phones, and uploading with WeChat's own tool. No Django."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from keliu.config.built import REPOSITORY
from keliu.config.trouble import Trouble
from keliu.kit import networks

MOBILE = REPOSITORY / "mobile"
BUILT = MOBILE / "dist/build/mp-weixin"
DECLARATION = MOBILE / "privacy.json"
APIS = REPOSITORY / "packages/miniprogram-host/privacy-apis.json"
#: Uploads; tried with its own --help. It is fetched when it is needed: most never upload.
TOOL = "miniprogram-ci@2.1.42"
APPID = re.compile(r"wx[0-9a-f]{16}")
VERSION = re.compile(r"\d+\.\d+\.\d+")
NO_KEY = (
    "没有上传密钥",
    "管理员登录 mp.weixin.qq.com,在 管理 → 开发管理 → 开发设置 → 小程序代码上传 里生成并下载,"
    "同一页把这台机器的公网地址加进 IP 白名单,再用 --key 指向下载的文件",
)
PLAIN = {
    "invalid ip": "把报错里的地址加进 开发设置 → 小程序代码上传 → IP 白名单",
    "private key": "密钥不是这个小程序的,或已经重置:重新下载",
    "invalid appid": "核对 --appid,和密钥文件名里的要一致",
    "80051": "代码包太大,先看 keliu miniprogram check",
}


@dataclass(frozen=True)
class Order:
    """What is uploaded, and how it will be called."""

    appid: str
    key: Path
    version: str
    about: str
    robot: int = 1


def must_be_here() -> None:
    """The sources are needed; an installed wheel has none."""
    if not (MOBILE / "package.json").is_file():
        raise Trouble("这里没有小程序的源代码", "在仓库里运行,不是在安装好的包里")


def build(server: str) -> None:
    """Compile into the usual place; `server` is where phones find the product."""
    must_be_here()
    npm = shutil.which("npm")
    if npm is None:
        raise Trouble("没有 Node.js,编译不了小程序", "先运行 make setup")
    env = {**os.environ, **({"VITE_API_BASE": server.rstrip("/")} if server else {})}
    done = subprocess.run(
        [npm, "run", "--silent", "build:mp-weixin"],
        cwd=MOBILE,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        last = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()][-3:]
        raise Trouble(f"小程序没有编译成:{' '.join(last)}", "先运行 make setup,再试一次")


def ready(order: Order, server: str) -> None:
    """Everything the tool needs, before anything takes time. Raises Trouble."""
    if not APPID.fullmatch(order.appid):
        raise Trouble(
            f"appid 不对:{order.appid or '没有给'}", "wx 开头、后面 16 位,在公众平台的开发设置里"
        )
    if not VERSION.fullmatch(order.version):
        raise Trouble(f"版本号不对:{order.version or '没有给'}", "写成 1.2.3 的样子")
    if networks.split(server).scheme != "https" or not networks.split(server).hostname:
        raise Trouble(
            "没有给产品的 https 地址", "真手机只认备案的 https 域名:--server https://你的域名"
        )
    if not order.key.is_file():
        raise Trouble(*NO_KEY)
    if "PRIVATE KEY" not in order.key.read_text(encoding="utf-8", errors="replace"):
        raise Trouble(f"{order.key} 不是密钥文件", NO_KEY[1])


def send(order: Order, built: Path = BUILT) -> str:
    """Upload; the tool's last words. Raises Trouble with the cause and what to do."""
    npm = shutil.which("npm")
    if npm is None:
        raise Trouble("没有 Node.js,上传不了", "先运行 make setup")
    with named(order, built) as project:
        words = {
            "--pp": project,
            "--pkp": order.key.absolute(),
            "--appid": order.appid,
            "--uv": order.version,
            "--ud": order.about,
            "-r": order.robot,
            "--enable-es6": "true",
            "--enable-minify": "true",
        }
        tool = ["exec", "--yes", "--package", TOOL, "--", "miniprogram-ci", "upload"]
        command = [npm, *tool, *(str(word) for pair in words.items() for word in pair)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    said = [line.strip() for line in (done.stdout + done.stderr).splitlines() if line.strip()]
    if done.returncode:
        raise Trouble(f"上传没有成功:{said[-1] if said else ''}", advice(" ".join(said)))
    return said[-1] if said else ""


def advice(said: str) -> str:
    """What a person can do about the tool's complaint."""
    low = said.lower()
    return next((words for sign, words in PLAIN.items() if sign in low), "看上面的原话")


@contextmanager
def named(order: Order, built: Path) -> Iterator[Path]:
    """A copy of the build that carries the real appid; the build itself stays anybody's."""
    with tempfile.TemporaryDirectory(prefix="keliu-mp-") as folder:
        project = Path(folder) / "project"
        shutil.copytree(built, project)
        file = project / "project.config.json"
        config = json.loads(file.read_text(encoding="utf-8"))
        file.write_text(json.dumps({**config, "appid": order.appid}, ensure_ascii=False))
        yield project


def hidden(environment: Mapping[str, str]) -> dict[str, str]:
    """The installation's secrets in the environment, by a name a person knows."""
    found: dict[str, str] = {}
    for name, value in environment.items():
        if not name.startswith("KELIU_"):
            continue
        if name in {"KELIU_WECHAT_OA", "KELIU_WECHAT_MINI"}:
            found[f"{name} 的 AppSecret"] = value.partition(":")[2]
        elif re.search(r"SECRET|KEY|PASSWORD|TOKEN", name):
            found[name] = value
    return found
