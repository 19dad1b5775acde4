import type { PoolCustomer, PoolTaken } from '@api'
import { api } from '@/app/http'
import { translate } from '@/app/i18n'
import { queryClient } from '@/app/query'
import { toastError } from '@/ui/errors'
import { toast } from '@/ui/toast'

/** Lists and figures that are different once customers left or entered a pool. */
export function refreshPools(): void {
  for (const key of ['pools', 'pool-customers', 'customers', 'customer', 'falling', 'home', 'stay', 'owners'])
    void queryClient.invalidateQueries({ queryKey: [key] })
}

function told(taken: PoolTaken, said: string): void {
  const refused = taken.refused[0]
  toast(refused ? `${said} ${translate('pool.refusedSome', { n: taken.refused.length, why: refused.message })}` : said, { kind: refused ? 'warning' : 'done' })
}

/** Claim for oneself; what was refused is said in words. Returns whether anything was claimed. */
export async function claim(poolId: string, rows: Pick<PoolCustomer, 'id' | 'name'>[]): Promise<boolean> {
  try {
    const taken = await api.call('POST /pools/{id}/claim', { path: { id: poolId }, body: { customer_ids: rows.map(row => row.id) } })
    told(taken, rows.length === 1 ? translate('pool.claimedOne', { name: rows[0]?.name ?? '' }) : translate('pool.claimed', { n: taken.ids.length }))
    return true
  }
  catch (error) {
    toastError(error)
    return false
  }
  finally {
    refreshPools()
  }
}

export async function give(poolId: string, ids: string[], staff: { id: string, name: string }): Promise<void> {
  const taken = await api.call('POST /pools/{id}/assign', { path: { id: poolId }, body: { customer_ids: ids, staff_id: staff.id } })
  told(taken, translate('pool.given', { name: staff.name, n: taken.ids.length }))
  refreshPools()
}

export async function move(poolId: string, ids: string[], to: string): Promise<void> {
  const moved = await api.call('POST /pools/{id}/move', { path: { id: poolId }, body: { customer_ids: ids, pool_id: to } })
  toast(translate('pool.moved', { n: moved.ids.length }))
  refreshPools()
}
