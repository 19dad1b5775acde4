const PAGES: Record<string, string> = {
  customer: '/customers/',
  opportunity: '/opportunities/',
  lead: '/leads/',
  order: '/orders/',
  hook: '/hooks/',
  booking: '/bookings/',
  card: '/cards/',
  product: '/products/',
  visit: '/radar?visit=',
  plan: '/plans?focus=',
  staff: '/staff?open=',
  pools: '/pools?tab=falling&for=',
  todo: '/todo?for=',
}

/** Console page of a thing the server names by kind and id; null for kinds without a page. */
export function pageOf(link: { kind: string, id: string | null } | null): string | null {
  if (!link?.id || !Object.hasOwn(PAGES, link.kind))
    return null
  return `${PAGES[link.kind]}${link.id}`
}
