import type { KeptAddress } from '@/modules/shop/addresses'

let taken: KeptAddress | null = null

/** The address page says which one was chosen; the page below takes it once. */
export function chooseAddress(address: KeptAddress): void {
  taken = address
}

export function chosenAddress(): KeptAddress | null {
  const address = taken
  taken = null
  return address
}
