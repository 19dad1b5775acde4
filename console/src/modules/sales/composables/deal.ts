import type { CloseReason, Competitor, Opportunity, PipelineWhole } from '@api'
import type { UseQueryReturnType } from '@tanstack/vue-query'
import { useQuery } from '@tanstack/vue-query'
import { api } from '@/app/http'

const FRESH = 300_000

/** The pipelines one works with; the one to start in comes first. */
export function usePipelines(): UseQueryReturnType<PipelineWhole[], Error> {
  return useQuery({ queryKey: ['pipelines'], queryFn: async () => (await api.call('GET /pipelines')).items, staleTime: FRESH })
}

export function useCompetitors(): UseQueryReturnType<Competitor[], Error> {
  return useQuery({ queryKey: ['competitors'], queryFn: async () => (await api.call('GET /competitors')).items, staleTime: FRESH })
}

export function useReasons(): UseQueryReturnType<CloseReason[], Error> {
  return useQuery({ queryKey: ['close-reasons'], queryFn: async () => (await api.call('GET /close-reasons')).items, staleTime: FRESH })
}

/** Fields a step can fill in by itself; products and competitors are chosen on the opportunity. */
export const FILLABLE = ['amount_fen', 'expected_on', 'note'] as const
export type Fillable = typeof FILLABLE[number]

/** What is missing for a stage, read from the server's refusal. */
export function missingOf(error: unknown): string[] {
  const found = error as { code?: string, problem?: { missing?: unknown } } | null
  return found?.code === 'fields_missing' && Array.isArray(found.problem?.missing) ? found.problem.missing.map(String) : []
}

export type DealPart = Pick<Opportunity, 'id' | 'version'>
