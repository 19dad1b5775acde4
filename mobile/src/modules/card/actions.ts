import type { PublicCard } from '@api'
import { useText } from '@/kit/i18n'
import { note } from '@/kit/notes'
import { useTracker } from '@/modules/radar/tracking'
import { copyText, saveContact } from '@/platform'
import { cardText } from './text'

export type CardAct = 'call' | 'save' | 'wechat' | 'address' | 'email' | 'forward'

/** What a visitor can do with a card; each act is told to the radar (anonymously before consent). */
export function useCardActions(card: () => PublicCard['card'] | null, forward: () => Promise<'menu' | 'sent' | 'copied' | 'cancelled'>) {
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

  return async (act: CardAct): Promise<void> => {
    const shown = card()
    if (!shown)
      return
    const tracker = useTracker()
    const object = { kind: 'card' as const, id: shown.id }
    if (act === 'call') {
      tracker.track('phone_tap', object)
      // The call takes the page away: what was recorded goes out now.
      void tracker.flush()
      uni.makePhoneCall({ phoneNumber: shown.phone, fail: () => {} })
    }
    else if (act === 'save') {
      tracker.track('contact_save', object)
      note(await saveContact(shown) ? t('saved') : t('saveFailed'))
    }
    else if (act === 'wechat') {
      tracker.track('wechat_copy', object)
      await copy(shown.wechat, t('wechatCopied'))
    }
    else if (act === 'address') {
      tracker.track('address_tap', object)
      await copy(shown.address, t('addressCopied'))
    }
    else if (act === 'email') {
      tracker.track('email_tap', object)
      await copy(shown.email, t('emailCopied'))
    }
    else {
      await sendOn()
    }
  }
}
