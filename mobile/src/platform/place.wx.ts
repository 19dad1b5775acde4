import type { Spot } from './types'
import { copyText } from './clipboard'
import { SensorError } from './types'

/** Where the phone is, after its owner agreed. Throws SensorError. */
export function whereAmI(): Promise<Spot> {
  return new Promise((resolve, reject) => {
    uni.getLocation({
      type: 'wgs84',
      success: ({ latitude, longitude }) => resolve({ lat: latitude, lng: longitude }),
      fail: ({ errMsg }: { errMsg?: string }) => reject(new SensorError(/auth|deny|denied|permission/i.test(errMsg ?? '') ? 'refused' : 'failed')),
    })
  })
}

/** WeChat's own page of what this mini program may use. */
export const opensPermissions = true
export function openPermissions(): void {
  uni.openSetting({})
}

/** A file that is no picture and no sound: fetched, then shown by WeChat's reader. */
export function openDocument(url: string): void {
  uni.downloadFile({ url, success: ({ tempFilePath }) => uni.openDocument({ filePath: tempFilePath, showMenu: true }) })
}

/** Shows a place (GCJ-02) in WeChat's own map, which finds the way there. */
export function openPlace({ lat, lng }: Spot, name: string, address: string): void {
  uni.openLocation({ latitude: lat, longitude: lng, name, address, scale: 16 })
}

/** Where the phone is, as WeChat's maps count. Throws SensorError. */
export function whereOnMaps(): Promise<Spot> {
  return new Promise((resolve, reject) => {
    uni.getLocation({
      type: 'gcj02',
      success: ({ latitude, longitude }) => resolve({ lat: latitude, lng: longitude }),
      fail: ({ errMsg }: { errMsg?: string }) => reject(new SensorError(/auth|deny|denied|permission/i.test(errMsg ?? '') ? 'refused' : 'failed')),
    })
  })
}

/** A mini program opens no page of others: the address is copied for the browser. */
export async function openLink(url: string): Promise<'opened' | 'copied'> {
  await copyText(url)
  return 'copied'
}
