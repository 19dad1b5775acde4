import type { ContactCard } from '@/platform/types'

/** A vCard 3.0, the version that every address book on phones reads. */
export function vcard(card: ContactCard): string {
  const lines = [
    'BEGIN:VCARD',
    'VERSION:3.0',
    `N:;${escape(card.name)};;;`,
    `FN:${escape(card.name)}`,
    line('ORG', card.company),
    line('TITLE', card.title),
    line('TEL;TYPE=CELL', card.phone),
    line('TEL;TYPE=WORK', card.phone2),
    line('EMAIL', card.email),
    card.address ? `ADR;TYPE=WORK:;;${escape(card.address)};;;;` : '',
    card.wechat ? `NOTE:${escape(`微信 ${card.wechat}`)}` : '',
    'END:VCARD',
  ]
  return `${lines.filter(Boolean).join('\r\n')}\r\n`
}

function line(name: string, value: string): string {
  return value ? `${name}:${escape(value)}` : ''
}

function escape(value: string): string {
  return value.replace(/([\\;,])/g, '\\$1').replace(/\r?\n/g, '\\n')
}
