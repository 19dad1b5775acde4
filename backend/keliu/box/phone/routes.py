"""The addresses of mini programs and of everything the phone does beyond chats between people."""

from keliu.box import mini as host
from keliu.box.asgi import Route
from keliu.box.box import Box
from keliu.box.phone import mini, oa

SAID = 16 << 20
VERBS = ("GET", "POST", "PUT", "DELETE", "PATCH")

PHONE: list[Route[Box]] = [
    Route("GET", "/mini/{appid}/{name*}", host.file),
    *(Route(verb, "/through/{rest*}", host.through, limit=host.LIMIT) for verb in VERBS),
    Route("GET", "/phone/api/mini/{appid}", mini.shown),
    Route("POST", "/phone/api/mini/{appid}/login", mini.login),
    Route("POST", "/phone/api/mini/{appid}/privacy", mini.agree),
    Route("POST", "/phone/api/mini/{appid}/forward", mini.forward),
    Route("GET", "/phone/api/mini/{appid}/phone", mini.number),
    Route("POST", "/phone/api/mini/{appid}/phone", mini.phone_code),
    Route("GET", "/phone/api/mini/{appid}/templates", mini.templates),
    Route("POST", "/phone/api/mini/{appid}/subscribe", mini.subscribe),
    Route("POST", "/phone/api/mini-link", mini.linked),
    Route("GET", "/phone/api/oa", oa.listed),
    Route("POST", "/phone/api/oa-scan", oa.scan),
    Route("GET", "/phone/api/oa/{appid}", oa.talk),
    Route("POST", "/phone/api/oa/{appid}/read", oa.seen),
    Route("POST", "/phone/api/oa/{appid}/takes", oa.takes),
    Route("GET", "/phone/api/oa/{appid}/templates", mini.templates),
    Route("POST", "/phone/api/oa/{appid}/asked", mini.subscribe),
    Route("POST", "/phone/api/oa/{appid}/{act}", oa.act, limit=SAID),
]
