import { timeId } from '@/kit/ids'

/** The address book lies on the person's own phone; an address is sent only with an order. */
export interface KeptAddress {
  id: string
  name: string
  phone: string
  region: string
  /** As it is read: 浙江省杭州市西湖区. */
  region_text: string
  detail: string
}

const KEY = 'keliu.addresses'
const MOST = 20

export function keptAddresses(): KeptAddress[] {
  const stored: unknown = uni.getStorageSync(KEY)
  return Array.isArray(stored) ? stored as KeptAddress[] : []
}

/** Keeps an address; what was used last stands first. */
export function keepAddress(address: Omit<KeptAddress, 'id'> & { id?: string }): KeptAddress {
  const kept = { ...address, id: address.id || timeId() }
  uni.setStorageSync(KEY, [kept, ...keptAddresses().filter(one => one.id !== kept.id)].slice(0, MOST))
  return kept
}

export function dropAddress(id: string): void {
  uni.setStorageSync(KEY, keptAddresses().filter(one => one.id !== id))
}
