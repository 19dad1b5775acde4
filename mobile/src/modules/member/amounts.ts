import type { MemberAccount } from '@api'
import { formatMoney, formatPoints, signed } from '@shared'

/** A balance of one account as people read it. */
export function amountOf(account: MemberAccount, value: number): string {
  return account === 'balance' ? formatMoney(value) : formatPoints(value)
}

/** A change with its sign. */
export function changeOf(account: MemberAccount, value: number): string {
  if (account !== 'balance')
    return signed(value)
  return value > 0 ? `+${formatMoney(value)}` : formatMoney(value)
}
