"""The host in a real browser: pages, events, built-in components and wx."""

from typing import Any

from conftest import Open
from playwright.sync_api import Page, expect
from servers import Api


def by_id(page: Page, name: str) -> Any:
    """An element by the id the app gave it."""
    return page.locator(f'.sim-frame:not([hidden]) [id$="--{name}"]')


def wx(page: Page, call: str) -> Any:
    """What a wx function answers; a refusal comes back with its errMsg."""
    script = f"(async () => {{ const wx = __keliuHost.wx; return await ({call}) }})()"
    return page.evaluate(script + ".catch(e => ({errMsg: e.errMsg}))")


def routes(page: Page) -> list[str]:
    """The page stack."""
    return [item["route"] for item in page.evaluate("__keliuHost.pages()")]


def logs(page: Page) -> list[str]:
    """What the sample wrote down."""
    return page.evaluate("__keliuHost.app().log")  # type: ignore[no-any-return]


def no_errors(page: Page) -> None:
    """Nothing was recorded."""
    assert page.evaluate("__keliuHost.errors") == []


def test_life_begins_in_wechats_order(phone: Open) -> None:
    page = phone("pages/home/index?scene=c%3Dabc", scene=1047)
    assert logs(page) == [
        "launch pages/home/index 1047",
        "app show",
        "box attached",
        'home load {"scene":"c%3Dabc"}',
        "home show",
        "box page show",
        "box ready",
        "home ready",
    ]
    no_errors(page)


def test_scripts_cannot_see_the_browser(phone: Open) -> None:
    assert set(phone().evaluate("__keliuHost.app().hidden")) == {"undefined"}


def test_taps_reach_components_and_stop_where_they_are_caught(phone: Open) -> None:
    page = phone()
    page.locator("box > view").click()
    expect(by_id(page, "picked")).to_have_text("果 1 fruit")
    page.get_by_text("乙").click()
    expect(by_id(page, "picked")).to_have_text("1 list true")
    by_id(page, "stop").click()
    expect(by_id(page, "picked")).to_have_text("inner")
    no_errors(page)


def test_fingers_tap_too(phone: Open) -> None:
    page = phone(touch=True)
    page.locator("box > view").tap()
    expect(by_id(page, "picked")).to_have_text("果 1 fruit")
    expect(page.locator("box > view")).to_have_text("果/3/1影!")


def test_pages_come_and_go_with_events_between_them(phone: Open) -> None:
    page = phone()
    by_id(page, "go").click()
    expect(by_id(page, "query")).to_have_text('{"name":"%E7%8E%8B","n":"1"}')
    expect(by_id(page, "heard")).to_have_text("在吗")
    assert routes(page) == ["pages/home/index", "pkg/deep/index"]
    page.get_by_role("button", name="回", exact=True).click()
    expect(by_id(page, "picked")).to_have_text("在")
    assert logs(page)[-4:] == ["home ready", "home hide", "home show", "box page show"]
    no_errors(page)


def test_tabs_keep_their_page(phone: Open) -> None:
    page = phone()
    page.get_by_role("button", name="我的").click()
    expect(by_id(page, "tab")).to_have_text("我的 1")
    page.get_by_role("button", name="首页").click()
    page.get_by_text("去我的").click()
    expect(by_id(page, "tab")).to_have_text("我的 1")
    assert logs(page).count("home load {}") == 1


def test_refused_moves_say_why(phone: Open) -> None:
    page = phone()
    refused = wx(page, "wx.navigateTo({url: '/pages/tab/index'})")["errMsg"]
    assert refused == "navigateTo:fail can not navigateTo a tabbar page"
    assert "is not found" in wx(page, "wx.redirectTo({url: '/pages/none'})")["errMsg"]
    assert routes(page) == ["pages/home/index"]


