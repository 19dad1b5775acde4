import type { FilterField, TagGroup } from '@api'
import { describe, expect, it } from 'vitest'
import { changedValues } from '@/packages/staff/fields/edit'
import { both, COMMON, conditionOf, countAnswers, filterOf, FIRST_LOOKS, LOOKED_DAYS, LOOKED_VIEWS, shapeOf, spansOf } from '@/packages/staff/lists/filter'
import { tapTag } from '@/packages/staff/tags/tags'

function field(key: string, type: string, more: Partial<FilterField> = {}): FilterField {
  return { key, type, label: { zh: key, en: key }, group: 'basic', operators: ['is'], choices: [], sortable: true, editable: true, ...more }
}
const choices = [{ value: 'A', label: { zh: 'A', en: 'A' }, retired: false }]
const level = field('level', 'single', { choices })
const seen = field('last_followup_at', 'moment')
const score = field('score', 'number')
const budget = field('custom.budget', 'money')

describe('the filter sheet', () => {
  it('asks each kind of field in its own way, and leaves out what nobody may ask', () => {
    expect([level, seen, score, budget, field('owner', 'person'), field('region_code', 'region'), field('name', 'text')].map(shapeOf))
      .toEqual(['choices', 'span', 'least', 'least', 'people', 'region', 'words'])
    expect(shapeOf(field('phone', 'phone', { operators: [] }))).toBeNull()
    expect(shapeOf(field('empty', 'single'))).toBeNull()
  })

  it('makes one condition of one answer', () => {
    expect(filterOf([level, seen], { level: { values: ['A'] } })).toEqual({ field: 'level', op: 'in', value: ['A'] })
    expect(filterOf([level], {})).toEqual({})
  })

  it('wants every answer to hold', () => {
    const answers = { level: { values: ['A'] }, last_followup_at: { span: 'over30' as const }, score: { text: '60' } }
    expect(filterOf([level, seen, score], answers)).toEqual({ all: [
      { field: 'level', op: 'in', value: ['A'] },
      { field: 'last_followup_at', op: 'before_days', value: 30 },
      { field: 'score', op: 'ge', value: 60 },
    ] })
    expect(countAnswers([level, seen, score], answers)).toBe(3)
  })

  it('reads amounts in yuan and ignores what is no figure', () => {
    expect(conditionOf(budget, { text: '12.5' })).toEqual({ field: 'custom.budget', op: 'ge', value: 1250 })
    expect(conditionOf(budget, { text: '很多' })).toBeNull()
    expect(conditionOf(score, { text: ' ' })).toBeNull()
  })

  it('offers stretches of time that make sense', () => {
    expect(spansOf('next_followup_at')).toContain('next7')
    expect(spansOf('created_at')).not.toContain('never')
    expect(conditionOf(seen, { span: 'never' })).toEqual({ field: 'last_followup_at', op: 'empty' })
    expect(conditionOf(seen, { span: 'last7' })).toEqual({ field: 'last_followup_at', op: 'within', value: { last: 7, unit: 'day' } })
  })

  it('asks what somebody looked at, how lately and how often', () => {
    const looked = field('looked_products', 'looks', { operators: ['looked', 'not_looked'] })
    const things = [{ id: '7', name: '中秋礼盒' }, { id: '9', name: '春茶' }]
    expect(shapeOf(looked)).toBe('looks')
    expect(conditionOf(looked, { looks: { things, days: '7', views: '3' } }))
      .toEqual({ field: 'looked_products', op: 'looked', value: { ids: ['7', '9'], days: 7, views: 3, seconds: 0 } })
    expect(conditionOf(looked, { looks: FIRST_LOOKS })).toBeNull()
    expect([FIRST_LOOKS.days, FIRST_LOOKS.views].every((one, at) => ([LOOKED_DAYS, LOOKED_VIEWS][at] as readonly string[]).includes(one))).toBe(true)
    expect(COMMON.customer).toEqual(expect.arrayContaining(['looked_products', 'looked_categories', 'recent_deeds', 'score']))
  })

  it('goes together with a view or a segment', () => {
    const view = { field: 'deal_state', op: 'is', value: 'open' }
    expect(both(view, {}, null, undefined)).toEqual(view)
    expect(both(view, filterOf([level], { level: { values: ['A'] } }))).toEqual({ all: [view, { field: 'level', op: 'in', value: ['A'] }] })
  })
})

describe('tags', () => {
  const mark = (id: string) => ({ id, name: id, color: 'teal', version: 1, count: 0 })
  const group = (exclusive: boolean): TagGroup => ({ id: 'g', name: '意向', exclusive, version: 1, tags: [mark('高'), mark('低')] })

  it('are hung on and taken off with a tap', () => {
    expect(tapTag(group(false), '高', ['低'])).toEqual({ add: ['高'], remove: [] })
    expect(tapTag(group(false), '高', ['高'])).toEqual({ add: [], remove: ['高'] })
  })

  it('make room for each other where only one may hang', () => {
    expect(tapTag(group(true), '高', ['低', '别组'])).toEqual({ add: ['高'], remove: ['低'] })
  })
})

describe('what a form sends', () => {
  it('is what was filled in, or what changed', () => {
    expect(changedValues({ name: ' 张阿姨 ', note: '', birthday: null }, null)).toEqual({ name: '张阿姨' })
    expect(changedValues({ name: '张阿姨', note: '' }, { name: '张阿姨', note: '旧的' })).toEqual({ note: '' })
  })
})
