import type { ShareOut } from '@api'
import type { TrackedObject } from '@/modules/radar/tracker'
import { ref, watch } from 'vue'
import { fileUrl } from '@/kit/media'
import { useTracker } from '@/modules/radar/tracking'
import { visitorHttp } from '@/modules/visitor/http'
import { useVisitor } from '@/modules/visitor/store'
import { sharePort } from '@/platform'
import { cardPath } from './link'
import { useCard } from './store'

interface Native { title: string, path: string, imageUrl?: string }

/**
 * Forwarding a card or product. Each forward has its own id, made before it is sent, so that the
 * link in the message already carries it; a sent one is followed by a new one.
 */
export function useSharing(object: () => TrackedObject | null) {
  const share = ref<ShareOut | null>(null)
  const visitor = useVisitor()
  /** Whose forward was prepared: one made before they agreed does not carry their name. */
  let madeFor: string | null = null

  const prepared = (): ShareOut | null => madeFor === visitor.radarToken ? share.value : null

  async function prepare(): Promise<ShareOut | null> {
    const target = object()
    madeFor = visitor.radarToken
    const { code, shareId } = useCard()
    if (!target)
      return null
    const parent = shareId ? { parent_share_id: shareId } : {}
    share.value = await visitorHttp('POST /visitor/shares', {
      body: { code, object_kind: target.kind, object_id: target.id, ...parent },
    })
    return share.value
  }

  const message = (made: ShareOut) => ({ title: made.title, summary: made.summary, link: made.url, picture: fileUrl(made.picture_url) })

  function sent(): void {
    const target = object()
    if (target && share.value)
      useTracker().track('share', target, { data: { share_id: share.value.share_id } })
    share.value = null
    void offer()
  }

  async function offer(): Promise<void> {
    const made = await prepare()
    if (made)
      sharePort.offer(message(made), sent)
  }

  /** Sharing is an extra: a page whose share could not be prepared still works. */
  async function start(): Promise<void> {
    try {
      const url = sharePort.signedUrl()
      const ready = url === null || await sharePort.start(() => visitorHttp('GET /visitor/jssdk', { query: { url, code: useCard().code } }))
      if (ready)
        await offer()
    }
    catch {
      share.value = null
    }
  }

  async function forward(): Promise<'menu' | 'sent' | 'copied' | 'cancelled'> {
    const made = prepared() ?? await prepare()
    if (!made)
      return 'cancelled'
    const how = await sharePort.forward(message(made))
    if (how === 'sent' || how === 'copied')
      sent()
    return how
  }

  function shown(made: ShareOut | null): Native {
    const { card, code, shareId } = useCard()
    const target = object()
    const product = target?.kind === 'product' ? target.id : undefined
    const answer = { title: made?.title ?? card?.share.title ?? '', path: cardPath(code, made?.share_id ?? shareId, product) }
    if (made)
      sent()
    return made?.picture_url ? { ...answer, imageUrl: fileUrl(made.picture_url) } : answer
  }

  /** What the mini program's own forward sends; it tells nobody whether the person really sent it. */
  function native(): Native & { promise?: Promise<Native> } {
    const made = prepared()
    // WeChat waits three seconds for a forward that is still being prepared, and takes the first answer else.
    return made || !object() ? shown(made) : { ...shown(null), promise: prepare().then(shown, () => shown(null)) }
  }

  /** They said who they are: what was prepared for nobody is prepared again for them. */
  watch(() => visitor.radarToken, () => {
    if (share.value)
      offer().catch(() => share.value = null)
  })

  return { start, forward, native }
}
