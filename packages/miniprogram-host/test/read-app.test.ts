import { expect, it } from 'vitest'
// @ts-expect-error plain JavaScript without types
import { listPages, resolveComponent, styleSources } from '../compile/read-app.mjs'

const exists = (path: string): boolean => ['ui/k-icon', 'kit/list/index', 'pages/home/index'].includes(path)

it('lists pages of the main package and of sub-packages', () => {
  const app = { pages: ['a/b'], subPackages: [{ root: 'pkg/', pages: ['c/d'] }] }
  expect(listPages(app)).toEqual([{ route: 'a/b', root: '' }, { route: 'pkg/c/d', root: 'pkg' }])
})

it('finds components by relative, absolute and folder names', () => {
  expect(resolveComponent('pages/home/index', '../../ui/k-icon', exists)).toBe('ui/k-icon')
  expect(resolveComponent('pages/home/index', '/ui/k-icon', exists)).toBe('ui/k-icon')
  expect(resolveComponent('pages/home/index', '/kit/list', exists)).toBe('kit/list/index')
  expect(resolveComponent('pages/home/index', 'plugin://x/y', exists)).toBeNull()
  expect(resolveComponent('pages/home/index', './gone', exists)).toBeNull()
})

it('gathers the style sheets of a page and all components below it, even when they use each other', () => {
  const configs = {
    page: { usingComponents: { a: '/a' } },
    a: { usingComponents: { b: '/b' } },
    b: { usingComponents: { a: '/a' } },
    other: { usingComponents: {} },
  }
  expect(styleSources(configs, 'page')).toEqual(['page', 'a', 'b'])
})
