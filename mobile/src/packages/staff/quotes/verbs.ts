import type { Quote } from '@api'
import { changed } from '@/kit/changes'
import { say } from '@/kit/i18n'
import { fetchFile } from '@/kit/media'
import { note } from '@/kit/notes'
import { http } from '@/modules/session/http'
import { useSession } from '@/modules/session/store'
import { openFile, shareFile } from '@/platform'
import { quoteText } from './text'

export const QUOTE_TONES: Record<string, string> = { draft: '', sent: 'brand', accepted: 'success', rejected: 'danger', expired: 'heat' }

export type QuoteVerb = 'send' | 'accept' | 'reject' | 'revise' | 'copy'

/** The next steps of a quote in its state, the main one last; nothing for one that a newer version replaced. */
export function quoteVerbs(quote: Pick<Quote, 'state' | 'replaced' | 'can'>): QuoteVerb[] {
  if (quote.replaced || !quote.can.includes('quote.write'))
    return []
  if (quote.state === 'draft')
    return ['send']
  if (quote.state === 'sent')
    return ['reject', 'accept']
  return quote.state === 'rejected' || quote.state === 'expired' ? ['revise'] : []
}

/** Answers with the quote as it is now; a new version or a copy is another one. */
export async function stepQuote(key: string, quote: Quote, verb: QuoteVerb): Promise<Quote> {
  const path = { id: quote.id }
  const after = verb === 'copy'
    ? await http('POST /quotes/{id}/copy', { path, key })
    : await http(`POST /quotes/{id}/${verb}`, { path, body: { version: quote.version }, key })
  note(say(quoteText, `did.${verb}`))
  changed('quote')
  return after
}

/** The quote on paper, to look at or to hand to the customer. */
export async function quotePdf(quote: Quote, verb: 'open' | 'share'): Promise<void> {
  uni.showLoading({ title: say(quoteText, 'pdfBusy') })
  const path = await fetchFile(`/quotes/${quote.id}/pdf`, useSession().token).finally(() => uni.hideLoading())
  const name = `${quote.title}-${quote.number}.pdf`.replace(/[\\/:*?"<>|]/g, ' ')
  if (verb === 'open')
    await openFile(path)
  else if (await shareFile(path, name) === 'saved')
    note(say(quoteText, 'pdfSaved'))
}
