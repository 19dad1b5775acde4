import type { Contract, Line, LineIn, Quote } from '@api'
import { api } from '@/app/http'
import { queryClient } from '@/app/query'

/** A line while it is typed; the server works out the amounts again. */
export interface DraftLine { product_id: string | null, name: string, unit: string, quantity: number | undefined, price_fen: number | null, discount: number }

export function draftOf(line: Line): DraftLine {
  const { product_id, name, unit, quantity, price_fen, discount } = line
  return { product_id, name, unit, quantity, price_fen, discount }
}

/** What a line comes to, as the server counts it: half a fen counts as one. */
export function lineFen(line: DraftLine): number {
  const hundredths = Math.round((line.quantity ?? 0) * 100)
  return Math.floor((hundredths * (line.price_fen ?? 0) * (100 - line.discount) + 5_000) / 10_000)
}

export const linesFen = (lines: DraftLine[]): number => lines.reduce((sum, line) => sum + lineFen(line), 0)

export function linesIn(lines: DraftLine[]): LineIn[] {
  return lines.map(line => ({ ...line, name: line.name.trim(), quantity: line.quantity ?? 0, price_fen: line.price_fen ?? 0 }))
}

export function linesReady(lines: DraftLine[]): boolean {
  return lines.every(line =>
    (line.product_id !== null || line.name.trim() !== '') && (line.quantity ?? 0) > 0 && line.price_fen !== null)
}

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