def test_styles_stay_with_their_page(phone: Open) -> None:
    page = phone()
    expect(by_id(page, "half")).to_have_css("color", "rgb(1, 2, 3)")
    assert by_id(page, "half").bounding_box()["width"] == 195
    assert by_id(page, "inline").bounding_box()["width"] == 39
    page.get_by_role("button", name="我的").click()
    expect(by_id(page, "tab")).to_have_css("color", "rgb(0, 0, 0)")
    assert by_id(page, "fixed").bounding_box()["y"] == 64


def test_components_keep_their_styles(phone: Open) -> None:
    page = phone()
    inside = page.locator("open view")
    # Open to the page's styles, and its own do not leave it.
    expect(inside).to_have_css("color", "rgb(1, 2, 3)")
    expect(inside).to_have_css("font-weight", "700")
    expect(by_id(page, "mine")).to_have_css("font-weight", "400")
    # Closed: the page's styles stay outside.
    shade = page.locator("box text").first
    expect(shade).to_have_css("font-style", "italic")
    expect(shade).to_have_css("color", "rgb(0, 0, 0)")
    expect(by_id(page, "half")).to_have_css("font-style", "normal")
    expect(by_id(page, "half")).to_have_css("color", "rgb(1, 2, 3)")
    inside.hover()
    page.mouse.down()
    expect(inside).to_have_css("opacity", "0.5")
    page.mouse.up()
    expect(inside).to_have_css("opacity", "1")


def test_sizes_count_from_below_the_navigation_bar(phone: Open) -> None:
    page = phone()
    first = "wx.createSelectorQuery().select('#query').boundingClientRect()"
    rect = page.evaluate(f"new Promise(r => {{ const wx = __keliuHost.wx; {first}.exec(r) }})")[0]
    assert (rect["top"], rect["width"]) == (0, 390)
    info = page.evaluate("__keliuHost.wx.getWindowInfo()")
    assert (info["windowHeight"], info["statusBarHeight"]) == (844 - 64 - 50, 20)


def test_a_form_collects_and_resets(phone: Open) -> None:
    page = phone("pages/form/index")
    by_id(page, "name").fill("张阿姨来了吗")
    expect(by_id(page, "echo")).to_have_text("张阿姨来了")
    page.locator("switch input").click()
    page.get_by_text("果", exact=True).click()
    page.locator("radio input").nth(1).click()
    page.get_by_role("button", name="交").click()
    value = (
        '"name":"张阿姨来了","memo":"旧","on":true,"tags":["a","b"],"one":"y","day":"2026-01-02"'
    )
    expect(by_id(page, "log")).to_contain_text(
        f'submit {{"value":{{{value},"kind":1,"level":30}}}}'
    )
    page.get_by_role("button", name="清").click()
    expect(page.locator("switch input")).not_to_be_checked()
    no_errors(page)


def test_pickers_wheels_and_slides_tell_what_was_chosen(phone: Open) -> None:
    page = phone("pages/form/index")
    page.locator("picker select").select_option("大")
    expect(by_id(page, "log")).to_contain_text('change {"value":0}')
    page.locator("picker input").fill("2026-03-04")
    page.locator("picker input").dispatch_event("change")
    expect(by_id(page, "log")).to_contain_text('change {"value":"2026-03-04"}')
    page.locator("picker-view-column").evaluate("el => el.scrollTop = 68")
    expect(by_id(page, "log")).to_contain_text('change {"value":[2]}')
    box = by_id(page, "swiper").bounding_box()
    page.mouse.move(box["x"] + 300, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 100, box["y"] + 40, steps=5)
    page.mouse.up()
    expect(by_id(page, "log")).to_contain_text('"current":1')
    by_id(page, "scroll").evaluate("el => el.scrollTop = 999")
    expect(by_id(page, "log")).to_contain_text("scrolltolower")
    no_errors(page)


