"""Write the documents that are made from code, or with --check fail when one is out of date.

Made: the OpenAPI document, the permission table, error codes, events and the list of endpoints.
"""

import difflib
import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
os.environ.setdefault("KELIU_ENV", "test")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "keliu.config.settings")
ERRORS_SAID = "句子按 `Accept-Language` 说中文或英文,不带就是中文;程序只认 `code`。\n"
MADE = "<!-- made by tools/papers.py; run `make gen` -->\n"


def table(head: list[str], rows: Iterator[list[str]]) -> str:
    """A Markdown table."""
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows]) + "\n"


def openapi() -> str:
    """The OpenAPI document."""
    from keliu.config.api import api

    return json.dumps(api.get_openapi_schema(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def permissions() -> str:
    """Permission × preset role."""
    from keliu.accounts.rules import (
        FIELD_RIGHTS,
        MASKS,
        PERMISSIONS,
        PRESETS,
        SCOPE_WORDS,
        SHARE_KINDS,
        SHARE_READS,
        share_levels,
    )

    words = {scope: zh for scope, (zh, _) in SCOPE_WORDS.items()}
    head = ["权限", "标识", *(name for name, _ in PRESETS.values())]

    def rows() -> Iterator[list[str]]:
        for item in PERMISSIONS.values():
            cells = [words.get(grants.get(item.name, ""), "—") for _, grants in PRESETS.values()]
            yield [item.zh, f"`{item.name}`", *cells]

    def shares() -> Iterator[list[str]]:
        for kind in SHARE_KINDS:
            reads = SHARE_READS[kind]
            writes = [one for one in PERMISSIONS if share_levels(kind, one) == ("write",)]
            both = (", ".join(f"`{one}`" for one in some) for some in (reads, writes))
            yield [f"`{kind}`", *both]

    scopes = table(["范围", "标识"], ([zh, f"`{scope}`"] for scope, zh in words.items()))
    shared = table(["记录", "查看", "另加编辑"], shares())
    rights = " · ".join(f"`{one}`" for one in FIELD_RIGHTS)
    masks = " · ".join(f"`{one}`" for one in MASKS)
    return (
        f"# 权限表\n\n{MADE}\n## 预设角色\n\n{table(head, rows())}\n## 数据范围\n\n{scopes}\n"
        f"## 临时授权打开什么\n\n角色本来就有的操作,对这一条记录也可以做。\n\n{shared}\n"
        f"## 字段权限\n\n每个字段:{rights};打码:{masks}。没有写的字段可编辑、不打码。\n"
    )


def errors() -> str:
    """Every error code with its status and sentence."""
    from importlib import import_module

    from django.apps import apps

    from keliu.kit.errors import KeliuError
    from keliu.kit.language import english

    for config in apps.get_app_configs():
        if config.name.startswith("keliu."):
            for name in ("errors", "files"):
                try:
                    import_module(f"{config.name}.{name}")
                except ModuleNotFoundError:
                    continue

    def family(kind: type[KeliuError]) -> Iterator[type[KeliuError]]:
        for child in kind.__subclasses__():
            yield child
            yield from family(child)

    found = {kind.code: kind for kind in family(KeliuError)}
    rows = (
        [f"`{code}`", str(found[code].status), found[code].message, english(found[code].message)]
        for code in sorted(found)
    )
    head = ["code", "HTTP", "给人看的话", "English"]
    return f"# 错误码\n\n{MADE}\n{ERRORS_SAID}\n{table(head, iter(rows))}"


def events() -> str:
    """Outbox events with who reacts, and the radar's dictionary."""
    from keliu.config.subscriptions import REACTIONS
    from keliu.platform.outbox import Event
    from keliu.radar.rules import kinds

    def outbox() -> Iterator[list[str]]:
        for name, kind in sorted(Event.kinds.items()):
            fields = ", ".join(kind.__struct_fields__)
            reacts = ", ".join(f"`{on.name}`" for on in REACTIONS if on.event is kind) or "—"
            yield [f"`{name}`", fields, reacts]

    def radar() -> Iterator[list[str]]:
        for name, kind in kinds.KINDS.items():
            needs = kinds.NOUNS[kind.needs] if kind.needs else "—"
            sender = "系统" if kind.ours else "页面"
            yield [f"`{name}`", kind.zh, kind.en, f"`{kind.line}`", needs, str(kind.heat), sender,
                   str(kind.since)]  # fmt: skip

    return (
        f"# 事件\n\n{MADE}\n## 发件箱\n\n{table(['event', 'fields', 'reactions'], outbox())}\n"
        f"## 雷达行为\n\n词典第 {kinds.VERSION} 版,{len(kinds.KINDS)} 种;"
        f"种类只增加,不改名、不删除。“谁发”为系统的,页面发来会被拒收。\n\n"
        f"{table(['kind', '中文', 'English', 'line', '关于', '热度', '谁发', '版本'], radar())}"
    )


def endpoints() -> str:
    """Every endpoint, who may call it and with what."""
    from keliu.config.api import api, door_of, operations

    def rows() -> Iterator[list[str]]:
        for operation in sorted(operations(api), key=lambda op: (op.path, op.methods[0])):
            door = door_of(operation)
            needs = f"`{door.permission}`" if door.permission else "—"
            first = (operation.view_func.__doc__ or "").strip().split("\n")[0]
            yield [f"`{operation.methods[0]} {operation.path}`", door.audience, needs, first]

    return f"# Endpoints\n\n{MADE}\n{table(['call', 'door', 'permission', 'what'], rows())}"


PAPERS: dict[str, Callable[[], str]] = {
    "packages/api-client/openapi.json": openapi,
    "docs/admin/permissions.md": permissions,
    "docs/developer/errors.md": errors,
    "docs/developer/events.md": events,
    "docs/developer/endpoints.md": endpoints,
}


def main() -> int:
    """Write all papers; with --check only compare."""
    import django

    django.setup()
    stale = 0
    for name, make in PAPERS.items():
        path, text = ROOT / name, make()
        old = path.read_text() if path.exists() else ""
        if text == old:
            continue
        if "--check" in sys.argv:
            stale += 1
            diff = difflib.unified_diff(old.splitlines(), text.splitlines(), name, "made", n=0)
            print("\n".join(list(diff)[:20]))
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
            print(f"wrote {name}")
    if stale:
        print(f"{stale} out of date: run `make gen`")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
