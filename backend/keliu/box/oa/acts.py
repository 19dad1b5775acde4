"""What people do on their phones, each as the push WeChat makes of it.

Every act is `act(box, user, body) -> {"delivered": […], "shown": […]}`: what the product answered,
and the lines that appeared in the person's talk meanwhile. `body` may say `copies` (the same push
delivered so many times at once, as retries in flight) and `wait` (false answers at once).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from keliu.box.apps import App
from keliu.box.box import Box
from keliu.box.errors import Refused, WeChatError
from keliu.box.oa import menus
from keliu.box.oa.media import decoded, sample
from keliu.box.oa.scenes import Scene
from keliu.box.people import User, openid

Body = Mapping[str, Any]
Told = dict[str, Any]
MOST_COPIES = 8
QR, SEARCH = "ADD_SCENE_QR_CODE", "ADD_SCENE_SEARCH"


@dataclass(frozen=True)
class Doing:
    """One act on its way: who, in which account, under which conditions."""

    box: Box
    user: User
    app: App
    body: Body

    @property
    def place(self) -> tuple[str, str]:
        """Account and person."""
        return self.app.appid, self.user.id


async def follow(box: Box, user: User, body: Body) -> Told:
    """Follow an account that was searched for; `scene` says how it was found."""
    do = _doing(box, user, body, "oa")
    scene = str(body.get("scene") or SEARCH)
    return await _followed(do, scene=scene, code="", words={"EventKey": ""})


async def unfollow(box: Box, user: User, body: Body) -> Told:
    """Stop following: windows, tags and the remark go."""
    do = _doing(box, user, body, "oa")
    if not box.oa.followers.leave(*do.place):
        return {"delivered": [], "shown": []}
    box.oa.allowance.close(*do.place)
    box.oa.tags.forget(do.app.appid, openid(*do.place))
    return await _event(do, "unsubscribe", {"EventKey": ""}, speaks=False)


async def scan(box: Box, user: User, body: Body) -> Told:
    """Scan a code {ticket|scene_str|url}; a stranger follows by it, unless `follow` is false."""
    code = _code(box, body)
    do = _doing(box, user, {**body, "appid": code.appid}, "oa")
    if not box.oa.scenes.live(code):
        raise Refused(410, "code_expired", "二维码已过期")
    if box.oa.followers.follows(*do.place):
        box.oa.allowance.open(do.app.appid, "oa", user.id, "scan")
        return await _event(do, "SCAN", {"EventKey": code.scene, "Ticket": code.ticket})
    if body.get("follow") is False:
        return {"delivered": [], "shown": [], "appid": do.app.appid}
    box.oa.allowance.open(do.app.appid, "oa", user.id, "scan")
    words = {"EventKey": f"qrscene_{code.scene}", "Ticket": code.ticket}
    return await _followed(do, scene=QR, code=code.scene, words=words)


async def say(box: Box, user: User, body: Body) -> Told:
    """Say something: {kind: text|image|voice|video|shortvideo|location|link|mini, …}."""
    do = _doing(box, user, body, "")
    _may_speak(do)
    kind = str(body.get("kind", "text"))
    read = SAYINGS.get(kind)
    if read is None:
        raise Refused(422, "invalid", f"kind 只能是 {'、'.join(SAYINGS)}")
    words, line = read(do)
    before = _last(do)
    box.oa.talks.add(*do.place, "user", kind, line)
    box.oa.followers.spoke(*do.place)
    box.oa.allowance.open(do.app.appid, do.app.kind, user.id, "message")
    theirs = {"mini": "miniprogrampage"}.get(kind, kind)
    message = {"MsgType": theirs, **words, "MsgId": box.oa.pusher.number()}
    return await _pushed(do, message, before, speaks=do.app.kind == "oa")


async def click(box: Box, user: User, body: Body) -> Told:
    """Tap a button that has a key; `result`, `pictures`, `label` fill what it asks for."""
    do = _doing(box, user, body, "oa")
    _may_speak(do)
    button = _button(do, "key", str(body.get("key", "")), usual="click")
    kind = button["type"]
    if kind in menus.MEDIA:
        return _sent_media(do, button)
    if kind == "click" or kind in menus.SCANS:
        box.oa.allowance.open(do.app.appid, "oa", user.id, "menu")
    words = {"EventKey": button.get("key", ""), **_inside(do, kind)}
    event = "CLICK" if kind == "click" else kind
    return await _event(do, event, words, speaks=kind not in ("scancode_push", *menus.PICTURES))


async def view(box: Box, user: User, body: Body) -> Told:
    """Tap a menu button that opens a page or a mini program: {url}."""
    do = _doing(box, user, body, "oa")
    _may_speak(do)
    button = _button(do, "url", str(body.get("url", "")), usual="view")
    mini = button["type"] == "miniprogram"
    menu = box.oa.menus.default(do.app.appid)
    words = {
        "EventKey": button["pagepath"] if mini else button["url"],
        "MenuId": str(menu["menuid"] if menu else 0),
    }
    event = "view_miniprogram" if mini else "VIEW"
    told = await _event(do, event, words, speaks=False)
    return {**told, "opens": {name: button[name] for name in button if name not in ("sub_button",)}}


async def locate(box: Box, user: User, body: Body) -> Told:
    """The account opens and reports where the person is: {latitude, longitude}."""
    do = _doing(box, user, body, "oa")
    _may_speak(do)
    words = {
        "Latitude": float(body.get("latitude", 31.2304)),
        "Longitude": float(body.get("longitude", 121.4737)),
        "Precision": 65.0,
    }
    return await _event(do, "LOCATION", words, speaks=False)


async def enter(box: Box, user: User, body: Body) -> Told:
    """Open the customer service of a mini program: {session_from}."""
    do = _doing(box, user, body, "mini")
    box.oa.followers.spoke(*do.place)
    box.oa.allowance.open(do.app.appid, "mini", user.id, "enter")
    words = {"SessionFrom": str(body.get("session_from", ""))[:1000]}
    return await _event(do, "user_enter_tempsession", words, speaks=False)


async def subscribe(box: Box, user: User, body: Body) -> Told:
    """Answer a subscribe sheet: {template_ids, answer: accept|reject or {id: answer}}."""
    do = _doing(box, user, body, "")
    answers = _answers(body)
    for template, answer in answers.items():
        if answer == "accept":
            box.oa.subscriptions.accept(*do.place, template)
    entries = [
        {
            "TemplateId": one,
            "SubscribeStatusString": answer,
            "PopupScene": str(body.get("scene", 0)),
        }
        for one, answer in answers.items()
    ]
    words = {"SubscribeMsgPopupEvent": {"List": entries}}
    told = await _event(do, "subscribe_msg_popup_event", words, speaks=False)
    return {**told, "answers": answers}


async def unsubscribe(box: Box, user: User, body: Body) -> Told:
    """Switch templates off in WeChat's own settings page: {template_ids}."""
    do = _doing(box, user, body, "")
    answers = _answers({**body, "answer": "reject"})
    for template in answers:
        box.oa.subscriptions.refuse(*do.place, template)
    entries = [{"TemplateId": one, "SubscribeStatusString": "reject"} for one in answers]
    words = {"SubscribeMsgChangeEvent": {"List": entries}}
    return await _event(do, "subscribe_msg_change_event", words, speaks=False)


