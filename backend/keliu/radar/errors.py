"""What may go wrong with the radar."""

from keliu.kit.errors import KeliuError


class BatchTooBig(KeliuError):
    code, status, message = "too_big", 413, "一次发来的内容太大了,请分几次发"
