import type { MassContent } from '@api'

export const MASS_KINDS: MassContent['kind'][] = ['text', 'image', 'news']

/** A mass message while it is being written. */
export interface MassDraft {
  kind: MassContent['kind']
  text: string
  picture: { id: string, url: string } | null
  title: string
  digest: string
  body: string
  url: string
}

export const blankMass = (): MassDraft => ({ kind: 'text', text: '', picture: null, title: '', digest: '', body: '', url: '' })

/** Whether it says something. */
export function massReady(draft: MassDraft): boolean {
  if (draft.kind === 'text')
    return draft.text.trim() !== ''
  return draft.picture !== null && (draft.kind === 'image' || (draft.title.trim() !== '' && draft.body.trim() !== ''))
}

/** As the API takes it. */
export function massContent({ kind, text, picture, title, digest, body, url }: MassDraft): MassContent {
  const article = kind === 'news' ? { title: title.trim(), digest: digest.trim(), body: body.trim(), url: url.trim() } : null
  return { kind, text: kind === 'text' ? text.trim() : '', picture_id: kind === 'text' ? null : picture?.id ?? null, article }
}
