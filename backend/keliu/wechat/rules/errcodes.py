"""The table of causes: code → how it is treated, what happened, what to do, in two languages.

Sources: WeChat's documentation (wechat.md 1.4, 2, 3) and the 2,027 codes of two public SDKs
(backend/tests/vectors/errcodes.json).
"""

from dataclasses import dataclass
from enum import StrEnum


class Treatment(StrEnum):
    """What the caller does about a refusal."""

    RETRY = "retry"  # WeChat is busy: the same call again later
    REFRESH = "refresh"  # the token is stale: fetch one, once more
    CONFIGURATION = "configuration"  # the merchant changes something at WeChat or here
    USER = "user"  # about this one person: others are not touched
    QUOTA = "quota"  # nothing more on this path until it is given anew
    NEVER = "never"  # the request itself is wrong and stays wrong
    UNKNOWN = "unknown"  # pause, show, ask


@dataclass(frozen=True)
class Meaning:
    """`everything`: the whole account is stopped by it, not only the call that was refused."""

    treatment: Treatment
    cause: str
    fix: str
    cause_en: str
    fix_en: str
    everything: bool = False


T = Treatment
UNKNOWN = Meaning(
    T.UNKNOWN,
    "微信没有同意这次请求",
    "请在微信开放社区查这个错误码,或把它和编号(rid)告诉我们",
    "WeChat refused the request",
    "Look the code up in WeChat's community, or tell us the code and its rid",
)


Row = tuple[Treatment, tuple[int, ...], str, str, str, str]
STOPS_ALL = {40013, 40125, 40164, 40243, 50002, 89503, 89506}  # the first of their rows