async def phone_code(box: Box, user: User, body: Body) -> Told:
    """Tap 「手机号快捷登录」 in a mini program: {appid} → {code}."""
    do = _doing(box, user, body, "mini")
    return {"code": box.oa.numbers.new_code(do.app.appid, user.id)}


ACTS = {
    "follow": follow,
    "unfollow": unfollow,
    "scan": scan,
    "say": say,
    "click": click,
    "view": view,
    "locate": locate,
    "enter": enter,
    "subscribe": subscribe,
    "unsubscribe": unsubscribe,
    "phone-code": phone_code,
}


# -- what a person says


def _text(do: Doing) -> tuple[Told, Told]:
    text = str(do.body.get("text", ""))
    if not text:
        raise Refused(422, "invalid", "text 是要说的话")
    chosen = do.body.get("menu_id")
    words = {"Content": text, **({"bizmsgmenuid": str(chosen)} if chosen else {})}
    return words, {"text": text}


def _file(kind: str, usual: str) -> Any:
    def read(do: Doing) -> tuple[Told, Told]:
        given = do.body.get("data")
        try:
            data = decoded(given) if given else sample(usual)
            kept = do.box.oa.media.keep(do.app.appid, usual, data)
        except WeChatError:
            raise Refused(422, "invalid", "data 不是能收的文件(base64)") from None
        url = f"{do.box.config.base}/box-media/{kept.id}"
        words: Told = {"MediaId": kept.id}
        if kind == "image":
            words = {"PicUrl": url, **words}
        elif kind == "voice":
            words |= {"Format": "amr" if kept.mime == "audio/amr" else "mp3"}
        else:
            thumb = do.box.oa.media.keep(do.app.appid, "thumb", sample("image"))
            words |= {"ThumbMediaId": thumb.id}
        return words, {"media_id": kept.id}

    return read


