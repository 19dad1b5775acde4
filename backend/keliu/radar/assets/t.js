/*! Keliu site script: page views and reading time. No cookie, no id, until the visitor came by WeChat and agreed. */
(function () {
  'use strict'
  var script = document.currentScript
  var code = script && script.getAttribute('data-code')
  if (!code || window.__keliu)
    return
  window.__keliu = true
  var home = new URL(script.src).origin
  var KEY = 'keliu.token'
  var MOST_MS = 1800000
  var token = ticket()
  var page
  var called = 'site'
  var since = 0
  var shown = 0

  function kept() {
    try {
      return sessionStorage.getItem(KEY)
    }
    catch (e) {
      return null
    }
  }

  /** The ticket that a WeChat link carries behind #kl=; it leaves the address at once. */
  function ticket() {
    var found = /[#&]kl=([\w.:-]+)/.exec(location.hash)
    if (!found)
      return kept()
    var rest = location.hash.replace(found[0], '').replace(/^&/, '#')
    history.replaceState(history.state, '', location.pathname + location.search + (rest === '#' ? '' : rest))
    try {
      sessionStorage.setItem(KEY, found[1])
    }
    catch (e) {}
    return found[1]
  }

  /** Time first, then chance: the server keeps an event once, however often it arrives. */
  function id(now) {
    var text = ('00000000000' + now.toString(16)).slice(-12)
    var bytes = crypto.getRandomValues(new Uint8Array(10))
    for (var i = 0; i < bytes.length; i++)
      text += ('0' + bytes[i].toString(16)).slice(-2)
    return text
  }

  function send(kind, dwell) {
    var now = Date.now()
    var event = { id: id(now), kind: kind, at: new Date(now).toISOString(), page: page }
    if (dwell)
      event.dwell_ms = Math.min(dwell, MOST_MS)
    var body = { code: code, events: [event], sent_at: event.at, scene: 'site' }
    if (token)
      body.token = token
    var text = JSON.stringify(body)
    var to = home + '/api/v1/radar/events'
    if (navigator.sendBeacon && navigator.sendBeacon(to, new Blob([text], { type: 'text/plain' })))
      return
    fetch(to, { method: 'POST', mode: 'no-cors', keepalive: true, body: text }).catch(function () {})
  }

  function here() {
    return { path: location.pathname.slice(0, 200), title: document.title.slice(0, 120) }
  }

  /** Reading time counts only while the page is seen. */
  function pause() {
    if (shown)
      since += Date.now() - shown
    shown = 0
    if (since >= 1000)
      send(called + '_leave', since)
    since = 0
  }

  function resume() {
    if (!shown && document.visibilityState !== 'hidden')
      shown = Date.now()
  }

  function view() {
    page = here()
    called = document.querySelector('meta[property="og:type"][content="article"]') ? 'article' : 'site'
    send(called + '_view')
    resume()
  }

  function moved() {
    if (page && page.path === location.pathname)
      return
    pause()
    // The title follows the address a moment later.
    setTimeout(view, 60)
  }

  var push = history.pushState
  history.pushState = function () {
    push.apply(this, arguments)
    moved()
  }
  addEventListener('popstate', moved)
  addEventListener('pagehide', pause)
  addEventListener('pageshow', resume)
  document.addEventListener('visibilitychange', function () {
    if (document.visibilityState === 'hidden')
      pause()
    else
      resume()
  })
  if (document.readyState === 'loading')
    document.addEventListener('DOMContentLoaded', view)
  else
    view()
})()
