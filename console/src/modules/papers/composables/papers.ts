import type { Contract, Quote } from '@api'
import { api } from '@/app/http'
import { queryClient } from '@/app/query'

export { draftOf, lineFen, linesFen, linesIn, linesReady } from '@shared'
export type { DraftLine } from '@shared'

export function showQuote(row: Quote): void {
  queryClient.setQueryData(['quote', row.id], row)
  for (const queryKey of [['quotes'], ['timeline', row.customer.id]])
    void queryClient.invalidateQueries({ queryKey })
}

export function showContract(row: Contract): void {
  queryClient.setQueryData(['contract', row.id], row)
  for (const queryKey of [['contracts'], ['instalments'], ['payments'], ['targets'], ['home'], ['timeline', row.customer.id]])
    void queryClient.invalidateQueries({ queryKey })
}

export type QuoteVerb = 'send' | 'accept' | 'reject' | 'revise'
export async function stepQuote(row: Quote, verb: QuoteVerb): Promise<Quote> {
  const after = await api.call(`POST /quotes/{id}/${verb}`, { path: { id: row.id }, body: { version: row.version } })
  showQuote(after)
  if (verb === 'revise')
    void queryClient.invalidateQueries({ queryKey: ['quote', row.id] })
  return after
}

export type ContractVerb = 'activate' | 'finish' | 'void'
export async function stepContract(row: Contract, verb: ContractVerb): Promise<Contract> {
  const after = await api.call(`POST /contracts/{id}/${verb}`, { path: { id: row.id }, body: { version: row.version } })
  showContract(after)
  return after
}

export const QUOTE_TONES: Record<string, string> = { draft: '', sent: 'info', accepted: 'success', rejected: 'danger', expired: 'warning' }
export const CONTRACT_TONES: Record<string, string> = { draft: '', active: 'info', done: 'success', void: 'danger' }
export const PAID_TONES: Record<string, string> = { unpaid: '', part: 'warning', paid: 'success', over: 'brand', overdue: 'danger', due: '' }
