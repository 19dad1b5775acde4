"""What may go wrong on timelines and with plans."""

from keliu.kit.errors import KeliuError


class SystemLine(KeliuError):
    code, status, message = "system_line", 409, "这是系统自动记录的,不能修改"


class PlanClosed(KeliuError):
    code, status, message = "plan_closed", 409, "这个计划已完成或取消,请先重新打开"


class PlanOpen(KeliuError):
    code, status, message = "plan_open", 409, "这个计划还没有结束"