def test_pictures_canvas_and_rich_text(phone: Open) -> None:
    page = phone("pages/form/index")
    expect(by_id(page, "log")).to_contain_text('load {"width":60,"height":40}')
    assert by_id(page, "img").bounding_box()["height"] == 40
    assert page.locator("rich-text").inner_html() == "<b>粗</b>"
    drawn = page.evaluate(
        """() => new Promise(done => {
            const wx = __keliuHost.wx
            const query = wx.createSelectorQuery().select('#cv').fields({node: true, size: true})
            query.exec(([{node, width}]) => {
                node.width = 10
                node.getContext('2d').fillRect(0, 0, 5, 5)
                const success = ({tempFilePath}) => done([width, tempFilePath])
                wx.canvasToTempFilePath({canvas: node, success})
            })
        })"""
    )
    assert drawn[0] == 50
    assert drawn[1].startswith("blob:")


def test_a_long_press_is_not_a_tap(phone: Open) -> None:
    page = phone("pages/form/index")
    by_id(page, "press").click(delay=500)
    expect(by_id(page, "log")).to_contain_text("longpress")
    assert "tap " not in by_id(page, "log").inner_text()


def test_reaching_the_bottom_and_pulling_down(phone: Open) -> None:
    page = phone()
    page.locator(".sim-scroll").evaluate("el => el.scrollTop = 99999")
    expect(page.get_by_text("1 0")).to_be_attached()
    wx(page, "wx.startPullDownRefresh()")
    expect(page.get_by_text("1 1")).to_be_attached()


def test_request_speaks_to_a_real_server(phone: Open, api: str) -> None:
    page = phone(api=api)
    call = "new Promise(done => wx.request({%s, complete: done}))"
    got = wx(
        page, call % "url: '/api/v1/x?a=1', data: {b: '中'}, header: {Authorization: 'Bearer t'}"
    )
    assert got["data"]["path"] == "/api/v1/x?a=1&b=%E4%B8%AD"
    assert (got["statusCode"], got["header"]["x-answer"]) == (200, "yes")
    assert got["data"]["token"] == "Bearer t"
    put = wx(page, call % "url: 'http://elsewhere.cn/api/v1/x', method: 'PUT', data: {n: 1}")
    assert (put["data"]["method"], put["data"]["body"]) == ("PUT", '{"n":1}')
    assert wx(page, call % f"url: '{api}/gone'")["statusCode"] == 404
    slow = wx(page, call % f"url: '{api}/slow', timeout: 100")
    assert slow["errMsg"] == "request:fail timeout"
    stopped = (
        "new Promise(done => { const t = wx.request({url: '%s/slow', complete: done}); t.abort() })"
    )
    assert wx(page, stopped % api)["errMsg"] == "request:fail abort"
    assert (
        wx(page, call % "url: '/api/x', method: 'PATCH'")["errMsg"]
        == "request:fail method is invalid"
    )
    no_errors(page)


def test_files_go_up_and_come_down(phone: Open, api: str) -> None:
    page = phone()
    down = f"new Promise(done => wx.downloadFile({{url: '{api}/file.txt', complete: done}}))"
    path = wx(page, down)["tempFilePath"]
    options = f"url: '{api}/up', filePath: '{path}', name: 'file', formData: {{n: 1}}"
    up = f"new Promise(done => wx.uploadFile({{{options}, complete: done}}))"
    assert wx(page, up)["statusCode"] == 200
    sent = Api.seen[-1]["body"]
    assert b'name="file"; filename="file.txt"' in sent
    assert b"hello" in sent
    missing = wx(page, up.replace(path, "wxfile://none"))
    assert missing["errMsg"] == "uploadFile:fail file not found"


def test_a_socket_talks_and_says_how_it_ended(phone: Open, socket: str) -> None:
    page = phone()
    heard = page.evaluate(
        """url => new Promise(done => {
            const log = [], task = __keliuHost.wx.connectSocket({url})
            task.onOpen(() => task.send({data: 'hi'}))
            task.onMessage(({data}) => { log.push(data); task.send({data: 'bye'}) })
            task.onClose(({code, reason}) => done([...log, code, reason])) })""",
        socket,
    )
    assert heard == ["heard hi", 4409, "full"]


