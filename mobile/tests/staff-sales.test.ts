import type { Board, OpportunityRow, Stage } from '@api'
import { describe, expect, it, vi } from 'vitest'
import { ApiError } from '@/kit/errors'
import { evenPlan, nextOpen, planLeft } from '@/packages/staff/contracts/verbs'
import { quoteVerbs } from '@/packages/staff/quotes/verbs'
import { boardSums, neighbours, stays } from '@/packages/staff/sales/board'
import { missingOf, useSteps } from '@/packages/staff/sales/steps'
import { cellOf, percentOf } from '@/packages/staff/targets/progress'
import { stub } from './uni'

const stage = (id: string, rate: number, kind: Stage['kind'] = 'open'): Stage => ({ id, name: id, rate, kind, position: rate })
const stages = [stage('a', 10), stage('b', 50), stage('won', 100, 'won'), stage('lost', 0, 'lost')]
const deal = { id: '7', title: '中秋礼盒', version: 3, state: 'open' } as OpportunityRow

async function answered(statusCode: number, data: unknown): Promise<void> {
  await vi.waitFor(() => expect(stub().requests.length).toBeGreaterThan(0))
  stub().requests.shift()!.success({ statusCode, data })
}

describe('the board on a phone', () => {
  it('counts the running stages and weighs them by their rate', () => {
    const columns = stages.map(one => ({ stage: one, count: 2, amount_fen: 1000, items: [], next: null }))
    expect(boardSums({ pipeline: { id: 'p', name: 'p', stages }, columns } as Board)).toEqual({ count: 4, fen: 2000, weighted: 600 })
    expect(boardSums(null)).toEqual({ count: 0, fen: 0, weighted: 0 })
  })

  it('knows the stages beside one, and never leads into an ended one', () => {
    expect(neighbours(stages, 'a')).toEqual({ before: undefined, after: stages[1] })
    expect(neighbours(stages, 'b').after).toBeUndefined()
    expect(neighbours(stages, 'won')).toEqual({})
  })
})

describe('the way of a deal', () => {
  it('says how long each stage lasted, with the one it stands in first', () => {
    const change = (id: string, at: string, dwell_ms: number | null) => ({ id, from: null, to: { id, name: id }, at, by: null, dwell_ms })
    const history = [change('a', '2026-11-01T00:00:00Z', null), change('b', '2026-11-01T02:00:00Z', 7_200_000)]
    const now = new Date('2026-11-01T03:00:00Z').getTime()
    expect(stays(history, true, now).map(one => [one.to.name, one.ms, one.here])).toEqual([['b', 3_600_000, true], ['a', 7_200_000, false]])
    expect(stays(history, false, now)[0]).toMatchObject({ ms: 0, here: false })
  })
})

describe('a step of a deal', () => {
  it('asks for what the stage wants to know and sends it with the same step', async () => {
    const done = vi.fn()
    const steps = useSteps(done)
    const moving = steps.take(deal, { id: 'b', name: '方案报价', kind: 'open' })
    await answered(422, { code: 'fields_missing', status: 422, detail: '还差几项', missing: ['amount_fen', 'custom.budget'] })
    await moving
    expect(steps.asking.value).toBe(true)
    expect(steps.missing.value).toEqual(['amount_fen', 'custom.budget'])
    expect(stub().showToast).not.toHaveBeenCalled()

    const filled = steps.give({ fill: { amount_fen: 100, custom: { budget: 5 } } })
    await vi.waitFor(() => expect(stub().requests).toHaveLength(1))
    expect(JSON.parse(stub().requests[0]!.data!)).toEqual({ stage_id: 'b', version: 3, fill: { amount_fen: 100, custom: { budget: 5 } } })
    await answered(200, { ...deal, stage: { id: 'b', name: '方案报价' } })
    await filled
    expect(steps.asking.value).toBe(false)
    expect(done).toHaveBeenCalledOnce()
  })

  it('asks why before it says that a deal is lost', async () => {
    const steps = useSteps(() => {})
    await steps.take(deal, { id: '', name: '输单', kind: 'lost' })
    expect(steps.asking.value).toBe(true)
    expect(stub().requests).toHaveLength(0)
    const closing = steps.give({ reason: '', cause_id: '9' })
    await vi.waitFor(() => expect(stub().requests).toHaveLength(1))
    expect(stub().requests[0]!.url).toContain('/opportunities/7/lose')
    await answered(200, { ...deal, stage: { id: 'lost', name: '输单' } })
    await closing
  })

  it('gives way when somebody else was first', async () => {
    const steps = useSteps(() => {})
    const moving = steps.take(deal, { id: 'b', name: 'b', kind: 'open' })
    await answered(409, { code: 'stale', status: 409, detail: '别人刚改过' })
    await moving
    expect(steps.asking.value).toBe(false)
    expect(stub().showToast).toHaveBeenCalledOnce()
  })

  it('reads only its own refusal', () => {
    expect(missingOf(new ApiError({ status: 422, code: 'fields_missing', detail: '', missing: ['note'] } as never))).toEqual(['note'])
    expect(missingOf(new ApiError({ status: 409, code: 'stale', detail: '' }))).toEqual([])
    expect(missingOf(null)).toEqual([])
  })
})

describe('quotes and contracts', () => {
  it('offer the next step of a quote, and none for a replaced or foreign one', () => {
    const can = ['quote.write']
    expect(quoteVerbs({ state: 'draft', replaced: false, can })).toEqual(['send'])
    expect(quoteVerbs({ state: 'sent', replaced: false, can })).toEqual(['reject', 'accept'])
    expect(quoteVerbs({ state: 'expired', replaced: false, can })).toEqual(['revise'])
    expect(quoteVerbs({ state: 'sent', replaced: true, can })).toEqual([])
    expect(quoteVerbs({ state: 'sent', replaced: false, can: [] })).toEqual([])
  })

  it('split an amount so that nothing is lost, on days that exist', () => {
    const parts = evenPlan(10_000, 3, '2026-11-30', n => `第 ${n} 期`)
    expect(parts.map(part => part.amount_fen)).toEqual([3333, 3333, 3334])
    expect(parts.map(part => part.due_on)).toEqual(['2026-11-30', '2026-12-30', '2027-01-30'])
    expect(evenPlan(200, 2, '2026-01-31', String)[1]?.due_on).toBe('2026-02-28')
    expect(planLeft(10_000, parts)).toBe(0)
    expect(planLeft(10_000, parts.slice(1))).toBe(3333)
  })

  it('book on the earliest instalment that is open', () => {
    const part = (id: string, due_on: string, state: 'paid' | 'due') => ({ id, name: id, due_on, amount_fen: 1, paid_fen: 0, state })
    expect(nextOpen([part('c', '2026-03-01', 'due'), part('a', '2026-01-01', 'paid'), part('b', '2026-02-01', 'due')])?.id).toBe('b')
    expect(nextOpen([])).toBeUndefined()
  })
})

describe('targets', () => {
  it('are a whole percentage, and nothing without a target', () => {
    expect(percentOf({ target: 300, actual: 200 })).toBe(66)
    expect(percentOf({ target: null, actual: 200 })).toBe(0)
    const line = { subject: 'staff' as const, id: '1', name: '小李', cells: [{ month: '2026-11-01', target: 1, actual: 1, page: '' }] }
    expect(cellOf(line, '2026-11-01')?.target).toBe(1)
    expect(cellOf(line, '2026-12-01')).toBeUndefined()
  })
})
