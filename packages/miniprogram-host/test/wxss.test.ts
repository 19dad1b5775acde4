import { expect, it } from 'vitest'
// @ts-expect-error plain JavaScript without types
import { convertLengths, convertSelector, convertSheet, convertUrls, prefixClasses, scopeName, scopeSheet } from '../compile/wxss.mjs'

const nothing = (): null => null

it('turns rpx into a share of the screen width', () => {
  expect(convertLengths('20rpx')).toBe('calc(20 * 100vw / 750)')
  expect(convertLengths('-1.5rpx .5rpx 0')).toBe('calc(-1.5 * 100vw / 750) calc(.5 * 100vw / 750) 0')
  expect(convertLengths('calc(100% - 10rpx)')).toBe('calc(100% - calc(10 * 100vw / 750))')
})

it('leaves rpx inside text, addresses and names alone', () => {
  expect(convertLengths('"10rpx" url(a10rpx.png) var(--w10rpx)')).toBe('"10rpx" url(a10rpx.png) var(--w10rpx)')
})

it('counts vh from the page, not from the window', () => {
  expect(convertLengths('100vh')).toBe('calc(100 * var(--sim-vh, 1vh))')
})

it('reads page as the page box and nothing else', () => {
  expect(convertSelector('page')).toBe('.sim-page')
  expect(convertSelector('page .a, .b > page.c')).toBe('.sim-page .a, .b > .sim-page.c')
  expect(convertSelector('.page .my-page #page')).toBe('.page .my-page #page')
})

it('points files at the folder the app is served from', () => {
  expect(convertUrls('url("../img/a.png")', 'pages/x.wxss')).toBe('url("app/img/a.png")')
  expect(convertUrls('url(/img/a.png)', 'pages/x.wxss')).toBe('url("app/img/a.png")')
  expect(convertUrls('url(data:image/png;base64,AA)', 'x.wxss')).toBe('url(data:image/png;base64,AA)')
  expect(convertUrls('url(https://x.cn/a.png)', 'x.wxss')).toBe('url(https://x.cn/a.png)')
})

it('brings imports in once, relative to the sheet that asks, converted once', () => {
  const sheets: Record<string, string> = {
    'css/b.wxss': '@import "./c.wxss"; .b { height: 50vh }',
    'css/c.wxss': '@import "b.wxss"; .c { background: url(./c.png) }',
  }
  const css: string = convertSheet('pages/a.wxss', '@import \'../css/b.wxss\';\n.a { top: 1rpx }', (path: string) => sheets[path] ?? null)
  expect(css.match(/\.b/g)).toHaveLength(1)
  expect(css).toContain('url("app/css/c.png")')
  expect(css).toContain('height: calc(50 * var(--sim-vh, 1vh))')
  expect(css).toContain('.a { top: calc(1 * 100vw / 750) }')
  expect(css).not.toContain('@import')
})

it('drops an import that is not there', () => {
  expect(convertSheet('a.wxss', '@import "gone.wxss"; .a { color: red }', nothing)).toBe('.a { color: red }')
})

it('keeps a sheet to the pages that load it, but not key frames', () => {
  const css: string = scopeSheet('pages/a', '@keyframes turn { to { opacity: 0 } } .a { color: red }')
  expect(css).toMatch(/^@keyframes turn/)
  expect(css).toContain('@scope ([data-style~="pages/a"]) {')
  expect(css.indexOf('.a {')).toBeGreaterThan(css.indexOf('@scope'))
})

it('gives the classes of a component its prefix, and leaves the page, text and key frames alone', () => {
  expect(scopeName('ui/k-icon')).toBe('ui_k-icon')
  expect(prefixClasses('.a.b > .c:not(.d), .sim-page .e { margin: .5px }', 'x'))
    .toBe('.x--a.x--b > .x--c:not(.x--d), .sim-page .x--e { margin: .5px }')
  expect(prefixClasses('[data-x=".a"] .w-1\\/2 {}', 'x')).toBe('[data-x=".a"] .x--w-1\\/2 {}')
  expect(prefixClasses('@keyframes k { 0.5% { top: 0 } }', 'x')).toBe('@keyframes k { 0.5% { top: 0 } }')
})
