import type { Spot } from './types'
import { SensorError } from './types'

const WAIT_MS = 15_000

/** Where the phone is, after its owner agreed. Throws SensorError. */
export function whereAmI(): Promise<Spot> {
  return new Promise((resolve, reject) => {
    if (!navigator.geolocation) {
      reject(new SensorError('unsupported'))
      return
    }
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve({ lat: coords.latitude, lng: coords.longitude }),
      ({ code, PERMISSION_DENIED }) => reject(new SensorError(code === PERMISSION_DENIED ? 'refused' : 'failed')),
      { enableHighAccuracy: true, timeout: WAIT_MS, maximumAge: 60_000 },
    )
  })
}

/** A browser's switches are its own: no page of ours opens them. */
export const opensPermissions = false
export function openPermissions(): void {}

/** A file that is no picture and no sound opens in a tab of its own. */
export function openDocument(url: string): void {
  window.open(url, '_blank', 'noopener')
}
