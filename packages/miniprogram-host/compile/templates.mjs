/* Compiles WXML and WXS with WeChat's own template compiler. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

const { TmplGroup } = createRequire(import.meta.url)('glass-easel-template-compiler')

/** JavaScript text `(keliuEvent) => ({path: template})`; `keliuEvent` sees every event before the app does. */
export function compileTemplates(app) {
  const group = new TmplGroup()
  const warnings = []
  let count = 0
  group.setExtraRuntimeScript('Q.C=keliuEvent;')
  for (const file of app.files) {
    const text = () => readFileSync(join(app.root, file), 'utf8')
    if (file.endsWith('.wxs')) {
      group.addScript(file.slice(0, -'.wxs'.length), text())
    }
    else if (file.endsWith('.wxml')) {
      count += 1
      for (const item of group.addTmpl(file.slice(0, -'.wxml'.length), text()) ?? [])
        report(file, item, warnings)
    }
  }
  return { code: `(keliuEvent) => ${group.getTmplGenObjectGroups()}`, count, warnings }
}

function report(file, item, warnings) {
  const line = `${file}:${(item.startLine ?? 0) + 1}: ${item.message}`
  if (item.isError)
    throw new Error(`模板编译失败: ${line}`)
  warnings.push(line)
}
