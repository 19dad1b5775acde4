"""What may go wrong with members, their points and their money."""

from keliu.kit.errors import KeliuError


class NotAMember(KeliuError):
    code, status, message = "not_a_member", 409, "这位客户还不是会员,先开通会员"


class MembersOff(KeliuError):
    code, status, message = "members_off", 409, "本店还没有开通会员"


class MemberFrozen(KeliuError):
    code, status = "member_frozen", 409
    message = "会员卡已冻结({reason}),解冻后才能用"


class MemberState(KeliuError):
    code, status, message = "member_state", 409, "会员卡的状态刚被别人改过,请刷新再看"


class PointsShort(KeliuError):
    code, status, message = "points_short", 409, "积分不够:要 {need} 分,现有 {have} 分"


class BalanceShort(KeliuError):
    code, status, message = "balance_short", 409, "余额不够:要 {need},现有 {have}"


class TopUpSpent(KeliuError):
    code, status = "top_up_spent", 409
    message = "这次充值已经用掉一部分,余额里的本金只剩 {have},最多退 {have}"


class TopUpByBalance(KeliuError):
    code, status, message = "top_up_by_balance", 409, "充值不能用余额付,请换一种付款方式"


class BelowZero(KeliuError):
    code, status, message = "below_zero", 422, "更正以后会变成负数:现有 {have}"


class CheckedIn(KeliuError):
    code, status, message = "checked_in", 409, "今天已经签到过了,明天再来"


class CheckInOff(KeliuError):
    code, status, message = "check_in_off", 409, "本店没有开通签到"


class LevelTaken(KeliuError):
    code, status = "level_taken", 409
    message = "已经有一个等级叫这个名字,或要同样多的成长值"


class PlanGone(KeliuError):
    code, status, message = "plan_gone", 409, "这一档充值已经停用,请刷新后再选"


class TopUpOff(KeliuError):
    code, status, message = "top_up_off", 409, "本店没有开通充值"


class MainCard(KeliuError):
    code, status = "main_card", 409
    message = "这张就是主卡,没有别的卡要并进来;请打开要并掉的那张卡"
