import type { Board, OpportunityRow, Stage } from '@api'
import type { Closing } from './verbs'
import { useQuery } from '@tanstack/vue-query'
import { useDebounceFn } from '@vueuse/core'
import { computed, ref } from 'vue'
import { api, isApiError } from '@/app/http'
import { queryClient } from '@/app/query'
import { useRealtime } from '@/app/realtime'
import { errorText } from '@/ui/errors'
import { toast } from '@/ui/toast'
import { moveCard, placeCard } from './board'
import { missingOf, usePipelines } from './deal'
import { useDeals } from './useDeals'
import { moveOpportunity } from './verbs'

/** The board: what it shows from the address, moves shown at once and taken back when the server says no. */
export function useBoard() {
  const deals = useDeals()
  const key = computed(() => ['board', deals.asked.value])
  const query = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => api.call('GET /opportunities/board', { query: deals.asked.value, signal }),
    placeholderData: old => old,
  })
  const pipelines = usePipelines()
  /** A move that waits for its reason, or for what the stage asks for. */
  const asking = ref<{ row: OpportunityRow, stage: Stage, missing: string[] } | null>(null)
  /** Raised after each refused move, so that columns redraw from the truth. */
  const redraw = ref(0)
  let moving = 0

  const edit = (change: (board: Board) => Board): void => {
    queryClient.setQueryData<Board>(key.value, board => board && change(board))
  }

  /** Somebody moved a card; while our own move is under way its answer comes by itself. */
  const refreshSoon = useDebounceFn(() => {
    if (moving === 0)
      void query.refetch()
  }, 300)
  useRealtime('board.changed', (changed) => {
    const mine = query.data.value?.columns.flatMap(column => column.items).find(item => item.id === changed.opportunity_id)
    if (mine?.version !== changed.version)
      void refreshSoon()
  })

  function move(row: OpportunityRow, stage: Stage): void {
    if (stage.id === row.stage.id)
      return
    if (stage.kind === 'open')
      void commit(row, stage, {})
    else
      asking.value = { row, stage, missing: [] }
  }

  /** Throws what the server refused, for the dialog that asked. */
  async function commit(row: OpportunityRow, stage: Stage, closing: Closing, quiet = true): Promise<void> {
    const before = query.data.value
    edit(board => moveCard(board, row.id, stage.id))
    moving += 1
    try {
      await moveOpportunity(row, stage, closing)
    }
    catch (error) {
      if (before)
        queryClient.setQueryData(key.value, before)
      redraw.value += 1
      if (isApiError(error) && error.status === 409)
        void query.refetch()
      if (!quiet)
        throw error
      if (missingOf(error).length > 0) {
        asking.value = { row, stage, missing: missingOf(error) }
        return
      }
      toast(errorText(error), { kind: 'error' })
    }
    finally {
      moving -= 1
    }
  }

  function cancelAsking(): void {
    asking.value = null
    redraw.value += 1
  }

  async function more(stageId: string): Promise<void> {
    const column = query.data.value?.columns.find(one => one.stage.id === stageId)
    if (!column?.next)
      return
    const { owner, q, filter } = deals.asked.value
    const asked = api.call('GET /opportunities/board/{stage_id}', { path: { stage_id: stageId }, query: { cursor: column.next, owner, q, filter } })
    const page = await asked.catch((error: unknown) => {
      redraw.value += 1 // the column may be asked again
      throw error
    })
    edit(board => ({
      ...board,
      columns: board.columns.map((one) => {
        const known = new Set(one.items.map(item => item.id))
        return one.stage.id === stageId
          ? { ...one, items: [...one.items, ...page.items.filter(item => !known.has(item.id))], next: page.next }
          : one
      }),
    }))
  }

  return { ...deals, query, pipelines, asking, redraw, move, commit, cancelAsking, more, place: (row: OpportunityRow) => edit(board => placeCard(board, row)) }
}
