/*
 * Stands in for WeChat's JS-SDK inside the box. The page talks to the phone that frames it; the phone asks the
 * box whether the signature is right. Outside the phone nothing answers, as in a browser that is not WeChat.
 */
;(function () {
  'use strict'

  var script = document.currentScript || document.querySelector('script[src*="/open/jweixin.js"]')
  var port = new URL(script.src).port
  var inside = window.parent !== window
  var phone = null
  var waiting = []
  var calls = {}
  var nextCall = 1
  var state = { done: false, failed: null, ready: [], error: [] }
  var onShare = {}
  var seenUrl = location.href
  var seenTitle = null

  function isPhone(origin) {
    var url = new URL(origin)
    return (
      url.port === port && (url.hostname === 'localhost' || /^u\d+\.localhost$/.test(url.hostname))
    )
  }

  function send(message) {
    message.keliu = 'wx'
    if (phone) window.parent.postMessage(message, phone)
    else waiting.push(message)
  }

  function call(api, args, options) {
    var id = nextCall++
    calls[id] = options || {}
    send({ type: 'call', id: id, api: api, args: args })
  }

  // Functions cannot cross to the phone, and nothing else of an option object matters to it.
  function plain(options) {
    return JSON.parse(JSON.stringify(options || {}))
  }

  function run(callback, value) {
    if (typeof callback === 'function') callback(value)
  }

  function finish(options, result) {
    var message = result.errMsg
    if (/:ok$/.test(message)) run(options.success, result)
    else if (/:cancel$/.test(message)) run(options.cancel, result)
    else run(options.fail, result)
    run(options.complete, result)
  }

  function simple(api) {
    return function (options) {
      call(api, plain(options), options)
    }
  }

  function settle(errMsg) {
    state.done = errMsg === undefined
    state.failed = errMsg === undefined ? null : { errMsg: errMsg }
    var callbacks = state.done ? state.ready : state.error
    callbacks.forEach(function (callback) {
      run(callback, state.failed || undefined)
    })
    state.ready = state.done ? [] : state.ready
  }

  function config(options) {
    var args = plain(options)
    args.url = location.href.split('#')[0]
    state.done = false
    state.failed = null
    call('config', args, {
      success: function () {
        if (args.debug) console.info('config:ok')
        settle()
      },
      fail: function (result) {
        if (args.debug) console.warn(result.errMsg)
        settle(result.errMsg)
      },
    })
  }

  // The old way to share: success comes when the person has really forwarded the page.
  function oldShare(api, event, what) {
    return function (options) {
      call(api, plain(options), { fail: options.fail })
      onShare[event] = { options: options, what: what }
    }
  }

  function shareEvent(name) {
    var parts = name.split(':')
    var told = onShare[parts[0]]
    if (!told) return
    if (parts[1] === 'trigger') run(told.options.trigger, { errMsg: told.what + ':ok' })
    else finish(told.options, { errMsg: told.what + (parts[1] === 'success' ? ':ok' : ':cancel') })
  }

  // <wx-open-subscribe>: WeChat draws what the page put into its template; a tap asks on the phone.
  function openTags() {
    if (!window.customElements || customElements.get('wx-open-subscribe')) return
    function Tag() {
      return Reflect.construct(HTMLElement, [], Tag)
    }
    Tag.prototype = Object.create(HTMLElement.prototype)
    Tag.prototype.constructor = Tag
    Tag.prototype.connectedCallback = function () {
      var tag = this
      if (tag.shadowRoot) return
      var inside = tag.attachShadow({ mode: 'closed' })
      tag.querySelectorAll('script[type="text/wxtag-template"]').forEach(function (part) {
        inside.innerHTML += part.textContent
      })
      inside.addEventListener('click', function () {
        call('openSubscribe', { ids: (tag.getAttribute('template') || '').split(',') }, {
          success: function (result) {
            var details = {}
            Object.keys(result.answers).forEach(function (id) {
              details[id] = JSON.stringify({ status: result.answers[id] })
            })
            tag.dispatchEvent(new CustomEvent('success', { detail: { errMsg: 'subscribe:ok', subscribeDetails: JSON.stringify(details) } }))
          },
          fail: function (result) {
            tag.dispatchEvent(new CustomEvent('error', { detail: { errMsg: result.errMsg, errCode: 10002 } }))
          },
        })
      })
    }
    customElements.define('wx-open-subscribe', Tag)
  }

  function heard(event) {
    var message = event.data
    if (
      event.source !== window.parent ||
      !message ||
      message.keliu !== 'wx' ||
      !isPhone(event.origin)
    )
      return
    if (message.type === 'welcome') {
      phone = event.origin
      var late = waiting
      waiting = []
      late.forEach(send)
    } else if (message.type === 'result') {
      var options = calls[message.id]
      delete calls[message.id]
      if (options) finish(options, message.result)
    } else if (message.type === 'event') {
      shareEvent(message.name)
    } else if (message.type === 'back') {
      history.back()
    }
  }

  function report(how) {
    seenUrl = location.href
    seenTitle = document.title
    send({ type: 'page', url: seenUrl, title: seenTitle, how: how })
  }

  // The title bar and the way back follow the page, also when it changes without loading.
  function watch() {
    ;['pushState', 'replaceState'].forEach(function (name) {
      var original = history[name]
      history[name] = function () {
        var result = original.apply(history, arguments)
        if (location.href !== seenUrl) report(name === 'pushState' ? 'push' : 'replace')
        return result
      }
    })
    function moved() {
      if (location.href !== seenUrl) report('move')
    }
    window.addEventListener('popstate', moved)
    window.addEventListener('hashchange', moved)
    new MutationObserver(function () {
      if (document.title !== seenTitle) report('replace')
    }).observe(document.head, { subtree: true, childList: true, characterData: true })
    // A page that comes back from the browser's memory has to be known again.
    window.addEventListener('pageshow', function (event) {
      if (event.persisted) {
        phone = null
        hello()
        report('load')
      }
    })
  }

  function hello() {
    window.parent.postMessage({ keliu: 'wx', type: 'hello' }, '*')
  }

  var wx = {
    config: config,
    ready: function (callback) {
      if (state.done) run(callback)
      else state.ready.push(callback)
    },
    error: function (callback) {
      state.error.push(callback)
      if (state.failed) run(callback, state.failed)
    },
    checkJsApi: simple('checkJsApi'),
    updateAppMessageShareData: simple('updateAppMessageShareData'),
    updateTimelineShareData: simple('updateTimelineShareData'),
    onMenuShareAppMessage: oldShare('onMenuShareAppMessage', 'share', 'sendAppMessage'),
    onMenuShareTimeline: oldShare('onMenuShareTimeline', 'timeline', 'shareTimeline'),
    hideMenuItems: simple('hideMenuItems'),
    showMenuItems: simple('showMenuItems'),
    closeWindow: simple('closeWindow'),
    scanQRCode: simple('scanQRCode'),
    previewImage: simple('previewImage'),
    chooseWXPay: simple('chooseWXPay'),
    miniProgram: {
      getEnv: function (callback) {
        run(callback, { miniprogram: false })
      },
    },
  }

  // The bridge below the SDK: pages may pay with it without wx.config.
  var jsBridge = {
    invoke: function (name, args, callback) {
      call(name, plain(args), {
        complete: function (result) {
          var how = /:ok$/.test(result.errMsg) ? 'ok' : /:cancel$/.test(result.errMsg) ? 'cancel' : 'fail'
          run(callback, { err_msg: 'get_brand_wcpay_request:' + how, err_desc: result.errMsg })
        },
      })
    },
  }

  window.jWeixin = wx
  if (!window.wx) window.wx = wx

  if (inside) {
    window.WeixinJSBridge = jsBridge
    window.addEventListener('message', heard)
    watch()
    openTags()
    hello()
    report('load')
  }
})()
