/* Turns WXSS into CSS a browser understands. */
import { posix } from 'node:path'
import postcss from 'postcss'

const LENGTH = /(?<![\w.#-])(-?(?:\d+\.\d+|\.?\d+))(rpx|vh)\b/g
const QUOTED_OR_URL = /("[^"]*"|'[^']*'|url\([^)]*\))/

/** 750 rpx are the width of the screen; `vh` counts the page without navigation and tab bar. */
export function convertLengths(value) {
  return value.split(QUOTED_OR_URL).map((part, index) => index % 2 === 1
    ? part
    : part.replace(LENGTH, (_, number, unit) => unit === 'rpx'
        ? `calc(${number} * 100vw / 750)`
        : `calc(${number} * var(--sim-vh, 1vh))`)).join('')
}

/** `page` is an element in WXSS and the page's own box here. */
export function convertSelector(selector) {
  return selector.replace(/(^|[\s>+~,(])page(?=$|[\s>+~,.:#[)])/g, '$1.sim-page')
}

/** Files of the mini program are served below `app/`, next to the style sheet. */
export function convertUrls(value, file) {
  return value.replace(/url\(([^)]*)\)/g, (whole, inside) => {
    const target = inside.trim().replace(/^['"]|['"]$/g, '')
    if (/^(?:data:|[a-z]+:\/\/|\/\/|#)/i.test(target))
      return whole
    const path = target.startsWith('/') ? target.slice(1) : posix.join(posix.dirname(file), target)
    return `url("app/${posix.normalize(path)}")`
  })
}

function inlineImports(root, file, read, trail) {
  root.walkAtRules('import', (rule) => {
    const target = rule.params.match(/^(?:url\()?\s*['"]?([^'")\s]+)/)?.[1] ?? ''
    const path = target.startsWith('/') ? target.slice(1) : posix.normalize(posix.join(posix.dirname(file), target))
    const text = trail.includes(path) ? null : read(path)
    if (text === null)
      rule.remove()
    else
      rule.replaceWith(parseSheet(path, text, read, [...trail, path]).nodes)
  })
}

function parseSheet(file, text, read, trail) {
  const root = postcss.parse(text, { from: file })
  root.walkDecls((decl) => {
    decl.value = convertUrls(convertLengths(decl.value), file)
  })
  root.walkRules((rule) => {
    if (rule.parent?.type !== 'atrule' || !rule.parent.name.endsWith('keyframes'))
      rule.selector = convertSelector(rule.selector)
  })
  root.walkAtRules('media', (rule) => {
    rule.params = convertLengths(rule.params)
  })
  // Last, because an imported sheet comes in converted and must not be converted twice.
  inlineImports(root, file, read, trail)
  return root
}

/** CSS of one sheet with its imports inlined. `read(path)` gives a sheet's text or null. */
export function convertSheet(file, text, read) {
  return parseSheet(file, text, read, [file]).toString()
}

const CLASS = /("[^"]*"|'[^']*')|\.((?:\\.|[\w\u0080-\uFFFF-])+)/g

/** Put a component's prefix before every class, the way glass-easel names the classes of its nodes. */
export function prefixClasses(css, prefix) {
  const root = postcss.parse(css)
  root.walkRules((rule) => {
    if (rule.parent?.type === 'atrule' && rule.parent.name.endsWith('keyframes'))
      return
    rule.selector = rule.selector.replace(CLASS, (whole, quoted, name) =>
      quoted || name === 'sim-page' ? whole : `.${prefix}--${name}`)
  })
  return root.toString()
}

/** The prefix of a component's classes; its path with letters that need no escape. */
export function scopeName(path) {
  return path.replace(/[^\w-]/g, '_')
}

/**
 * Limit a sheet to the pages that load it.
 * Key frames and fonts have global names in CSS, so they stay outside the scope.
 */
export function scopeSheet(path, css) {
  const root = postcss.parse(css)
  const outside = postcss.root()
  for (const node of [...root.nodes]) {
    if (node.type === 'atrule' && /keyframes$|^font-face$|^charset$/.test(node.name)) {
      node.remove()
      if (node.name !== 'charset')
        outside.append(node)
    }
  }
  const inside = root.nodes.length > 0 ? `@scope ([data-style~="${path}"]) {\n${root.toString()}\n}\n` : ''
  return outside.nodes.length > 0 ? `${outside.toString()}\n${inside}` : inside
}
