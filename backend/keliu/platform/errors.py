"""What can go wrong with work in the background."""

from keliu.kit.errors import KeliuError


class OperationOver(KeliuError):
    code, status, message = "operation_over", 409, "这个任务已经结束,不能再取消"


class OperationNotUndoable(KeliuError):
    code, status, message = (
        "operation_not_undoable",
        409,
        "不能撤销:任务还没结束、已经撤销过,或者过了 30 天",
    )
