"""Which pushes tell of a person's own doing. Source: wechat.md 2.1, 2.6, 3.7."""

EVENT = "event"

TAPS = frozenset({
    "click", "view", "view_miniprogram", "scancode_push", "scancode_waitmsg", "pic_sysphoto",
    "pic_photo_or_album", "pic_weixin", "location_select",
})  # fmt: skip
"""Events of the menu bar."""
PERSONAL = TAPS | {
    "subscribe", "unsubscribe", "scan", "location", "subscribe_msg_popup_event",
    "subscribe_msg_change_event", "user_enter_tempsession",
}  # fmt: skip
"""Events that the sender caused; all others are news about the account or about something sent."""
MEDIA = frozenset({"image", "voice", "video", "shortvideo"})
"""Messages with something that WeChat keeps for three days."""


def from_person(kind: str, event: str) -> bool:
    """Whether a person did something, so that we know them from now on."""
    return kind != EVENT or event in PERSONAL


def only_followers(kind: str, event: str) -> bool:
    """Whether only somebody who follows can have done it."""
    return kind != EVENT or event in TAPS or event == "scan"


MESSAGE = "发来消息"
TITLES = {
    "text": "发来消息", "image": "发来图片", "voice": "发来语音", "video": "发来视频",
    "shortvideo": "发来视频", "location": "发来位置", "link": "发来链接",
    "miniprogrampage": "发来小程序卡片",
}  # fmt: skip
