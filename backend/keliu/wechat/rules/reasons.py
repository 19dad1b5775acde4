"""Why a message did not go out, and what to do: one sentence of each, in two languages."""

Words = tuple[str, str]
OTHER: Words = (
    "微信没有收下,请把错误码告诉管理员",
    "WeChat refused it: tell the administrator this code",
)
REASONS: dict[str, Words] = {
    "window": (
        "对方最近没有发来消息或点菜单,微信不让主动发;等对方再来消息,或改用模板消息",
        "They have not written or tapped the menu lately: wait, or use a template message",
    ),
    "used_up": (
        "这次互动能发的条数用完了,等对方再发来消息",
        "The messages allowed after their last act are used up: wait until they write again",
    ),
    "no_consent": (
        "对方没有订阅这个提醒,或次数用完了;请在页面上请对方再订阅一次",
        "They have not subscribed to this notice, or used it up: ask them to subscribe again",
    ),
    "opted_out": (
        "对方回复过“退订”,不再发推广消息",
        "They asked for no more marketing",
    ),
    "too_often": (
        "最近发给这位客户的推广消息够多了,过几天再发;次数在“发送规则”里改",
        "They got enough marketing lately: wait some days, or change the sending rules",
    ),
    "quiet_hours": (
        "现在是勿扰时段,到点自动发出",
        "Quiet hours: it goes out by itself when they end",
    ),
    "duplicate": ("同样的消息已经发过,没有重复发", "The same message was sent before"),
    "gone": (
        "微信不认识这个用户编号了,请让客户重新进入公众号或小程序",
        "WeChat does not know this user any more: ask them to come in again",
    ),
    "not_connected": (
        "公众号或小程序没有接通,请到“微信账号”检查",
        "The account is not connected: see WeChat accounts",
    ),
    "unreachable": ("对方没有关注公众号", "They do not follow the official account"),
    "blocked": ("对方拒收了这个账号的消息", "They refuse messages of this account"),
    "content": (
        "内容被微信拦下或格式不对,请修改后再发",
        "WeChat does not take this content: change it and send again",
    ),
    "template": (
        "模板不存在或不能用了,请到模板页同步后重新选",
        "The template can not be used any more: synchronise and choose again",
    ),
    "media": (
        "图片、语音或视频已过期或不合要求,请换一个",
        "The picture, voice or video has expired or is not as WeChat wants it",
    ),
    "permission": (
        "账号没有这个权限或配置不对,请到“微信账号”看原因",
        "The account may not do this, or is set up wrongly: see WeChat accounts",
    ),
    "busy": (
        "微信正忙,稍后自动再发;多次不成才算没有发出",
        "WeChat is busy: it is tried again by itself, and given up after several tries",
    ),
    "quota": (
        "今天的发送次数用完了,明天零点后自动再发",
        "Today's calls are used up: it goes on by itself after midnight in Beijing",
    ),
    "killed": (
        "发送到一半时系统重启了,可能已经发出;请先问问客户或看聊天窗口",
        "The system restarted half-way; it may have gone out: ask the customer first",
    ),
    "no_answer": (
        "微信没有回应,可能已经发出;请先问问客户或看聊天窗口",
        "WeChat did not answer; it may have gone out: ask the customer first",
    ),
    "other": OTHER,
}


def words_of(reason: str) -> Words:
    """What people read about a reason."""
    return REASONS.get(reason, OTHER)
