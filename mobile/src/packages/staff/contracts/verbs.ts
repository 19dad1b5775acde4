import type { Contract, Instalment } from '@api'
import { changed } from '@/kit/changes'
import { say } from '@/kit/i18n'
import { note } from '@/kit/notes'
import { http } from '@/modules/session/http'
import { contractText } from './text'

export const CONTRACT_TONES: Record<string, string> = { draft: '', active: 'brand', done: 'success', void: 'danger' }
export const PAID_TONES: Record<string, string> = { unpaid: '', part: 'heat', paid: 'success', over: 'brand', overdue: 'danger', due: '' }

export type ContractVerb = 'activate' | 'finish' | 'void'

export async function stepContract(key: string, contract: Contract, verb: ContractVerb): Promise<Contract> {
  const after = await http(`POST /contracts/{id}/${verb}`, { path: { id: contract.id }, body: { version: contract.version }, key })
  note(say(contractText, `did.${verb}`))
  changed('contract')
  return after
}

/** The instalment that is to be collected next: the earliest that is not paid. */
export function nextOpen(plan: readonly Instalment[]): Instalment | undefined {
  return [...plan].sort((a, b) => a.due_on.localeCompare(b.due_on)).find(one => one.state !== 'paid')
}

export interface DraftPart { id: string | null, name: string, due_on: string, amount_fen: number | null }

/** What is left of the amount after the parts, or what is too much (below zero). */
export function planLeft(amount: number, parts: readonly DraftPart[]): number {
  return amount - parts.reduce((sum, part) => sum + (part.amount_fen ?? 0), 0)
}

/** The amount in equal parts a month apart; the last one takes the odd fen. */
export function evenPlan(amount: number, count: number, first: string, nameOf: (n: number) => string): DraftPart[] {
  const each = Math.floor(amount / count)
  return Array.from({ length: count }, (_, index) => ({
    id: null,
    name: nameOf(index + 1),
    due_on: monthsLater(first, index),
    amount_fen: index === count - 1 ? amount - each * (count - 1) : each,
  }))
}

/** The same day some months on, or the month's last day where it is shorter. */
function monthsLater(day: string, months: number): string {
  const [year = 1970, month = 1, date = 1] = day.split('-').map(Number)
  const at = month - 1 + months
  const last = new Date(Date.UTC(year, at + 1, 0)).getUTCDate()
  return new Date(Date.UTC(year, at, Math.min(date, last))).toISOString().slice(0, 10)
}
