"""What can go wrong with work in the background and with questions that take too long."""

from keliu.kit.errors import KeliuError


class OperationOver(KeliuError):
    code, status, message = "operation_over", 409, "这个任务已经结束,不能再取消"


class OperationNotUndoable(KeliuError):
    code, status, message = (
        "operation_not_undoable",
        409,
        "不能撤销:任务还没结束、已经撤销过,或者过了 30 天",
    )


class FilterTooWide(KeliuError):
    """A list question ran into the time limit: hardly a record passes, and no index finds it."""

    code, status, message = (
        "filter_too_wide",
        422,
        "符合这些条件的记录太少,翻遍全部也没能在 3 秒内找齐。"
        "请再加一个条件(例如级别、来源、负责人或创建时间),或把“包含”写长一些",
    )
