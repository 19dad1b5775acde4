"""Tables of the adapters: one file per subject."""

from keliu.wechat.models.accounts import Account
from keliu.wechat.models.calls import PathState, PathUse
from keliu.wechat.models.followers import Follower
from keliu.wechat.models.masses import MassPart, MassSend
from keliu.wechat.models.materials import Material
from keliu.wechat.models.menus import Menu, MenuPublication, MenuTap
from keliu.wechat.models.pay import PayCertificate, PayMerchant, PayNotice
from keliu.wechat.models.pushes import ReceivedPush
from keliu.wechat.models.scene_codes import SceneCode, SceneVisitor
from keliu.wechat.models.tags import FanTag
from keliu.wechat.models.templates import MessageTemplate
from keliu.wechat.models.tokens import AppToken

__all__ = [
    "Account",
    "AppToken",
    "FanTag",
    "Follower",
    "MassPart",
    "MassSend",
    "Material",
    "Menu",
    "MenuPublication",
    "MenuTap",
    "MessageTemplate",
    "PathState",
    "PathUse",
    "PayCertificate",
    "PayMerchant",
    "PayNotice",
    "ReceivedPush",
    "SceneCode",
    "SceneVisitor",
]
