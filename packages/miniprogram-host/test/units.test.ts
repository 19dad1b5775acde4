import { expect, it } from 'vitest'
import { channelPair } from '../src/runtime/emitter'
import { inlineRpx, parsePath, parseQuery } from '../src/units'

it('converts rpx in inline styles', () => {
  expect(inlineRpx('width:10rpx;margin:-2.5rpx')).toBe('width:calc(10 * 100vw / 750);margin:calc(-2.5 * 100vw / 750)')
  expect(inlineRpx('width:10px')).toBe('width:10px')
})

it('hands query values over undecoded, as WeChat does', () => {
  expect(parseQuery('scene=c%3Dabc&empty=&flag')).toEqual({ scene: 'c%3Dabc', empty: '', flag: '' })
})

it('resolves page addresses against the current page', () => {
  expect(parsePath('/pages/a/b?x=1', 'pages/c/d').route).toBe('pages/a/b')
  expect(parsePath('../e/f', 'pages/c/d').route).toBe('pages/e/f')
  expect(parsePath('g?x=1&y=2#z', 'pages/c/d')).toEqual({ route: 'pages/c/g', query: { x: '1', y: '2' }, full: 'pages/c/g?x=1&y=2' })
})

it('carries events between two pages and keeps early ones for the first listener', () => {
  const heard: unknown[] = []
  const { opener, opened } = channelPair({ back: value => heard.push(value) })
  opener.emit('hello', 1)
  opened.on('hello', value => heard.push(value))
  opened.emit('back', 2)
  opened.off('hello')
  opener.emit('hello', 3)
  expect(heard).toEqual([1, 2])
})
