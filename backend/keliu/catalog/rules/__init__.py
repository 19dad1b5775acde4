"""Law of cards and codes: what may be hidden, how a code looks, which colour can be scanned."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from keliu.kit import colors

TEMPLATES = ("classic", "cover", "split", "minimal", "bold")
HIDEABLE = (
    "title", "company", "phone", "email", "wechat", "address", "intro", "avatar", "cover",
    "products", "phone2", "map", "about", "pictures", "video", "voice", "tags",
    "wechat_qr", "links",
)  # fmt: skip
MOST_PRODUCTS_ON_CARD = 30
MOST_PICTURES = 9
MOST_CODES = 100
LAST_POSITION = 1_000_000
DEFAULT_CHANNEL = "默认"

# Base58: nothing that looks like something else on paper (0 O I l).
ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
CODE_LENGTH = 8
CODE = re.compile(rf"[{ALPHABET}]{{{CODE_LENGTH}}}")
EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]+\.[^@\s.]+")


def is_code(text: str) -> bool:
    """Whether a text could be one of our codes at all."""
    return CODE.fullmatch(text) is not None


def unknown_names(hidden: list[str]) -> list[str]:
    """Names among `hidden` that are no part of a card."""
    return [name for name in hidden if name not in HIDEABLE]


def sound_email(address: str) -> bool:
    return len(address) <= 120 and EMAIL.fullmatch(address) is not None


def code_colour(brand: str) -> str:
    """The merchant's colour when cameras read it well on white, else ink."""
    return brand if colors.contrast(brand, colors.WHITE) >= colors.LEAST else colors.INK


def scene(code: str, share_id: int | None = None, product_id: int | None = None) -> str:
    """What a mini-program code carries; WeChat allows 32 visible characters.

    Only one id fits beside the code; whose forward it is weighs more than what it is about.
    """
    beside = f"&s={share_id}" if share_id else f"&p={product_id}" if product_id else ""
    return f"c={code}{beside}"


PICTURE_RESULT = timedelta(minutes=30)  # what WeChat takes at most to look at a picture
REVIEW_REASONS = {
    "doubtful": ("微信拿不准,请人看一看", "WeChat is not sure; a person should look"),
    "words": ("有需要留意的词", "It has words that need attention"),
    "unanswered": ("微信没有回应,没能检查", "WeChat did not answer; it could not be checked"),
    "unseen": ("发布的人两小时内没用过小程序,微信不给检查",
               "Whoever published it has not used the mini program within two hours, "
               "so WeChat does not check"),
    "pictures": ("微信正在看图片,没问题会自动公开",
                 "WeChat is looking at the pictures; it goes public by itself when they are fine"),
    "late": ("图片等了 30 分钟没有结果,请人看一看",
             "No result for the pictures within 30 minutes; a person should look"),
    "video": ("有视频,微信不检查视频,请人看一看",
              "It has a video, which WeChat does not check; a person should look"),
    "voice": ("有语音,微信不检查语音,请人听一听",
              "It has a voice greeting, which WeChat does not check; a person should listen"),
    "risky": ("微信认为图片不能公开", "WeChat says that a picture must not be public"),
}  # fmt: skip
LABELS = {
    10001: ("广告", "advertising"),
    20001: ("时政", "politics"),
    20002: ("色情", "pornography"),
    20003: ("辱骂", "abuse"),
    20006: ("违法犯罪", "crime"),
    20008: ("欺诈", "fraud"),
    20012: ("低俗", "vulgarity"),
    20013: ("版权", "copyright"),
    21000: ("其他", "other"),
}
WATCHED = (
    "赌博", "毒品", "枪支", "弹药", "色情", "约炮", "裸聊", "刷单", "代开发票", "套现", "传销",
    "假币", "迷药", "办证刻章",
)  # fmt: skip
"""Words that a person looks at before strangers do, whether WeChat is connected or not."""


def watched(text: str) -> list[str]:
    """Words of our own list in a text, however they are spaced."""
    folded = "".join(text.split())
    return [word for word in WATCHED if word in folded]


def label_zh(labels: list[int]) -> str:
    """What WeChat found, in words."""
    return "、".join(LABELS.get(one, LABELS[21000])[0] for one in labels) or LABELS[21000][0]


def spec_text(values: Sequence[str]) -> str:
    """The values of a SKU as one reads them."""
    return " · ".join(values)


def sku_name(product: str, values: Sequence[str]) -> str:
    """A SKU by its full name."""
    return f"{product} {spec_text(values)}".strip()


def within(on_at: datetime | None, off_at: datetime | None, now: datetime) -> bool:
    """Whether a moment lies in a schedule; an end that is not given is open."""
    return (on_at is None or on_at <= now) and (off_at is None or now < off_at)
