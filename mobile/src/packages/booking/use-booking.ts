import type { MyBooking, PublicService } from '@api'
import { onHide, onShow, onUnload } from '@dcloudio/uni-app'
import { computed, reactive, shallowRef } from 'vue'
import { useLoad } from '@/kit/load'
import { useCard } from '@/modules/card/store'
import { useTracker } from '@/modules/radar/tracking'
import { useShopPage } from '@/modules/shop/page'
import { knownAgain } from '@/modules/shop/sign-in'
import { visitorHttp } from '@/modules/visitor/http'

/** What was picked so far on the page of times; a link may have picked some of it already. */
export function useBooking() {
  const service = shallowRef<PublicService | null>(null)
  const picked = reactive({ who: '', day: '', at: '', people: 1, move: null as MyBooking | null })
  let serviceId = ''
  let since = 0
  let sought = false

  const times = useLoad(async () => {
    const { code } = useCard()
    const path = { code, service_id: serviceId }
    const query = { days: 14, people: picked.people, ...(picked.who ? { resource: picked.who } : {}), ...(picked.day ? { day: picked.day } : {}) }
    service.value ??= (await visitorHttp('GET /public/shops/{code}/services', { path: { code } })).items.find(one => one.id === serviceId) ?? null
    const found = await visitorHttp('GET /public/shops/{code}/services/{service_id}/times', { path, query })
    picked.day ||= found.days.find(one => one.free)?.day ?? found.days[0]?.day ?? ''
    if (!found.times.some(one => one.at === picked.at))
      picked.at = ''
    return found
  })

  const page = useShopPage(async (query) => {
    serviceId = String(query.service ?? '')
    Object.assign(picked, { who: String(query.who ?? ''), day: String(query.day ?? ''), at: String(query.at ?? ''), people: Number(query.people ?? 1) || 1 })
    if (query.move && await knownAgain())
      await moving(String(query.move))
    await times.load()
    look('service_view')
    since = Date.now()
  })

  /** How long a service was looked at; coming back to the page is no new look. */
  function look(kind: 'service_view' | 'service_leave' | 'booking_view'): void {
    if (service.value)
      useTracker().track(kind, { kind: 'service', id: service.value.id }, kind === 'service_leave' ? { dwell_ms: Date.now() - since } : {})
  }
  function leave(): void {
    if (since)
      look('service_leave')
    since = 0
  }
  onShow(() => since = service.value ? Date.now() : 0)
  onHide(leave)
  onUnload(leave)

  async function moving(booking_id: string): Promise<void> {
    const was = await visitorHttp('GET /visitor/bookings/{booking_id}', { path: { booking_id } })
    serviceId = was.service_id
    picked.move = was
    picked.people = was.people
    picked.who ||= was.resource.id
  }

  async function chooseServer(who: string): Promise<void> {
    Object.assign(picked, { who, at: '' })
    await times.load()
  }
  async function chooseDay(day: string): Promise<void> {
    Object.assign(picked, { day, at: '' })
    if (!sought)
      look('booking_view')
    sought = true
    await times.load()
  }
  async function choosePeople(people: number): Promise<void> {
    Object.assign(picked, { people, at: '' })
    await times.load()
  }
  return { page, service: computed(() => service.value), times, picked, chooseServer, chooseDay, choosePeople, load: times.load }
}
