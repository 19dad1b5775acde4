import type { PublicCard } from '@api'
import { asApiError } from '@/kit/errors'
import { useText } from '@/kit/i18n'
import { go } from '@/kit/nav'
import { note, pick } from '@/kit/notes'
import { showPhone } from '@/kit/phone'
import { useTracker } from '@/modules/radar/tracking'
import { copyText, identity, openPlace, saveContact } from '@/platform'
import { keep } from './holder'
import { useCard } from './store'
import { cardText } from './text'

export type CardAct = 'call' | 'save' | 'wechat' | 'address' | 'email' | 'forward' | 'poster' | 'hold' | 'exchange'
/** What opens over the card. */
export type CardSheet = '' | 'wechat' | 'exchange'

interface Doing {
  card: () => PublicCard['card'] | null
  forward: () => Promise<'menu' | 'sent' | 'copied' | 'cancelled'>
  open: (sheet: CardSheet) => void
}

/** What a visitor can do with a card; each act is told to the radar (anonymously before consent). */
export function useCardActions({ card, forward, open }: Doing) {
  const t = useText(cardText)

  async function copy(text: string, done: string): Promise<void> {
    note(await copyText(text) ? done : t('copyFailed'))
  }

  async function sendOn(): Promise<void> {
    const how = await forward()
    if (how === 'menu')
      note(t('menuHint'))
    if (how === 'copied')
      note(t('linkCopied'))
  }

  async function call(shown: PublicCard['card']): Promise<void> {
    const numbers = [shown.phone, shown.phone2].filter(Boolean)
    const at = numbers.length > 1 ? await pick(numbers.map(one => t('callWhich', { phone: showPhone(one) }))) : 0
    const phoneNumber = numbers[at]
    if (!phoneNumber)
      return
    const tracker = useTracker()
    tracker.track('phone_tap', { kind: 'card', id: shown.id })
    // The call takes the page away: what was recorded goes out now.
    void tracker.flush()
    // Only WeChat says whether the number was dialled; a browser hands it over and knows no more.
    const dialled = (): void => identity.kind === 'code' ? tracker.track('call_made', { kind: 'card', id: shown.id }) : undefined
    uni.makePhoneCall({ phoneNumber, success: dialled, fail: () => {} })
  }

  async function there(shown: PublicCard['card']): Promise<void> {
    if (shown.lat !== null && shown.lng !== null)
      openPlace({ lat: shown.lat, lng: shown.lng }, shown.company || shown.name, shown.address)
    else
      await copy(shown.address, t('addressCopied'))
  }

  async function hold(): Promise<void> {
    const { card, code } = useCard()
    if (!card)
      return
    try {
      await keep(card, code)
      useTracker().track('holder_add', { kind: 'card', id: card.card.id })
      note(t('heldNote'))
    }
    catch (thrown) {
      note(asApiError(thrown).detail)
    }
  }

  return async (act: CardAct): Promise<void> => {
    const shown = card()
    if (!shown)
      return
    const object = { kind: 'card' as const, id: shown.id }
    const told = (kind: 'contact_save' | 'wechat_copy' | 'address_tap' | 'email_tap'): void => useTracker().track(kind, object)
    const doing: Record<CardAct, () => unknown> = {
      call: () => call(shown),
      save: async () => {
        told('contact_save')
        note(await saveContact(shown) ? t('saved') : t('saveFailed'))
      },
      wechat: () => {
        told('wechat_copy')
        return shown.wechat_qr_url ? open('wechat') : copy(shown.wechat, t('wechatCopied'))
      },
      address: () => {
        told('address_tap')
        return there(shown)
      },
      email: () => {
        told('email_tap')
        return copy(shown.email, t('emailCopied'))
      },
      forward: sendOn,
      hold,
      exchange: () => open('exchange'),
      poster: () => go('poster', { c: useCard().code, s: useCard().shareId }),
    }
    await doing[act]()
  }
}
