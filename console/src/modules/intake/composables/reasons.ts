/** The server says in Chinese why a row was refused; the code says it in English. */
const ENGLISH: Record<string, string> = {
  unknown_kind: 'No such kind of event',
  malformed: 'Badly written',
  bad_time: 'A time that can not be taken',
  foreign_site: 'The website is not registered',
  not_here: 'A website may only tell of its own pages',
  foreign_object: 'A card or product of somebody else',
  too_many: 'Too many in one batch',
}
export const REASONS = Object.keys(ENGLISH)

export function reasonText(one: { reason: string, words: string }, locale: string): string {
  return locale.startsWith('zh') ? one.words : ENGLISH[one.reason] ?? one.reason
}
