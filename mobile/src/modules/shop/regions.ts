import type { RegionNode } from '@shared'
import { regionNodes } from '@shared'
import { shallowRef } from 'vue'
import { visitorHttp } from '@/modules/visitor/http'

const regions = shallowRef<RegionNode[]>([])
let asking: Promise<void> | null = null

/** 省市区, loaded when first needed; empty until then. */
export function regionsNow(): RegionNode[] {
  if (!regions.value.length)
    asking ??= visitorHttp('GET /regions').then(tree => void (regions.value = regionNodes(tree))).catch(() => undefined).finally(() => asking = null)
  return regions.value
}
