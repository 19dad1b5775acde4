"""What may go wrong with fronts, Moments and posters."""

from keliu.kit.errors import KeliuError


class NoFont(KeliuError):
    code, status = "no_font", 503
    message = "这台服务器没有中文字体,画不了海报;请管理员安装 fonts-noto-cjk 后再试"


class EmptyFront(KeliuError):
    code, status = "empty_front", 422
    message = "店面还是空的,先放一块内容再发布"


class TooManyMoments(KeliuError):
    code, status = "too_many_moments", 409
    message = "今天已经发了 {most} 条动态,明天再发"
