"""Replies and codes with a scene of each merchant, and deleted ones."""

from typing import Any


def _reply(mark: str) -> dict[str, Any]:
    answer = {"kind": "text", "text": f"{mark}您好"}
    return {"kind": "keyword", "name": f"{mark}问价格", "words": [{"text": f"{mark}价格"}],
            "answers": [answer]}  # fmt: skip


def replies_of(api: Any, made: Any, account: int, mark: str) -> dict[str, str]:
    """Ids by kind; of two codes the one that ends, so that it can be renewed."""
    code = {"name": f"{mark}展会", "days": 7, "account_id": str(account)}
    made(api.post("/wechat/codes", {**code, "days": None}))
    return {
        "reply": made(api.post("/replies", _reply(mark)))["id"],
        "scene_code": made(api.post("/wechat/codes", code))["id"],
    }


def replies_deleted(boss: Any, made: Any, account: int) -> dict[str, str]:
    gone = replies_of(boss, made, account, "删掉的")
    made(boss.delete(f"/replies/{gone['reply']}"))
    made(boss.delete(f"/wechat/codes/{gone['scene_code']}"))
    return gone
