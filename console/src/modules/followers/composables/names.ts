import type { Follower } from '@api'

/** What a follower is called: the remark, the customer, or the ends of the number WeChat gave. */
export function followerName(row: Pick<Follower, 'remark' | 'customer' | 'openid_masked'>): string {
  return row.remark || row.customer?.name || row.openid_masked
}
