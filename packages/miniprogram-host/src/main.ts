import { config } from './config'
import { appConsole, calls, errors, network, unknownApis, warnings, watchWindow } from './record'
import { installGestures } from './runtime/gestures'
import { host } from './runtime/host'
import { installPullDown } from './runtime/pull-down'
import { createWx } from './wx'
import { onCommand } from './wx/phone'
import { openMenu, sharePage, shares } from './wx/share'
import { seedStorage } from './wx/storage'
import { installSystem } from './wx/system'
/* Starts the host: phone, wx, app, and the handle for tests. */
import './ui/base.css'
import './ui/elements.css'
import './ui/dialogs.css'

const wx = createWx()

const handle = {
  /** Bottom to top. */
  pages: () => host.pages().map(view => ({ route: view.entry.route, query: view.entry.query })),
  currentPage: () => {
    const view = host.top()
    // innerText, because text that is hidden does not count as shown.
    // eslint-disable-next-line unicorn/prefer-dom-node-text-content
    return view ? { route: view.entry.route, query: view.entry.query, text: view.page.innerText.trim() } : null
  },
  /** Forget all pages and open this one, as a scanned code or a shared card does. */
  open: (path: string, scene = 1001) => host.enterAt(path, scene),
  back: (delta = 1) => host.navigateBack(delta),
  share: () => sharePage('menu'),
  routes: host.bundle.pages.map(page => page.route),
  errors,
  warnings,
  calls,
  shares,
  unknownApis,
  pending: () => network.pending,
  config,
  /** What the mini program gave to App(). */
  app: () => host.app,
  /** The same object the mini program has. */
  wx,
}

declare global {
  interface Window {
    __keliuHost: typeof handle
  }
}

window.__keliuHost = handle

watchWindow({
  error: (text) => {
    host.callApp('onError', text)
    host.appError.tell({ message: text })
  },
  rejection: (reason) => {
    const detail = { reason, promise: null }
    host.callApp('onUnhandledRejection', detail)
    host.appRejection.tell(detail)
  },
})

host.screen.mount({
  back: () => host.navigateBack(1),
  home: () => host.reLaunch(`/${host.bundle.app.pages[0]}`),
  menu: () => void openMenu(),
  close: () => window.parent.postMessage({ source: 'keliu-host', type: 'close' }, '*'),
  tab: route => host.switchTab(`/${route}`, true),
})
installGestures()
installPullDown()
installSystem()
onCommand('hide', () => host.toBackground())
onCommand('show', () => host.toForeground())
seedStorage()
host.start({ wx, console: appConsole() }, config.path ?? '', config.scene ?? 1001)
window.parent.postMessage({ source: 'keliu-host', type: 'ready' }, '*')
