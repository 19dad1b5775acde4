import type { HtmlTagDescriptor, Plugin } from 'vite'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import uniPlugin from '@dcloudio/vite-plugin-uni'
import { defineConfig } from 'vite'

const here = dirname(fileURLToPath(import.meta.url))
// CommonJS build of the plugin: the default export sits one level deeper in an ES module.
const uni = (uniPlugin as unknown as { default?: typeof uniPlugin }).default ?? uniPlugin

/** `./login` inside src/platform means login.h5.ts or login.wx.ts, whichever this build is for. */
function platformFiles(): Plugin {
  const suffix = process.env.UNI_PLATFORM === 'mp-weixin' ? 'wx' : 'h5'
  return {
    name: 'keliu:platform-files',
    enforce: 'pre',
    resolveId(source, importer) {
      if (!importer?.includes('/src/platform/') || !source.startsWith('./'))
        return null
      const file = resolve(dirname(importer), `${source}.${suffix}.ts`)
      return existsSync(file) ? file : null
    },
  }
}

/** Lets the building blocks of ui/base.scss reach inside components, as they do on H5. */
function sharedStyles(): Plugin {
  return {
    name: 'keliu:shared-styles',
    closeBundle() {
      const out = process.env.UNI_OUTPUT_DIR
      if (process.env.UNI_PLATFORM !== 'mp-weixin' || !out || !existsSync(out))
        return
      for (const name of readdirSync(out, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.json'))) {
        const file = resolve(out, name)
        const json = JSON.parse(readFileSync(file, 'utf8')) as { component?: boolean }
        if (json.component)
          writeFileSync(file, JSON.stringify({ ...json, styleIsolation: 'apply-shared' }, null, 2))
      }
    },
  }
}

/** uni-app's own styles fetch a shadow picture from its maker's server; a page of ours asks nobody else. */
function noForeignPictures(): Plugin {
  return {
    name: 'keliu:no-foreign-pictures',
    enforce: 'post',
    generateBundle(_options, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type === 'asset' && file.fileName.endsWith('.css'))
          file.source = String(file.source).replace(/url\(https?:[^)]*\)/g, 'none')
      }
    },
  }
}

/** A shared card is what most people open: its files start loading together with the entry, not after it. */
function cardFirst(): Plugin {
  return {
    name: 'keliu:card-first',
    transformIndexHtml: {
      order: 'post',
      handler(_html, { bundle = {} }) {
        const scripts = new Set<string>()
        const styles = new Set<string>()
        const visit = (name: string): void => {
          const chunk = bundle[name]
          if (chunk?.type !== 'chunk' || chunk.isEntry || scripts.has(name))
            return
          scripts.add(name)
          chunk.viteMetadata?.importedCss.forEach(file => styles.add(file))
          chunk.imports.forEach(visit)
        }
        Object.keys(bundle).filter(name => name.includes('/pages-card-index.')).forEach(visit)
        const tag = (href: string, attrs: Record<string, string>): HtmlTagDescriptor => ({ tag: 'link', attrs: { ...attrs, href: `/m/${href}` }, injectTo: 'head' })
        return [
          ...[...scripts].map(name => tag(name, { rel: 'modulepreload', crossorigin: '' })),
          ...[...styles].map(name => tag(name, { rel: 'preload', as: 'style', crossorigin: '' })),
        ]
      },
    },
  }
}

export default defineConfig({
  plugins: [platformFiles(), uni(), sharedStyles(), noForeignPictures(), cardFirst()],
  resolve: {
    alias: {
      '@api': resolve(here, '../packages/api-client/index.ts'),
      '@shared': resolve(here, '../packages/shared/index.ts'),
      '@': resolve(here, 'src'),
    },
  },
  build: { chunkSizeWarningLimit: 400 },
})
