"""Where somebody comes from (来源) and what they hold (设备): a few words each, no person."""

from functools import lru_cache

DIRECT, FORWARD, SITE = "direct", "forward", "site"
SOURCES = {
    "direct": ("直接打开", "Opened directly"),
    "forward": ("朋友转发", "Forwarded by a friend"),
    "chat": ("聊天里的卡片", "Card in a chat"),
    "scan": ("扫码", "Scanned a code"),
    "search": ("微信搜索", "WeChat search"),
    "menu": ("公众号菜单", "Official account menu"),
    "message": ("公众号消息", "Official account message"),
    "article": ("公众号文章", "Official account article"),
    "moments": ("朋友圈", "Moments"),
    "recent": ("最近使用", "Recently used"),
    "ad": ("广告", "Advertisement"),
    "site": ("官网", "Website"),
    "shop": ("店里的事", "From the shop's books"),
}
OURS = "shop"  # what no phone sent
# Scene numbers of mini programs (wx.getLaunchOptionsSync().scene).
SCENES = {
    "scan": "1011 1012 1013 1017 1031 1032 1047 1048 1049 1124 1125 1126",
    "chat": "1007 1008 1036 1044 1096 1158",
    "search": "1005 1006 1027 1042 1053 1106 1183",
    "menu": "1035 1020 1043 1102",
    "message": "1014 1074 1107 1082",
    "article": "1058 1091 1144",
    "moments": "1154 1155",
    "recent": "1001 1089 1090 1103 1104 1131 1187",
    "ad": "1045 1046 1067 1084 1095",
}
BY_SCENE = {number: name for name, numbers in SCENES.items() for number in numbers.split()}


# Where a code hangs, by what its channel is called; the first word that fits decides.
CHANNELS = (
    ("moments", "朋友圈 moments"),
    ("article", "文章 推文 article"),
    ("menu", "公众号 菜单 menu"),
    ("site", "官网 网站 website"),
    ("ad", "广告 投放"),
    ("chat", "微信 群 好友 聊天 wechat chat group"),
    ("scan", "台卡 桌 柜台 前台 门店 店内 门口 收银 海报 展会 展位 易拉宝 传单 单页 名片 包装 物料 "
             "车身 扫码 二维码 线下 counter poster fair expo flyer shop store package"),
)  # fmt: skip


def source_of_channel(channel: str) -> str:
    """Where somebody comes from who opened the code of a channel and says nothing themselves."""
    called = channel.lower()
    found = (name for name, words in CHANNELS if any(word in called for word in words.split()))
    return next(found, DIRECT)


def source_of(scene: str | None, *, forwarded: bool, channel: str = "") -> str:
    """The source of a batch: its forward, else what the page says of itself, else its code's."""
    if forwarded:
        return FORWARD
    given = (scene or "")[:16]
    said = BY_SCENE.get(given) or (given if given in SOURCES and given != OURS else DIRECT)
    return source_of_channel(channel) if said == DIRECT and not scene else said


SYSTEMS = (("iphone", "ios"), ("ipad", "ios"), ("harmony", "harmony"), ("android", "android"),
           ("windows", "windows"), ("macintosh", "mac"), ("linux", "linux"))  # fmt: skip
DEVICES = {
    "ios": ("苹果手机", "iPhone"),
    "android": ("安卓手机", "Android phone"),
    "harmony": ("鸿蒙手机", "HarmonyOS phone"),
    "windows": ("Windows 电脑", "Windows computer"),
    "mac": ("苹果电脑", "Mac"),
    "linux": ("电脑", "Computer"),
    "other": ("其他设备", "Another device"),
}
PLACES = {
    "mp": ("小程序", "mini program"),
    "wx": ("微信里", "in WeChat"),
    "web": ("浏览器", "browser"),
}


@lru_cache(maxsize=2_000)
def device_of(agent: str) -> str:
    """`ios-mp`, `android-wx`, `windows-web` from what the browser calls itself."""
    said = agent.lower()
    system = next((name for word, name in SYSTEMS if word in said), "other")
    if "miniprogram" in said or "wechatdevtools" in said:
        return f"{system}-mp"
    return f"{system}-wx" if "micromessenger" in said else f"{system}-web"


def device_words(device: str | None) -> str:
    """`苹果手机 · 小程序`."""
    system, _, place = (device or "").partition("-")
    if system not in DEVICES or place not in PLACES:
        return ""
    return f"{DEVICES[system][0]} · {PLACES[place][0]}"
