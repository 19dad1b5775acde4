/* Puts a compiled mini program and the host together as static files. */
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { readApp, styleSources } from './read-app.mjs'
import { NAMES, wrapScripts } from './scripts.mjs'
import { compileTemplates } from './templates.mjs'
import { convertSheet, prefixClasses, scopeName, scopeSheet } from './wxss.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const CODE = /\.(?:js|json|wxml|wxss|wxs|map)$/

/** The app's own sheet, loaded first; it is not limited to any page. */
function appStyle(app) {
  return app.present.has('app.wxss') ? convertSheet('app.wxss', reader(app)('app.wxss'), reader(app)) : ''
}

function reader(app) {
  return path => app.present.has(path) ? readFileSync(join(app.root, path), 'utf8') : null
}

/** Sheets of pages and components: as they are when shared, and with class prefixes when kept apart. */
function componentStyles(app) {
  const read = reader(app)
  const paths = Object.keys(app.configs).filter(path => app.present.has(`${path}.wxss`))
  return Object.fromEntries(paths.map((path) => {
    const css = convertSheet(`${path}.wxss`, read(`${path}.wxss`), read)
    const name = scopeName(path)
    return [path, { name, shared: scopeSheet(path, css), own: scopeSheet(path, prefixClasses(css, name)) }]
  }))
}

/** The declared kinds of data, and which function needs which; nothing is asked without a declaration. */
function privacyFacts(file) {
  if (!file)
    return undefined
  const { kinds } = JSON.parse(readFileSync(join(here, '../privacy-apis.json'), 'utf8'))
  const { declared } = JSON.parse(readFileSync(file, 'utf8'))
  return { declared: Object.keys(declared), kinds }
}

function bundleText(app, templates, scripts, { privacy, server }) {
  const facts = {
    app: { ...app.app, usingComponents: undefined },
    pages: app.pages,
    configs: app.configs,
    styles: Object.fromEntries(app.pages.map(page => [page.route, styleSources(app.configs, page.route)])),
    sheets: componentStyles(app),
    names: NAMES,
    privacy: privacyFacts(privacy),
    server,
    theme: app.theme,
  }
  return `window.__KELIU_APP__ = Object.assign(${JSON.stringify(facts)}, {
templates: ${templates.code},
scripts: ${scripts.code}
});\n`
}

function copyAssets(app, out) {
  const assets = app.files.filter(file => !CODE.test(file) || file.startsWith('static/'))
  for (const file of assets) {
    const target = join(out, 'app', file)
    mkdirSync(dirname(target), { recursive: true })
    cpSync(join(app.root, file), target)
  }
}

/** Build into `out`, replacing what an earlier build left there. */
export async function buildHost(appDir, outDir, about = {}) {
  const root = resolve(appDir)
  const out = resolve(outDir)
  const app = readApp(root)
  if (existsSync(join(out, 'host.js')))
    rmSync(out, { recursive: true })
  mkdirSync(out, { recursive: true })
  const templates = compileTemplates(app)
  const scripts = wrapScripts(app)
  writeFileSync(join(out, 'app.css'), appStyle(app))
  writeFileSync(join(out, 'app.js'), bundleText(app, templates, scripts, about))
  copyAssets(app, out)
  cpSync(join(here, '../src/index.html'), join(out, 'index.html'))
  await build({
    entryPoints: { host: join(here, '../src/main.ts') },
    outdir: out,
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'chrome118',
    loader: { '.css': 'css' },
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'warning',
  })
  return {
    pages: app.pages.length,
    templates: templates.count,
    scripts: scripts.count,
    warnings: [...app.warnings, ...templates.warnings],
  }
}
