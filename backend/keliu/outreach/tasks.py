"""Work for later; the worker finds it here."""

from keliu.outreach.services.gate import release
from keliu.outreach.services.mail import post
from keliu.outreach.services.wechat import post as post_notice

__all__ = ["post", "post_notice", "release"]
