import type { Spot } from './types'
import { toGcj } from '@/kit/place'
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

/** Shows a place (GCJ-02) on Tencent's map, which finds the way there. */
export function openPlace({ lat, lng }: Spot, name: string, address: string): void {
  const marker = `coord:${lat},${lng};title:${name};addr:${address}`
  window.open(`https://apis.map.qq.com/uri/v1/marker?marker=${encodeURIComponent(marker)}&referer=keliu`, '_blank', 'noopener')
}

/** Where the phone is, as WeChat's maps count. Throws SensorError. */
export async function whereOnMaps(): Promise<Spot> {
  return toGcj(await whereAmI())
}

/** A page elsewhere opens beside this one. */
export async function openLink(url: string): Promise<'opened' | 'copied'> {
  window.open(url, '_blank', 'noopener')
  return 'opened'
}
