"""What a refusal means for one message to one person: `outreach`'s words for WeChat's codes."""

from keliu.outreach.ports import LetterRefused, LetterUnclear
from keliu.wechat.errors import CodeUsed, NotConnected, WeChatDown, WeChatRefused
from keliu.wechat.rules.meanings import Treatment, meaning

MEANINGS = {
    45015: "window", 45047: "used_up", 43004: "unreachable", 40003: "gone", 43104: "gone",
    43101: "no_consent", 43107: "blocked", 43019: "blocked", 48002: "blocked", 50003: "blocked",
    40037: "template", 40036: "template", 41028: "template", 41029: "template", 47003: "content",
    45168: "content", 87014: "content", 45002: "content", 45008: "content", 40007: "media",
    40009: "media", 41030: "content", 45064: "permission",
}  # fmt: skip
BY_TREATMENT = {
    Treatment.RETRY: "busy",
    Treatment.REFRESH: "permission",
    Treatment.CONFIGURATION: "permission",
    Treatment.QUOTA: "quota",
}


def meaning_of(code: int) -> str:
    """One of outreach.rules.people.REASONS."""
    return MEANINGS.get(code) or BY_TREATMENT.get(meaning(code).treatment, "other")


def told(wrong: Exception) -> LetterRefused | LetterUnclear:
    """What `outreach` hears of a call that did not succeed."""
    if isinstance(wrong, WeChatRefused):
        return LetterRefused(meaning_of(wrong.errcode), wrong.errcode, wrong.rid)
    if isinstance(wrong, WeChatDown):
        return LetterUnclear() if wrong.sent else LetterRefused("busy")
    if isinstance(wrong, CodeUsed):
        return LetterRefused("other", int(wrong.details["errcode"]))
    return LetterRefused("not_connected")


TROUBLES = (WeChatRefused, WeChatDown, CodeUsed, NotConnected)