def _location(do: Doing) -> tuple[Told, Told]:
    words = {
        "Location_X": float(do.body.get("x", 31.2304)),
        "Location_Y": float(do.body.get("y", 121.4737)),
        "Scale": int(do.body.get("scale", 15)),
        "Label": str(do.body.get("label", "上海市黄浦区人民大道")),
    }
    return words, {"x": words["Location_X"], "y": words["Location_Y"], "label": words["Label"]}


def _link(do: Doing) -> tuple[Told, Told]:
    line = {name: str(do.body.get(name, "")) for name in ("title", "description", "url")}
    words = {"Title": line["title"], "Description": line["description"], "Url": line["url"]}
    return words, line


def _mini(do: Doing) -> tuple[Told, Told]:
    line = {name: str(do.body.get(name, "")) for name in ("title", "pagepath", "picture")}
    thumb = do.box.oa.media.keep(do.app.appid, "thumb", sample("image"))
    words = {"Title": line["title"], "AppId": do.app.appid, "PagePath": line["pagepath"],
             "ThumbUrl": f"{do.box.config.base}/box-media/{thumb.id}",
             "ThumbMediaId": thumb.id}  # fmt: skip
    return words, {**line, "appid": do.app.appid}


SAYINGS = {
    "text": _text,
    "image": _file("image", "image"),
    "voice": _file("voice", "voice"),
    "video": _file("video", "video"),
    "shortvideo": _file("shortvideo", "video"),
    "location": _location,
    "link": _link,
    "mini": _mini,
}


# -- pieces


def _doing(box: Box, user: User, body: Body, kind: str) -> Doing:
    app = box.apps.find(str(body.get("appid", "")))
    if app is None or (kind and app.kind != kind):
        raise Refused(404, "not_found", "没有登记这个公众号或小程序")
    copies = body.get("copies", 1)
    if type(copies) is not int or not 1 <= copies <= MOST_COPIES:
        raise Refused(422, "invalid", f"copies 是 1 到 {MOST_COPIES}")
    return Doing(box, user, app, body)


def _may_speak(do: Doing) -> None:
    if do.app.kind == "oa" and not do.box.oa.followers.follows(*do.place):
        raise Refused(409, "not_following", "没有关注这个公众号,先关注才能说话和点菜单")


async def _followed(do: Doing, *, scene: str, code: str, words: Told) -> Told:
    if not do.box.oa.followers.follow(*do.place, scene=scene, code=code):
        return {"delivered": [], "shown": []}
    do.box.oa.allowance.open(do.app.appid, "oa", do.user.id, "follow")
    return await _event(do, "subscribe", words)


async def _event(do: Doing, event: str, words: Body, *, speaks: bool = True) -> Told:
    before = _last(do)
    shown = {name: value for name, value in words.items() if isinstance(value, str)}
    do.box.oa.talks.add(*do.place, "event", event, shown)
    if event not in ("unsubscribe", "LOCATION"):
        do.box.oa.followers.spoke(*do.place)
    return await _pushed(do, {"MsgType": "event", "Event": event, **words}, before, speaks=speaks)


