import type { Change } from '../src/runtime/stack'
import { beforeEach, describe, expect, it } from 'vitest'
import { MAX_DEPTH, PageStack } from '../src/runtime/stack'

let stack: PageStack
beforeEach(() => {
  stack = new PageStack(new Set(['home', 'mine', 'list', 'detail']), new Set(['home', 'mine']))
  stack.reLaunch('home', {})
})

const routes = (): string[] => stack.list().map(entry => entry.route)
function named(change: Change): Record<string, unknown> {
  return {
    create: change.create?.route ?? null,
    show: change.show?.route ?? null,
    hide: change.hide?.route ?? null,
    unload: change.unload.map(entry => entry.route),
  }
}

describe('navigateTo', () => {
  it('puts a page on top and hides the one below', () => {
    expect(named(stack.navigateTo('list', { a: '1' }))).toEqual({ create: 'list', show: 'list', hide: 'home', unload: [] })
    expect(routes()).toEqual(['home', 'list'])
    expect(stack.top()?.query).toEqual({ a: '1' })
  })

  it('opens the same page twice as two pages', () => {
    const first = stack.navigateTo('detail', {}).create
    const second = stack.navigateTo('detail', {}).create
    expect(first?.id).not.toBe(second?.id)
    expect(routes()).toEqual(['home', 'detail', 'detail'])
  })

  it('refuses tab pages, unknown pages and an eleventh page, and changes nothing', () => {
    expect(() => stack.navigateTo('mine', {})).toThrow('can not navigateTo a tabbar page')
    expect(() => stack.navigateTo('nowhere', {})).toThrow('page "nowhere" is not found')
    for (let count = 1; count < MAX_DEPTH; count += 1)
      stack.navigateTo('detail', {})
    expect(() => stack.navigateTo('detail', {})).toThrow('webview count limit exceed')
    expect(stack.list()).toHaveLength(MAX_DEPTH)
  })
})

describe('redirectTo', () => {
  it('replaces the page on top', () => {
    stack.navigateTo('list', {})
    expect(named(stack.redirectTo('detail', {}))).toEqual({ create: 'detail', show: 'detail', hide: null, unload: ['list'] })
    expect(routes()).toEqual(['home', 'detail'])
  })

  it('forgets a tab page it replaces', () => {
    stack.redirectTo('detail', {})
    expect(named(stack.switchTab('home')).create).toBe('home')
  })
})

describe('switchTab', () => {
  it('keeps tab pages alive and comes back to the same one', () => {
    const home = stack.top()
    expect(named(stack.switchTab('mine'))).toEqual({ create: 'mine', show: 'mine', hide: 'home', unload: [] })
    const back = stack.switchTab('home')
    expect(named(back)).toEqual({ create: null, show: 'home', hide: 'mine', unload: [] })
    expect(back.show).toBe(home)
    expect(routes()).toEqual(['home'])
  })

  it('throws away everything that is not a tab, top first', () => {
    stack.navigateTo('list', {})
    stack.navigateTo('detail', {})
    expect(named(stack.switchTab('mine'))).toEqual({ create: 'mine', show: 'mine', hide: null, unload: ['detail', 'list'] })
  })

  it('uncovers the tab below', () => {
    stack.navigateTo('list', {})
    expect(named(stack.switchTab('home'))).toEqual({ create: null, show: 'home', hide: null, unload: ['list'] })
  })

  it('does nothing for the tab that is already shown', () => {
    expect(named(stack.switchTab('home'))).toEqual({ create: null, show: null, hide: null, unload: [] })
  })

  it('refuses a page that is not a tab', () => {
    expect(() => stack.switchTab('list')).toThrow('can not switch to no-tabBar page')
  })
})

describe('reLaunch', () => {
  it('unloads all pages and the tabs kept aside, each once', () => {
    stack.switchTab('mine')
    stack.navigateTo('list', {})
    const { unload } = stack.reLaunch('detail', {})
    expect(unload.map(entry => entry.route).sort()).toEqual(['home', 'list', 'mine'])
    expect(routes()).toEqual(['detail'])
  })

  it('leaves the stack alone when the page does not exist', () => {
    expect(() => stack.reLaunch('nowhere', {})).toThrow()
    expect(routes()).toEqual(['home'])
  })
})

describe('navigateBack', () => {
  beforeEach(() => {
    stack.navigateTo('list', {})
    stack.navigateTo('detail', {})
  })

  it('goes back one page', () => {
    expect(named(stack.navigateBack(1))).toEqual({ create: null, show: 'list', hide: null, unload: ['detail'] })
  })

  it('stops at the first page however far it is sent', () => {
    expect(named(stack.navigateBack(99))).toEqual({ create: null, show: 'home', hide: null, unload: ['detail', 'list'] })
    expect(() => stack.navigateBack(1)).toThrow('cannot navigate back at first page')
  })

  it('reads a delta of nothing as one', () => {
    stack.navigateBack(Number.NaN)
    expect(routes()).toEqual(['home', 'list'])
  })
})