# fmt: off
ROWS: list[Row] = [
    # WeChat is busy: nothing is wrong
    (T.RETRY, (-1, -1000, 20002, 50008),
     "微信系统繁忙", "不用处理,系统会稍后再试",
     "WeChat is busy", "Nothing to do: it is tried again later"),
    (T.RETRY, (45011, 44990, 44991, 44993, 43108, 45066, 45110),
     "调用太频繁,微信要求慢一点", "不用处理,系统会放慢再试",
     "Too fast for WeChat", "Nothing to do: it is tried again more slowly"),
    (T.RETRY, (89249,),
     "微信正在处理上一次同样的请求", "请过一会儿再看结果",
     "WeChat is still at the previous request", "Look again in a while"),
    # the token
    (T.REFRESH, (40001, 40014, 42001, 42007, 41001),
     "接口凭证失效,或 AppSecret 不对", "系统会自动更换凭证;如果一直出现,请重新填写 AppSecret",
     "The access token or the AppSecret is not valid",
     "The token is renewed by itself; if this stays, enter the AppSecret again"),
    # the account: nothing works until somebody changes something
    (T.CONFIGURATION, (40013, 41002),
     "AppID 不对", "请到微信后台“开发接口管理”核对 AppID,注意大小写",
     "The AppID is wrong", "Compare it with WeChat's console (开发接口管理); case matters"),
    (T.CONFIGURATION, (40125, 41004),
     "AppSecret 不对", "请到微信后台“开发接口管理”重置 AppSecret,再填到这里",
     "The AppSecret is wrong", "Reset it in WeChat's console (开发接口管理) and enter it here"),
    (T.CONFIGURATION, (40164, 61004),
     "服务器的 IP 不在白名单里", "请到微信后台“开发接口管理 → IP白名单”加上这台服务器的公网 IP",
     "This server's IP is not on the allow list",
     "Add the server's public IP in WeChat's console (开发接口管理 → IP白名单)"),
    (T.CONFIGURATION, (40243,),
     "AppSecret 被冻结", "请到微信后台“开发接口管理”解冻 AppSecret",
     "The AppSecret is frozen", "Unfreeze it in WeChat's console (开发接口管理)"),
    (T.CONFIGURATION, (89503, 89501),
     "这个 IP 的调用要等账号管理员确认", "请账号管理员在微信里点“同意”,然后再试",
     "The account's administrator has to confirm this IP",
     "Ask the administrator to agree inside WeChat, then try again"),
    (T.CONFIGURATION, (89506, 89507),
     "账号管理员拒绝了这个 IP 的调用", "请和管理员说好,1 小时(或 24 小时)后再试",
     "The account's administrator refused this IP",
     "Agree with the administrator and try again after 1 (or 24) hours"),
    (T.CONFIGURATION, (50002, 50004, 50005, 50007, 48004, 50006),
     "账号或接口被微信限制、冻结或封禁", "请登录微信后台看站内通知,按要求处理或申诉",
     "WeChat has limited, frozen or banned the account or the interface",
     "Read the notices in WeChat's console and follow them"),
    # the account: this one thing is not open to it
    (T.CONFIGURATION, (48001, 43104, 61007, 50001, 88000, 48008),
     "账号没有这个接口的权限", "看看账号类型和认证是否够用;够用的请到微信后台“接口权限”开通",
     "The account may not use this interface",
     "See whether its type and verification allow it; if so, switch it on in 接口权限"),
    (T.CONFIGURATION, (61003,),
     "账号取消了授权", "请重新授权后再试",
     "The authorisation was taken back", "Authorise again"),
    (T.CONFIGURATION, (48003,),
     "还没有同意微信的群发协议", "请登录微信后台,在群发功能里点一下同意",
     "The agreement for mass messages is not accepted yet",
     "Accept it in WeChat's console, under mass messages"),
    (T.CONFIGURATION, (45064, 85005, 89401, 40194),
     "填了没有和公众号关联的小程序", "请到微信后台“小程序管理”先关联它",
     "A mini program that is not linked to this official account",
     "Link it in WeChat's console (小程序管理) first"),
    (T.CONFIGURATION, (89002,),
     "账号没有绑定微信开放平台", "要认出同一个人,请到 open.weixin.qq.com 绑定开放平台账号",
     "The account is not bound to the open platform",
     "To know the same person in several apps, bind them at open.weixin.qq.com"),
    (T.CONFIGURATION, (40054, 40055, 41033),
     "网址的域名没有登记,或网址写错了", "请检查网址,并到微信后台登记这个域名",
     "The address is wrong or its domain is not registered",
     "Check the address and register its domain in WeChat's console"),
    (T.CONFIGURATION, (65400,),
     "没有开通新版客服", "请登录微信后台,在“功能 → 客服”里开通",
     "Customer service is not switched on", "Switch it on in WeChat's console (功能 → 客服)"),
    # one person
    (T.USER, (43004,),
     "这个人没有关注公众号", "请先让对方关注", "The person does not follow the account",
     "Ask them to follow it first"),
    (T.USER, (43101, 43107),
     "对方没有订阅这个提醒,或订阅次数用完了", "请在页面上请对方再订阅一次",
     "The person has not subscribed to this notice, or used it up",
     "Ask them to subscribe again"),
    (T.USER, (45015,),
     "超过 48 小时没有互动,不能主动发消息", "等对方发来消息后再回,或改用模板消息",
     "No contact for 48 hours: messages are not possible",
     "Wait until they write, or use a template message"),
    (T.USER, (45047,),
     "这次互动能发的条数用完了", "等对方再发来消息后再回",
     "The messages allowed after this contact are used up", "Wait until they write again"),
    (T.USER, (40003, 49003, 46004, 65315),
     "不是这个账号的用户编号,或对方已取消关注", "请让对方重新进入公众号或小程序",
     "Not a user of this account, or they left", "Ask them to come in again"),
    (T.USER, (61010,),
     "对方两小时内没有打开过小程序", "等对方打开小程序后再试",
     "The person has not opened the mini program for two hours", "Try again after they have"),
    (T.USER, (43019, 48002, 50003),
     "对方拒收消息,或在黑名单里", "不能再发给他;黑名单可以在粉丝页移出",
     "The person takes no messages, or is on the blacklist",
     "Do not send; the blacklist is on the followers' page"),
    (T.USER, (45080, 45081),
     "现在不能显示“正在输入”", "不用处理", "“Typing” can not be shown now", "Nothing to do"),
    (T.USER, (40029, 40163, 41008, 40226),
     "登录授权已用过、过期,或微信拒绝了这个用户", "请返回重新进入",
     "The login code was used, is too old, or was refused", "Go back and enter again"),
    # used up
    (T.QUOTA, (45009,),
     "今天这个接口的次数用完了", "明天零点(北京时间)恢复;急用时可在微信后台清零",
     "Today's calls of this interface are used up",
     "It starts anew at midnight in Beijing; in need, clear it in WeChat's console"),
    (T.QUOTA, (45028,),
     "这个月的群发次数用完了", "请等到下个月", "This month's mass messages are used up",
     "Wait for next month"),
    (T.QUOTA, (45029,),
     "永久二维码已满 10 万个", "请改用临时二维码", "All 100,000 permanent codes are used",
     "Use temporary codes"),
    (T.QUOTA, (48006,),
     "这个月的清零次数用完了", "请等到下个月", "This month's resets are used up",
     "Wait for next month"),
    (T.QUOTA, (45026, 45056, 45018, 45059, 87013),
     "数量到了微信的上限", "请先删掉不用的", "The limit is reached", "Delete what is not used"),
    # the request is wrong
    (T.NEVER, (45065,),
     "同样的群发已经发过", "不用处理,没有重复发出", "The same mass message was sent before",
     "Nothing to do: it was not sent twice"),
    (T.NEVER, (40037, 40036, 41028, 41029, 45012),
     "模板不存在或不能用了", "请在模板页同步一次,重新选择模板",
     "The template does not exist any more", "Synchronise the templates and choose again"),
    (T.NEVER, (47003,),
     "模板里有一项的内容不合微信的格式", "请按提示改那一项:太长、为空或类型不符",
     "A field of the template is not as WeChat wants it",
     "Change that field: too long, empty or of the wrong kind"),
    (T.NEVER, (40007, 40004, 40005, 40006, 40009, 45001, 45007, 40161),
     "图片、语音或视频不合微信的要求,或素材已过期", "请换一个文件:格式、大小、时长要在限制内",
     "The picture, voice or video is not as WeChat wants it, or has expired",
     "Choose another file within WeChat's limits"),
    (T.NEVER, (45002, 45003, 45004, 45005, 45006, 45008, 45017, 45020, 40032),
     "内容太长或太多", "请减少文字、图片或条数", "Too long or too much", "Shorten it"),
    (T.NEVER, (40015, 40016, 40017, 40018, 40019, 40020, 40023, 40024, 40025, 40026, 40027,
               40119, 40120, 45010, 65318, 65319),
     "菜单里有一项不合微信的规定", "请检查按钮的个数、名字长度、类型和网址",
     "The menu breaks one of WeChat's rules",
     "Check the buttons' number, names, kinds and addresses"),
    (T.NEVER, (46003, 65301, 65303, 65305, 65306, 65309),
     "还没有可用的菜单", "请先发布默认菜单", "There is no menu yet", "Publish the default menu"),
    (T.NEVER, (65302, 65304, 65307, 65308, 65310, 65311, 65312, 65313, 65314, 65316, 65317, 65320),
     "个性化菜单的条件不被微信接受", "只能按标签和手机系统区分,请改条件",
     "WeChat does not take the conditions of this menu", "Only tags and phone systems work"),
    (T.NEVER, (45157, 45158, 45058, 45057, 45159, 45016, 40152),
     "标签不能这样改", "名字不能重复、不能太长,系统标签不能动",
     "The tag can not be changed so", "Names are unique and short; WeChat's own tags stay"),
    (T.NEVER, (41030, 40165, 85079),
     "小程序里没有这个页面,或还没有发布", "请检查页面路径,并先发布小程序",
     "The mini program has no such page, or is not published", "Check the path and publish it"),
    (T.NEVER, (87014, 45168, 20013),
     "内容可能违规,微信不让发", "请修改文字或图片", "WeChat finds the content risky", "Change it"),
    (T.NEVER, (45072, 76021, 76022, 76001, 76002, 76003, 76004, 89300, 40169),
     "要查的东西不存在、过期,或不属于这个账号", "请检查后再试",
     "What was asked for does not exist, is too old or another account's", "Check and try again"),
    (T.NEVER, (40002, 40008, 40033, 40034, 40035, 40039, 40066, 40097, 40129, 41003, 41005, 41006,
               41007, 41009, 43001, 43002, 43003, 44001, 44002, 44003, 44004, 47001, 49001, 49002,
               40155, 87009),
     "发给微信的内容格式不对", "请检查填写的内容;看起来没有问题时,请把编号(rid)告诉我们",
     "What was sent to WeChat is not in the form it takes",
     "Check what was filled in; if it looks right, tell us the rid"),
]
# fmt: on
TABLE = {
    code: Meaning(treatment, cause, fix, cause_en, fix_en, everything=codes[0] in STOPS_ALL)
    for treatment, codes, cause, fix, cause_en, fix_en in ROWS
    for code in codes
}
