"""What may go wrong on timelines, with plans and reminders."""

from keliu.kit.errors import Invalid, KeliuError


class SystemLine(KeliuError):
    code, status, message = "system_line", 409, "这是系统自动记录的,不能修改"


class NotYourWords(KeliuError):
    code, status, message = (
        "not_your_words", 403, "这是{name}写的,只有本人和能管理该同事跟进的人可以改"
    )  # fmt: skip


class MentionBlind(Invalid):
    code, message = "mention_blind", "被提到的同事看不到这条记录"


class PlanClosed(KeliuError):
    code, status, message = "plan_closed", 409, "这个计划已完成或取消,请先重新打开"


class PlanOpen(KeliuError):
    code, status, message = "plan_open", 409, "这个计划还没有结束"


class PhraseTaken(Invalid):
    code, message = "phrase_taken", "这句常用语已经有了"


class TooManyPhrases(KeliuError):
    code, status, message = "too_many_phrases", 409, "常用语最多 {most} 句,请先删掉不用的"
