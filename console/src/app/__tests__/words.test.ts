import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PERMISSIONS } from '@shared'
import { describe, expect, it } from 'vitest'
import { ACTIONS } from '@/modules/platform/composables/words'
import en from '../i18n/en'
import zh from '../i18n/zh-CN'

function leaves(node: object, above = ''): Map<string, string> {
  return new Map(Object.entries(node).flatMap(([name, value]) => {
    const path = above ? `${above}.${name}` : name
    return typeof value === 'string' ? [[path, value] as const] : [...leaves(value as object, path)]
  }))
}

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory())
      return entry.name === '__tests__' ? [] : sources(path)
    return /\.(?:vue|ts)$/.test(entry.name) ? [path] : []
  })
}

const chinese = leaves(zh)
const english = leaves(en)

describe('the words', () => {
  it('exist in both languages', () => {
    expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort())
  })

  it('speak of the same values in both languages', () => {
    const values = (text: string): string[] => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(match => match[1] ?? ''))].sort()
    for (const [key, text] of chinese)
      expect(values(english.get(key) ?? ''), key).toEqual(values(text))
  })

  it('are there for every key the pages use', () => {
    const used = sources(join(import.meta.dirname, '../..')).flatMap(path =>
      [...readFileSync(path, 'utf8').matchAll(/'((?:[a-z]\w*\.)+\w+)'/gi)].map(match => match[1] ?? ''))
    const groups = new Set(Object.keys(zh))
    const permissions = new Set<string>(PERMISSIONS)
    const missing = used.filter(key => groups.has(key.split('.')[0] ?? '') && !permissions.has(key) && !chinese.has(key))
    // What looks like a key and is none: live messages, actions of the audit log, lists of sentences.
    const others: string[] = ['radar.line', 'radar.moved', 'customer.changed', 'access.changed', 'pool.reasons', ...ACTIONS]
    expect(missing.filter(key => !others.includes(key))).toEqual([])
  })

  it('name every permission', () => {
    for (const permission of PERMISSIONS)
      expect(chinese.has(`permission.${permission.replace('.', '_')}`), permission).toBe(true)
  })

  it('do not shout', () => {
    for (const [key, text] of [...chinese, ...english])
      expect(text, key).not.toMatch(/[!！]/)
  })
})
