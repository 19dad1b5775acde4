import type { ContactCard } from './types'
import { vcard } from '@/kit/vcard'
import { saveText } from './files'

/** A browser cannot write to the address book, but it opens a vCard with it. */
export async function saveContact(card: ContactCard): Promise<boolean> {
  return saveText(`${card.name}.vcf`, vcard(card), 'text/vcard')
}
