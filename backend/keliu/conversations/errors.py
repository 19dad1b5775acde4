"""What can go wrong with replies."""

from keliu.kit.errors import Invalid


class ReplyWrong(Invalid):
    code, message = "reply_wrong", "请检查这条回复"
