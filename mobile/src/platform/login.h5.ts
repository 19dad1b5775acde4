import type { Identity } from './types'

export const identity: Identity = {
  kind: 'redirect',
  go: (url) => {
    location.href = url
  },
}

/** Takes one-time tickets out of the address bar, so that neither a reload nor a copied link uses them again. */
export function forgetQuery(...names: string[]): void {
  const [path = '', query = ''] = location.hash.split('?')
  const kept = query.split('&').filter(pair => pair && !names.includes(pair.split('=')[0] ?? ''))
  history.replaceState(history.state, '', `${location.pathname}${location.search}${path}${kept.length ? `?${kept.join('&')}` : ''}`)
}

/** A web page cannot ask WeChat for the number; it is typed. */
export const givesPhone = false
