import type { PageName } from '@/kit/nav'
import { go, restart } from '@/kit/nav'

/** API list → the page that shows its rows. */
const PAGES: [prefix: string, page: PageName][] = [
  ['/radar/visits', 'visits'],
  ['/customers', 'customers'],
  ['/interactions', 'followups'],
  ['/opportunities', 'opportunities'],
  ['/plans', 'plans'],
  ['/quotes', 'quotes'],
  ['/orders', 'orders'],
  ['/contracts', 'contracts'],
  ['/instalments', 'collect'],
]

/** Opens exactly the records behind a figure: the list it was counted from, with the same query. */
export function drill(path: string): void {
  const [route = '', query = ''] = path.replace(/^\/api\/v1/, '').split('?')
  const page = PAGES.find(([prefix]) => route.startsWith(prefix))?.[1]
  page ? go(page, query ? { drill: query } : {}) : restart('home')
}

/** The query that a drilled page was opened with. */
export function drilled(text: string | undefined): Record<string, string> {
  if (!text)
    return {}
  return Object.fromEntries(decodeURIComponent(text).split('&').filter(Boolean).map((pair) => {
    const [name = '', value = ''] = pair.split('=')
    return [name, decodeURIComponent(value)]
  }))
}
