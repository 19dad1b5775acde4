import { say } from '@/kit/i18n'
import { pick } from '@/kit/notes'
import { commonText } from '@/kit/text'

/** WeChat's sheet holds six lines. */
const MOST = 6

/** One of many by name, asked in turns; null when nothing was chosen. */
export async function pickOf<T extends { name: string }>(all: T[], from = 0): Promise<T | null> {
  const rest = all.length - from > MOST
  const shown = all.slice(from, from + (rest ? MOST - 1 : MOST))
  const at = await pick([...shown.map(one => one.name), ...(rest ? [say(commonText, 'more')] : [])])
  if (at < 0)
    return null
  return rest && at === shown.length ? pickOf(all, from + shown.length) : shown[at] ?? null
}
