from django.apps import AppConfig


class WechatConfig(AppConfig):
    name = "keliu.wechat"
    label = "wechat"
