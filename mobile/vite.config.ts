import type { Plugin } from 'vite'
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

export default defineConfig({
  plugins: [platformFiles(), uni(), sharedStyles(), noForeignPictures()],
  resolve: {
    alias: {
      '@api': resolve(here, '../packages/api-client/index.ts'),
      '@shared': resolve(here, '../packages/shared/index.ts'),
      '@': resolve(here, 'src'),
    },
  },
  build: { chunkSizeWarningLimit: 400 },
})
