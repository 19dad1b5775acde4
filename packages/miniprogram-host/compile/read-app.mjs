/* Reads a compiled mini program: which files there are, which pages, and which component uses which. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, posix, relative, sep } from 'node:path'

/** Every file below `root`, as forward-slash paths relative to it. */
export function listFiles(root) {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => relative(root, join(entry.parentPath ?? entry.path, entry.name)).split(sep).join('/'))
    .sort()
}

/** The pages of app.json in order, main package first, each with its package root ('' for the main one). */
export function listPages(app) {
  const subs = app.subPackages ?? app.subpackages ?? []
  return [
    ...app.pages.map(route => ({ route, root: '' })),
    ...subs.flatMap((sub) => {
      const root = sub.root.replace(/^\/|\/$/g, '')
      return sub.pages.map(page => ({ route: `${root}/${page}`, root }))
    }),
  ]
}

/** Turn a `usingComponents` value into a path from the root, or null when it is not one of our files. */
export function resolveComponent(from, target, exists) {
  if (/^[\w-]+:\/\//.test(target))
    return null
  const candidates = target.startsWith('/')
    ? [target.slice(1)]
    : [posix.normalize(posix.join(posix.dirname(from), target)), posix.normalize(target)]
  for (const path of candidates) {
    if (exists(path))
      return path
    if (exists(`${path}/index`))
      return `${path}/index`
  }
  return null
}

/** Read app.json and every component's JSON; unresolved components are reported, not guessed. */
export function readApp(root) {
  if (!existsSync(join(root, 'app.json')))
    throw new Error(`${root} 里没有 app.json, 请先编译小程序 (build:mp-weixin)`)
  const files = listFiles(root)
  const present = new Set(files)
  const json = path => JSON.parse(readFileSync(join(root, path), 'utf8'))
  const app = json('app.json')
  const warnings = []
  const exists = path => present.has(`${path}.wxml`) || present.has(`${path}.js`)
  const resolveAll = (from, using) => Object.fromEntries(
    Object.entries(using ?? {}).flatMap(([name, target]) => {
      const path = resolveComponent(from, target, exists)
      if (!path)
        warnings.push(`${from}: 找不到组件 ${name} (${target})`)
      return path ? [[name, `/${path}`]] : []
    }),
  )
  const globals = resolveAll('app', app.usingComponents)
  const configs = {}
  for (const file of files.filter(name => name.endsWith('.wxml'))) {
    const path = file.slice(0, -'.wxml'.length)
    const own = present.has(`${path}.json`) ? json(`${path}.json`) : {}
    configs[path] = { ...own, usingComponents: { ...globals, ...resolveAll(path, own.usingComponents) } }
  }
  const pages = listPages(app)
  for (const page of pages) {
    if (!present.has(`${page.route}.wxml`))
      warnings.push(`app.json 里的页面 ${page.route} 没有 wxml`)
  }
  const theme = app.themeLocation && present.has(app.themeLocation) ? json(app.themeLocation) : undefined
  return { root, files, present, app, configs, pages, theme, warnings }
}

/** The paths whose styles a page may show: the page itself and every component below it. */
export function styleSources(configs, route) {
  const seen = new Set()
  const visit = (path) => {
    if (seen.has(path))
      return
    seen.add(path)
    for (const target of Object.values(configs[path]?.usingComponents ?? {}))
      visit(target.slice(1))
  }
  visit(route)
  return [...seen]
}
