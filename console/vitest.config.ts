import { defineConfig, mergeConfig } from 'vitest/config'
import vite from './vite.config'

export default mergeConfig(vite, defineConfig({
  test: {
    environment: 'jsdom',
    include: ['src/**/__tests__/*.test.ts', '../packages/**/__tests__/*.test.ts'],
    server: { deps: { inline: ['element-plus'] } },
    restoreMocks: true,
  },
}))
