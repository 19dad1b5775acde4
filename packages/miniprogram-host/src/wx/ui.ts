import type { PageView } from '../runtime/page'
/* Feedback, navigation bar, tab bar, pull-down and scrolling. */
import { host } from '../runtime/host'
import { hideToast, showModal, showSheet, showToast } from '../ui/dialogs'
import { ApiError, asyncApis, CANCELLED } from './api'

function redraw(): void {
  host.screen.draw(host.top(), host.stack.list().length)
}

function depth(): number {
  return host.stack.list().length
}

function restyle(change: Partial<PageView['style']>): void {
  const view = host.top()
  if (view)
    Object.assign(view.style, change)
  redraw()
}

export const feedbackApis = asyncApis({
  showToast: options => showToast(options),
  hideToast,
  showLoading: ({ title, mask }) => showToast({ title, mask, icon: 'loading', duration: 0 }),
  hideLoading: hideToast,
  showModal: async options => ({ ...await showModal(options) }),
  showActionSheet: async ({ itemList, alertText }) => {
    const tapIndex = await showSheet(itemList ?? [], alertText)
    if (tapIndex < 0)
      throw new ApiError(CANCELLED)
    return { tapIndex }
  },
})

export const barApis = asyncApis({
  setNavigationBarTitle: ({ title }) => restyle({ navigationBarTitleText: title }),
  setNavigationBarColor: ({ frontColor, backgroundColor }) => restyle({
    navigationBarTextStyle: frontColor === '#000000' ? 'black' : 'white',
    navigationBarBackgroundColor: backgroundColor,
  }),
  showNavigationBarLoading: () => {},
  hideNavigationBarLoading: () => {},
  hideHomeButton: () => {},
  setBackgroundColor: ({ backgroundColor }) => {
    const view = host.top()
    if (view && backgroundColor)
      view.frame.style.background = backgroundColor
  },
  setBackgroundTextStyle: () => {},
  setTabBarBadge: ({ index, text }) => host.screen.setBadge(index, String(text), host.top(), depth()),
  removeTabBarBadge: ({ index }) => host.screen.setBadge(index, null, host.top(), depth()),
  showTabBarRedDot: ({ index }) => host.screen.setBadge(index, '', host.top(), depth()),
  hideTabBarRedDot: ({ index }) => host.screen.setBadge(index, null, host.top(), depth()),
  showTabBar: () => host.screen.hideTabs(false, host.top(), depth()),
  hideTabBar: () => host.screen.hideTabs(true, host.top(), depth()),
  setTabBarItem: ({ index, text, iconPath, selectedIconPath }) => {
    const change = Object.fromEntries(Object.entries({ text, iconPath, selectedIconPath }).filter(([, value]) => value !== undefined))
    host.screen.setTab(index, change, host.top(), depth())
  },
})

export const scrollApis = asyncApis({
  startPullDownRefresh: () => host.top()?.startRefresh(),
  stopPullDownRefresh: () => host.pages().forEach(view => view.stopRefresh()),
  pageScrollTo: ({ scrollTop, selector, duration = 300, offsetTop = 0 }) => {
    const scroll = host.top()?.scroll
    if (!scroll)
      return
    const id = String(selector ?? '').startsWith('#') ? `[id$="--${CSS.escape(String(selector).slice(1))}"]` : selector
    const target = id ? scroll.querySelector(id) : null
    const top = target
      ? scroll.scrollTop + target.getBoundingClientRect().top - scroll.getBoundingClientRect().top + offsetTop
      : scrollTop ?? 0
    scroll.scrollTo({ top, behavior: duration > 0 ? 'smooth' : 'auto' })
  },
})
