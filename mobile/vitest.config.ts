import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

const here = dirname(fileURLToPath(import.meta.url))

/** The uni-app compiler is not part of unit tests: its tags are custom elements, its hooks a stub. */
export default defineConfig({
  plugins: [
    {
      name: 'keliu:platform-files',
      enforce: 'pre',
      resolveId(source, importer) {
        if (!importer?.includes('/src/platform/') || !source.startsWith('./'))
          return null
        const file = resolve(dirname(importer), `${source}.h5.ts`)
        return existsSync(file) ? file : null
      },
    },
    vue({ template: { compilerOptions: { isCustomElement: tag => ['view', 'text', 'image', 'scroll-view', 'swiper', 'swiper-item', 'picker'].includes(tag) } } }),
  ],
  resolve: {
    alias: {
      '@api': resolve(here, '../packages/api-client/index.ts'),
      '@shared': resolve(here, '../packages/shared/index.ts'),
      '@dcloudio/uni-app': resolve(here, 'tests/uni-app.ts'),
      '@': resolve(here, 'src'),
    },
  },
  test: { environment: 'jsdom', setupFiles: ['tests/setup.ts'], include: ['tests/**/*.test.ts'], restoreMocks: true },
})
