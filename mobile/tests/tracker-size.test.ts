// @vitest-environment node
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

it('the tracker is smaller than 6 KB when it is minified', async () => {
  const { transformWithEsbuild } = await import('vite')
  const source = readFileSync(new URL('../src/modules/radar/tracker.ts', import.meta.url), 'utf8')
  const { code } = await transformWithEsbuild(source, 'tracker.ts', { minify: true, target: 'es2018', sourcemap: false })
  expect(code.length).toBeLessThan(6 * 1024)
  expect(code).toContain('sent_at')
})
