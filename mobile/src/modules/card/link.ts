export interface CardLink { code: string, shareId: string | undefined, enter: string | undefined, failed: boolean, product: string | undefined, scanned: boolean }

type Query = Record<string, string | undefined>

/** What a card's address says: H5 hash query, mini program path, or the `scene` of a scanned mini-program code. */
export function cardLink(query: Query = {}): CardLink {
  const scene = query.scene ? sceneOf(decodeURIComponent(query.scene)) : {}
  const merged = { ...scene, ...query }
  return {
    code: clean(merged.c) ?? '',
    shareId: clean(merged.s),
    enter: clean(merged.enter),
    failed: !!merged.failed,
    product: clean(merged.p),
    scanned: !!query.scene,
  }
}

/** `c=CODE&s=SHARE`, or the bare code, since a scene has only 32 characters. */
function sceneOf(scene: string): Query {
  if (!scene.includes('='))
    return { c: scene }
  return Object.fromEntries(scene.split('&').map((pair) => {
    const [name = '', value = ''] = pair.split('=')
    return [name, value]
  }))
}

function clean(value: string | undefined): string | undefined {
  return value && /^[\w.~-]{1,200}$/.test(value) ? value : undefined
}

/** The path of the mini program page that a forward opens: the card, or one product of it. */
export function cardPath(code: string, shareId: string | undefined, product?: string): string {
  const query = `c=${code}${shareId ? `&s=${shareId}` : ''}`
  return product ? `/pages/card/product?${query}&p=${product}` : `/pages/card/index?${query}`
}
