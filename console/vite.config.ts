import process from 'node:process'
import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { ElementPlusResolver } from 'unplugin-vue-components/resolvers'
import Components from 'unplugin-vue-components/vite'
import { defineConfig } from 'vite'

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const server = process.env.KELIU_API ?? 'http://127.0.0.1:8000'

export default defineConfig({
  base: '/console/',
  plugins: [
    vue(),
    // Only Element Plus is resolved by name; our own components are imported where they are used.
    Components({
      dirs: [],
      dts: 'src/components.d.ts',
      resolvers: [ElementPlusResolver({ importStyle: process.env.VITEST ? false : 'css' })],
    }),
  ],
  resolve: {
    alias: { '@': at('./src'), '@api': at('../packages/api-client'), '@shared': at('../packages/shared') },
  },
  server: {
    host: '127.0.0.1',
    fs: { allow: ['..'] },
    proxy: Object.fromEntries(['/api', '/files', '/s', '/wx'].map(path => [
      path === '/s' ? '^/s/' : path,
      { target: server, changeOrigin: false },
    ])),
  },
  build: {
    target: 'es2022',
    chunkSizeWarningLimit: 700,
  },
})
