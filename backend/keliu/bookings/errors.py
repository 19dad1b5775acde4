"""What may go wrong with bookings."""

from keliu.kit.errors import KeliuError


class SlotTaken(KeliuError):
    code, status, message = "slot_taken", 409, "这个时间刚被约走了,请换一个时间"


class OutsideHours(KeliuError):
    code, status, message = "outside_hours", 409, "这个时间不在营业或排班时间内"


class TooSoon(KeliuError):
    code, status, message = (
        "booking_too_soon",
        409,
        "时间太近了,请换晚一点的,或打电话给店里",
    )


class TooFarAhead(KeliuError):
    code, status, message = "booking_too_far", 409, "最多提前 {days} 天预约,请换近一点的日期"


class ServiceOff(KeliuError):
    code, status, message = "service_off", 409, "“{name}”现在不能预约"


class NothingToServe(KeliuError):
    code, status, message = "service_unstaffed", 409, "“{name}”还没有可约的人员或座位"


class BookingStep(KeliuError):
    code, status, message = "booking_step", 409, "这个预约现在是“{state}”,不能这样操作"


class CancelTooLate(KeliuError):
    code, status, message = "cancel_too_late", 409, "离预约时间太近,不能自己取消了,请打电话给店里"


class MoveTooLate(KeliuError):
    code, status, message = "move_too_late", 409, "这个预约不能再自己改时间了,请打电话给店里"


class NotToday(KeliuError):
    code, status, message = "booking_not_today", 409, "这个预约是 {when} 的,现在还不能签到"


class CodeUnknown(KeliuError):
    code, status, message = "booking_code_unknown", 404, "没有这个预约码,请核对后再试"


class WaitingOff(KeliuError):
    code, status, message = "waiting_off", 409, "这家店没有开放候补"


class WaitingTwice(KeliuError):
    code, status, message = "waiting_twice", 409, "这一天的候补已经排上了,不用再排"


class NotFull(KeliuError):
    code, status, message = "not_full", 409, "这一天还有空位,请直接预约"


class WaitingEnded(KeliuError):
    code, status, message = "waiting_ended", 409, "这个候补已经结束了"


class ResourceBusy(KeliuError):
    code, status, message = "resource_busy", 409, "“{name}”还有 {count} 个没结束的预约,请先改给别人"


class ServiceBusy(KeliuError):
    code, status, message = "service_busy", 409, "“{name}”还有 {count} 个没结束的预约,请先处理"


class DepositPaid(KeliuError):
    code, status, message = "deposit_paid", 409, "定金刚刚付到账,请刷新后再操作"
