/** Route of the page an element belongs to; the page on top while it is still being built. */
export function pageOf(el: Element): string {
  const page = el.closest<HTMLElement>('.sim-page') ?? document.querySelector<HTMLElement>('.sim-frame:not([hidden]) .sim-page')
  return page?.dataset.route ?? ''
}
