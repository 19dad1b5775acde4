import type { Board, OpportunityRow, StageKind } from '@api'
import { describe, expect, it } from 'vitest'
import { moveCard, neighbour, placeCard, removeCard } from '../composables/board'

const STAGES: [string, string, StageKind][] = [['1', '接触', 'open'], ['2', '报价', 'open'], ['3', '赢单', 'won']]

function deal(id: string, stageId: string, amount_fen: number): OpportunityRow {
  const [, name, kind] = STAGES.find(([one]) => one === stageId) ?? ['', '', 'open']
  return {
    id,
    title: '中秋礼盒',
    customer: { id: '9', name: '张阿姨' },
    amount_fen,
    rating: 'high',
    expected_on: null,
    stage: { id: stageId, name, kind, rate: 50 },
    state: kind,
    owner: null,
    reason: '',
    stage_since: '2026-11-01T00:00:00.000Z',
    closed_at: null,
    created_at: '2026-11-01T00:00:00.000Z',
    updated_at: '2026-11-01T00:00:00.000Z',
    version: 1,
  }
}

function boardOf(...deals: OpportunityRow[]): Board {
  const stages = STAGES.map(([id, name, kind], position) => ({ id, name, kind, rate: 50, position }))
  return {
    pipeline: { id: '1', name: '销售', stages },
    columns: stages.map((stage) => {
      const items = deals.filter(one => one.stage.id === stage.id)
      return { stage, items, count: items.length, amount_fen: items.reduce((sum, one) => sum + one.amount_fen, 0), next: null }
    }),
  }
}

const shape = (board: Board): string[] => board.columns.map(column => `${column.count}/${column.amount_fen}: ${column.items.map(one => one.id).join(',')}`)

describe('the board', () => {
  const board = boardOf(deal('a', '1', 100), deal('b', '1', 250), deal('c', '2', 70))

  it('moves a card to the top of another column, with its money', () => {
    expect(shape(moveCard(board, 'b', '2'))).toEqual(['1/100: a', '2/320: b,c', '0/0: '])
  })

  it('leaves the board it was given alone', () => {
    const before = structuredClone(board)
    moveCard(board, 'b', '2')
    expect(board).toEqual(before)
  })

  it('marks a card that was won', () => {
    const won = moveCard(board, 'a', '3').columns[2]?.items[0]
    expect([won?.state, won?.stage.name]).toEqual(['won', '赢单'])
  })

  it('does nothing for an unknown card, an unknown column or the same column', () => {
    for (const [id, stage] of [['x', '2'], ['a', 'x'], ['a', '1']] as const)
      expect(moveCard(board, id, stage)).toBe(board)
  })

  it('takes the answer of the server in its place and follows a new amount', () => {
    const answered = { ...deal('c', '2', 90), version: 2 }
    const after = placeCard(board, answered)
    expect(shape(after)).toEqual(['2/350: a,b', '1/90: c', '0/0: '])
    expect(after.columns[1]?.items[0]?.version).toBe(2)
  })

  it('shows a card it did not hold', () => {
    expect(shape(placeCard(board, deal('n', '2', 5)))).toEqual(['2/350: a,b', '2/75: n,c', '0/0: '])
  })

  it('forgets a deleted card', () => {
    expect(shape(removeCard(board, 'a'))).toEqual(['1/250: b', '1/70: c', '0/0: '])
  })

  it('knows its neighbours for the keyboard', () => {
    expect(neighbour(board, '1', 1)?.stage.id).toBe('2')
    expect(neighbour(board, '1', -1)).toBeNull()
  })
})
