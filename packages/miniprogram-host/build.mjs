import process from 'node:process'
import { parseArgs } from 'node:util'
import { buildHost } from './compile/build-host.mjs'

async function main() {
  const { values } = parseArgs({ options: { app: { type: 'string' }, out: { type: 'string' }, privacy: { type: 'string' }, server: { type: 'string' } } })
  if (!values.app || !values.out) {
    console.error('用法: node build.mjs --app <mp-weixin 目录> --out <输出目录> [--privacy <隐私声明.json>] [--server <编译进去的服务器地址>]')
    return 2
  }
  try {
    const summary = await buildHost(values.app, values.out, values)
    for (const line of summary.warnings)
      console.warn(line)
    process.stdout.write(`${summary.pages} 个页面, ${summary.templates} 个模板, ${summary.scripts} 个脚本 → ${values.out}\n`)
    return 0
  }
  catch (error) {
    console.error(error instanceof Error ? error.message : error)
    return 1
  }
}

main().then((code) => {
  process.exitCode = code
})
