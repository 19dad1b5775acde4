/* Lengths and paths of the mini program in the browser. */

/** Inline styles come from data, so their rpx are converted while the page runs. */
export function inlineRpx(style: string): string {
  return style.includes('rpx')
    ? style.replace(/(-?(?:\d+(?:\.\d+)?|\.\d+))rpx\b/g, 'calc($1 * 100vw / 750)')
    : style
}

/** Address of a picture or other file: a path of the package, or a full address. */
export function assetUrl(src: string, page: string): string {
  if (!src || /^(?:https?:|data:|blob:|\/\/)/.test(src))
    return src
  const path = src.startsWith('/') ? src.slice(1) : new URL(src, `http://x/${page}`).pathname.slice(1)
  return new URL(`app/${path}`, document.baseURI).href
}

/** `a=1&b=%E4%B8%AD` → object. WeChat hands values over as they were written, so an app has to decode them itself. */
export function parseQuery(text: string): Record<string, string> {
  const query: Record<string, string> = {}
  for (const pair of text.split('&').filter(Boolean)) {
    const at = pair.indexOf('=')
    query[at < 0 ? pair : pair.slice(0, at)] = at < 0 ? '' : pair.slice(at + 1)
  }
  return query
}

/** Split an address given to navigateTo, resolving `./` and `../` against the current page. */
export function parsePath(url: string, current: string): { route: string, query: Record<string, string>, full: string } {
  const clean = url.split('#')[0] ?? ''
  const at = clean.indexOf('?')
  const path = at < 0 ? clean : clean.slice(0, at)
  const query = at < 0 ? '' : clean.slice(at + 1)
  const route = path.startsWith('/') ? path.slice(1) : new URL(path, `http://x/${current}`).pathname.slice(1)
  return { route, query: parseQuery(query), full: query ? `${route}?${query}` : route }
}
