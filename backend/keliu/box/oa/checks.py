"""Content checks: a word list for texts, and pictures whose result comes as a push."""

import secrets

#: Words the box takes for what their label says, and whether a person should look at them.
WORDS = {
    "测试违规": ("risky", 20001),
    "法轮": ("risky", 20001),
    "色情": ("risky", 20002),
    "约炮": ("risky", 20002),
    "傻逼": ("risky", 20003),
    "操你": ("risky", 20003),
    "枪支": ("risky", 20006),
    "毒品": ("risky", 20006),
    "赌博": ("risky", 20006),
    "刷单返现": ("risky", 20008),
    "日赚": ("review", 20008),
    "低俗": ("review", 20012),
    "盗版": ("review", 20013),
    "测试复审": ("review", 21000),
    "加微信送": ("review", 10001),
}
GOOD = ("pass", 100)
SEVERE = {"pass": 0, "review": 1, "risky": 2}


def judged(text: str) -> tuple[str, int, list[dict[str, object]]]:
    """Suggestion, label, and what was found: the worst word decides."""
    folded = "".join(text.split()).lower()
    found = [(word, *WORDS[word]) for word in WORDS if word in folded]
    detail: list[dict[str, object]] = [
        {"strategy": "keyword", "errcode": 0, "suggest": suggest, "label": label,
         "keyword": word, "prob": 90, "level": 90}
        for word, suggest, label in found
    ]  # fmt: skip
    worst = max(found, key=lambda one: SEVERE[one[1]], default=("", *GOOD))
    return worst[1], worst[2], detail


def new_trace() -> str:
    """A number a result is found by."""
    return f"{secrets.token_hex(4)}-{secrets.token_hex(4)}-{secrets.token_hex(4)}"
