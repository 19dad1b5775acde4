"""Every address the web process answers."""

from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path

from keliu.accounts.api.attachments import private_serve
from keliu.accounts.api.auth import wechat_return
from keliu.accounts.api.workplace import file_serve
from keliu.catalog.api.visitor import code_png, mini_png, short_link
from keliu.config import faces, health
from keliu.config.addresses import Addresses
from keliu.config.api import api
from keliu.customers.api.visitor import oauth_return
from keliu.interactions.api.reminders import calendar_serve
from keliu.outreach.api.wechat import notice_return
from keliu.platform.problems import problem
from keliu.radar.api.site import site_script
from keliu.sales.api.lead_forms import form_png
from keliu.sales.api.quote_links import quote_file, quote_page, quote_script, quote_seen
from keliu.shopfront.api.posters import poster_png
from keliu.wechat.api.pay_push import pay_notice
from keliu.wechat.api.push import push


def not_here(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return problem(404, "not_found", "没有这个地址")


def broken(request: HttpRequest) -> HttpResponse:
    return problem(500, "server_error", "服务器出错了,已记录,请稍后再试")


handler404, handler500 = not_here, broken

urlpatterns = [
    Addresses("api/v1/", api.urls),
    path("healthz", health.alive),
    path("readyz", health.ready),
    path("metrics", health.metrics),
    path("wx/oauth/staff", wechat_return),
    path("wx/oauth/return", oauth_return),
    path("wx/oauth/notice", notice_return),
    path("wx/pay/<str:key>", pay_notice),
    path("wx/push/<str:key>", push),
    path("s/<str:code>", short_link),
    path("t.js", site_script),
    path("files/code/<str:code>.png", code_png),
    path("files/mini/<str:code>.png", mini_png),
    path("files/form/<str:slug>.png", form_png),
    path("files/quote/<str:token>.pdf", quote_file),
    path("files/quote/<str:token>", quote_page),
    path("files/quote/<str:token>/seen", quote_seen),
    path("files/quote.js", quote_script),
    path("files/poster/<str:code>/<str:style>.png", poster_png),
    path("files/private/<str:token>", private_serve),
    path("files/<str:key>/<str:name>", file_serve),
    path("calendar/<str:token>.ics", calendar_serve),
    path("", faces.home),
    re_path(r"^(?P<face>console|m)/(?P<name>.*)$", faces.serve),
]
