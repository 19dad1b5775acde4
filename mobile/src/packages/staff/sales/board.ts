import type { Board, BoardColumn, OpportunityRow, Page, Stage, StageChange } from '@api'
import { computed, ref, shallowRef } from 'vue'
import { usePaged } from '@/kit/paged'
import { http } from '@/modules/session/http'

/** What the open columns of a board come to: how many, how much, and how much of it is likely. */
export function boardSums(board: Board | null): { count: number, fen: number, weighted: number } {
  const open = (board?.columns ?? []).filter(column => column.stage.kind === 'open')
  return open.reduce((sum, { count, amount_fen, stage }) => ({
    count: sum.count + count,
    fen: sum.fen + amount_fen,
    weighted: sum.weighted + Math.round(amount_fen * stage.rate / 100),
  }), { count: 0, fen: 0, weighted: 0 })
}

/** The open stages before and after a stage, where there are any. */
export function neighbours(stages: Stage[], id: string): { before?: Stage, after?: Stage } {
  const open = stages.filter(stage => stage.kind === 'open')
  const at = open.findIndex(stage => stage.id === id)
  return at < 0 ? {} : { before: open[at - 1], after: open[at + 1] }
}

/** The stages a deal went through, newest first, with the time in each; `here` is where it stands now. */
export function stays(history: readonly StageChange[], open: boolean, now: number): (StageChange & { ms: number, here: boolean })[] {
  const inOrder = [...history].sort((a, b) => new Date(a.at).getTime() - new Date(b.at).getTime())
  return inOrder.map((change, index) => {
    const next = inOrder[index + 1]
    const here = !next && open
    return { ...change, here, ms: next ? next.dwell_ms ?? 0 : here ? now - new Date(change.at).getTime() : 0 }
  }).reverse()
}

/** The board one column at a time: a phone has no room for two. */
export function useBoard() {
  const board = shallowRef<Board | null>(null)
  const asked = ref({ pipeline: '', owner: '', q: '' })
  const chosen = ref('')
  const column = computed<BoardColumn | undefined>(() => columnOf(board.value))

  function columnOf(from: Board | null): BoardColumn | undefined {
    const columns = from?.columns ?? []
    return columns.find(one => one.stage.id === chosen.value) ?? columns.find(one => one.count > 0 && one.stage.kind === 'open') ?? columns[0]
  }
  function query(): Record<string, string> {
    return Object.fromEntries(Object.entries(asked.value).filter(([, value]) => value !== ''))
  }

  const list = usePaged<OpportunityRow>(async (cursor): Promise<Page<OpportunityRow>> => {
    if (cursor && column.value) {
      const { owner, q } = asked.value
      return http('GET /opportunities/board/{stage_id}', { path: { stage_id: column.value.stage.id }, query: { cursor, ...(owner ? { owner } : {}), ...(q ? { q } : {}) } })
    }
    board.value = await http('GET /opportunities/board', { query: query() })
    const first = columnOf(board.value)
    chosen.value = first?.stage.id ?? ''
    return { items: first?.items ?? [], next: first?.next ?? null, total: null }
  })

  /** Another column is here already; it is shown at once and fetched again, since it may have changed. */
  async function choose(stage: string): Promise<void> {
    chosen.value = stage
    list.items.value = column.value?.items ?? []
    await list.refresh()
  }
  async function ask(change: Partial<typeof asked.value>): Promise<void> {
    asked.value = { ...asked.value, ...change }
    await list.refresh()
  }
  return { board, asked, column, list, choose, ask }
}