def test_storage_belongs_to_one_user(phone: Open) -> None:
    page = phone(user="u1", appid="wx1")
    page.evaluate("__keliuHost.wx.setStorageSync('a', {n: [1, null]})")
    assert page.evaluate("__keliuHost.wx.getStorageSync('a')") == {"n": [1, None]}
    assert page.evaluate("__keliuHost.wx.getStorageSync('none')") == ""
    assert wx(page, "wx.getStorage({key: 'none'})")["errMsg"] == "getStorage:fail data not found"
    page.evaluate("__keliuHost.config.user = 'u2'")
    assert page.evaluate("__keliuHost.wx.getStorageInfoSync().keys") == []


def test_storage_may_be_filled_before_the_first_start(phone: Open) -> None:
    page = phone(storage={"token": "t", "n": 1})
    assert page.evaluate("__keliuHost.wx.getStorageSync('token')") == "t"
    page.evaluate("__keliuHost.wx.setStorageSync('token', 'new')")
    page.reload()
    assert page.evaluate("__keliuHost.wx.getStorageSync('token')") == "new"


def test_login_asks_the_box(phone: Open, api: str) -> None:
    page = phone(boxBase=api, user="u3", appid="wx1")
    assert wx(page, "wx.login()")["code"] == "code-of-u3"
    assert Api.seen[-1]["body"] == b'{"appid":"wx1"}'
    assert wx(phone(), "wx.login()")["errMsg"].startswith("login:fail 没有连接微信盒子")


def test_a_share_is_recorded_and_delivered(phone: Open, api: str) -> None:
    page = phone(boxBase=api, user="u1", appid="wx1")
    page.get_by_role("button", name="更多").click()
    page.get_by_role("button", name="转发给朋友").click()
    page.get_by_role("button", name="李叔").click()
    expect(page.get_by_role("status")).to_have_text("已发送")
    share = page.evaluate("__keliuHost.shares")
    assert [item["path"] for item in share] == ["pkg/deep/index?from=menu"]
    assert Api.seen[-1]["path"] == "/box/users/u1/forward"
    assert '"to":"u2"' in Api.seen[-1]["body"].decode()


def test_a_share_button_needs_no_box(phone: Open) -> None:
    page = phone()
    by_id(page, "share").click()
    page.wait_for_function("__keliuHost.shares.length === 1")
    assert page.evaluate("__keliuHost.shares[0]") == {
        "title": "水果店",
        "path": "pkg/deep/index?from=button",
        "imageUrl": "/a.png",
        "from": "button",
        "appid": "touristappid",
    }


def test_dialogs_answer(phone: Open) -> None:
    page = phone(privacy="ask")
    page.evaluate(
        "__keliuHost.wx.showModal({title: '删除', success: r => window.modal = r.confirm})"
    )
    page.get_by_role("dialog").get_by_role("button", name="确定").click()
    page.wait_for_function("window.modal === true")
    sheet = "itemList: ['甲', '乙'], fail: r => window.sheet = r.errMsg"
    page.evaluate(f"__keliuHost.wx.showActionSheet({{{sheet}}})")
    page.get_by_role("button", name="取消").click()
    page.wait_for_function("window.sheet === 'showActionSheet:fail cancel'")
    page.evaluate(
        "__keliuHost.wx.requestSubscribeMessage({tmplIds: ['t'], success: r => window.sub = r.t})"
    )
    page.get_by_role("button", name="允许").click()
    page.wait_for_function("window.sub === 'accept'")
    page.evaluate("__keliuHost.wx.requirePrivacyAuthorize({fail: r => window.privacy = r.errno})")
    page.get_by_role("button", name="拒绝").click()
    page.wait_for_function("window.privacy === 104")


def test_what_wechat_would_do_is_recorded(phone: Open) -> None:
    page = phone()
    wx(page, "wx.makePhoneCall({phoneNumber: '13800000000'})")
    assert page.evaluate("__keliuHost.wx.startSoterAuthentication") is None
    last = page.evaluate("__keliuHost.calls.slice(-2)")
    assert last[0]["args"] == {"phoneNumber": "13800000000"}
    assert (last[1]["api"], last[1]["args"]) == ("startSoterAuthentication", {"unknown": True})
