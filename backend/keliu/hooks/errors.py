"""What may go wrong with hooks."""

from keliu.kit.errors import KeliuError


class TooManyHooks(KeliuError):
    code, status = "too_many_hooks", 409
    message = "最多 {most} 个推送地址,请先删掉不用的"


class HookOff(KeliuError):
    code, status = "hook_off", 409
    message = "这个推送地址已停用,请先启用"