async def _pushed(do: Doing, words: Told, before: int, *, speaks: bool) -> Told:
    follower = do.box.oa.followers.of(*do.place)
    if follower is not None and follower.blocked and words.get("Event") != "unsubscribe":
        return {"delivered": [], "shown": []}
    if do.body.get("wait") is False:
        do.box.oa.pusher.later(*do.place, words, speaks=speaks)
        return {"delivered": [], "shown": []}
    delivered = await do.box.oa.pusher.push(
        *do.place, words, speaks=speaks, copies=int(do.body.get("copies", 1))
    )
    return {"delivered": delivered, "shown": _since(do, before)}


def _last(do: Doing) -> int:
    lines = do.box.oa.talks.between(*do.place, limit=1)
    return int(lines[-1]["id"]) if lines else 0


def _since(do: Doing, before: int) -> list[Told]:
    lines = do.box.oa.talks.between(*do.place, limit=30)
    return [one for one in lines if one["id"] > before and one["side"] in ("account", "system")]


def _code(box: Box, body: Body) -> Scene:
    ticket, scene, url, appid = (
        str(body.get(name) or "-") for name in ("ticket", "scene_str", "url", "appid")
    )
    try:
        return box.oa.scenes.find(ticket=ticket, scene=scene, url=url, appid=appid)
    except WeChatError:
        raise Refused(404, "not_found", "没有这个码") from None


def _button(do: Doing, name: str, value: str, *, usual: str) -> Told:
    """The button that was tapped; without any menu a key is taken as it is, for tests."""
    followers, tags = do.box.oa.followers.of(*do.place), do.box.oa.tags
    mine = tags.of(do.app.appid, followers.openid) if followers else []
    buttons = do.box.oa.menus.shown_to(do.app.appid, mine)
    names = (name, "media_id", "article_id") if name == "key" else (name,)
    for button in menus.every(buttons):
        if value and value in (button.get(one) for one in names):
            return button
    if buttons or not value:
        raise Refused(404, "no_button", "菜单里没有这个按钮")
    return {"type": usual, name: value}


def _inside(do: Doing, kind: str) -> Told:
    body = do.body
    if kind in menus.SCANS:
        result = {"ScanType": "qrcode", "ScanResult": str(body.get("result", "1"))}
        return {"ScanCodeInfo": result}
    if kind in menus.PICTURES:
        sums = [str(one) for one in body.get("pictures", ["1b5f7c23b5bf75682a53e7b6d163e185"])]
        items = {"item": [{"PicMd5Sum": one} for one in sums]}
        return {"SendPicsInfo": {"Count": len(sums), "PicList": items}}
    if kind == "location_select":
        place = {"Location_X": 31.2304, "Location_Y": 121.4737, "Scale": 15}
        label = str(body.get("label", "上海市黄浦区人民大道"))
        return {"SendLocationInfo": {**place, "Label": label, "Poiname": ""}}
    return {}


def _sent_media(do: Doing, button: Told) -> Told:
    try:
        medium = do.box.oa.media.find(button["media_id"], do.app.appid)
    except WeChatError:
        raise Refused(404, "not_found", "菜单里的素材已经不在") from None
    line = do.box.oa.talks.add(*do.place, "account", medium.kind, {"media_id": medium.id})
    return {"delivered": [], "shown": [line]}


def _answers(body: Body) -> dict[str, str]:
    given, templates = body.get("answer", "accept"), body.get("template_ids")
    if isinstance(given, dict):
        answers = {str(one): str(answer) for one, answer in given.items()}
    elif isinstance(templates, list) and templates:
        answers = {str(one): str(given) for one in templates}
    else:
        raise Refused(422, "invalid", "template_ids 是模板编号的列表")
    if not set(answers.values()) <= {"accept", "reject", "ban", "filter"}:
        raise Refused(422, "invalid", "answer 是 accept、reject、ban 或 filter")
    return answers
