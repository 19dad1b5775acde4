/* The phone, its window and its network. */
import { appid, config } from '../config'
import { Listeners } from '../runtime/emitter'
import { host } from '../runtime/host'
import { NAV_HEIGHT } from '../ui/screen'
import { asyncApis } from './api'
import { fromBase64, toBase64 } from './base64'

const SDK_VERSION = '3.8.0'

const networkChange = new Listeners()
const resize = new Listeners()
const themeChange = new Listeners()

const dark = window.matchMedia('(prefers-color-scheme: dark)')

function theme(): string {
  return dark.matches ? 'dark' : 'light'
}

function network(): { isConnected: boolean, networkType: string } {
  return { isConnected: navigator.onLine, networkType: navigator.onLine ? 'wifi' : 'none' }
}

export function installSystem(): void {
  for (const type of ['online', 'offline'])
    window.addEventListener(type, () => networkChange.tell(network()))
  dark.addEventListener('change', () => themeChange.tell({ theme: theme() }))
  window.addEventListener('resize', () => {
    const size = { windowWidth: window.innerWidth, windowHeight: host.screen.pageHeight(host.top()) }
    resize.tell({ size })
    host.top()?.call('onResize', { size })
  })
}

function windowInfo(): Record<string, unknown> {
  const { innerWidth: width, innerHeight: height, devicePixelRatio: pixelRatio } = window
  const { statusBar } = host.screen
  return {
    pixelRatio,
    screenWidth: width,
    screenHeight: height,
    windowWidth: width,
    windowHeight: host.screen.pageHeight(host.top()),
    statusBarHeight: statusBar,
    safeArea: { left: 0, right: width, top: statusBar, bottom: height, width, height: height - statusBar },
    screenTop: statusBar + NAV_HEIGHT,
  }
}

function deviceInfo(): Record<string, unknown> {
  return { brand: 'devtools', model: 'Keliu', system: 'Chromium', platform: 'devtools', abi: '', benchmarkLevel: 1, memorySize: 4096, cpuType: '' }
}

function appBaseInfo(): Record<string, unknown> {
  return {
    SDKVersion: SDK_VERSION,
    version: '8.0.50',
    language: 'zh_CN',
    ...(host.bundle.app.darkmode ? { theme: theme() } : {}),
    enableDebug: false,
    fontSizeSetting: 16,
    host: { env: 'WeChat', appId: '', version: 0 },
  }
}

function systemInfo(): Record<string, unknown> {
  return { ...windowInfo(), ...deviceInfo(), ...appBaseInfo() }
}

const yes = (...names: string[]): Record<string, unknown> => Object.fromEntries(names.map(name => [name, 'authorized']))

export const systemApis = {
  ...asyncApis({
    getSystemInfo: systemInfo,
    getSystemInfoAsync: systemInfo,
    getNetworkType: network,
    getExtConfig: () => ({ extConfig: config.extConfig ?? {} }),
  }),
  getSystemInfoSync: systemInfo,
  getWindowInfo: windowInfo,
  getDeviceInfo: deviceInfo,
  getAppBaseInfo: appBaseInfo,
  getSystemSetting: () => ({ bluetoothEnabled: false, locationEnabled: true, wifiEnabled: true, deviceOrientation: 'portrait' }),
  getAppAuthorizeSetting: () => yes('cameraAuthorized', 'locationAuthorized', 'microphoneAuthorized', 'notificationAuthorized', 'albumAuthorized'),
  getMenuButtonBoundingClientRect: () => host.screen.capsuleRect(),
  getAccountInfoSync: () => ({ miniProgram: { appId: appid(), envVersion: 'develop', version: '' } }),
  getExtConfigSync: () => config.extConfig ?? {},
  getLaunchOptionsSync: () => host.launch,
  getEnterOptionsSync: () => host.enter,
  getUpdateManager: () => ({
    onCheckForUpdate: (tell: (result: { hasUpdate: boolean }) => void) => window.setTimeout(() => tell({ hasUpdate: false })),
    onUpdateReady() {},
    onUpdateFailed() {},
    applyUpdate() {},
  }),
  onNetworkStatusChange: networkChange.add,
  offNetworkStatusChange: networkChange.remove,
  onWindowResize: resize.add,
  offWindowResize: resize.remove,
  onThemeChange: themeChange.add,
  offThemeChange: themeChange.remove,
  onAppShow: host.appShow.add,
  offAppShow: host.appShow.remove,
  onAppHide: host.appHide.add,
  offAppHide: host.appHide.remove,
  onError: host.appError.add,
  offError: host.appError.remove,
  onUnhandledRejection: host.appRejection.add,
  offUnhandledRejection: host.appRejection.remove,
  onPageNotFound: host.pageNotFound.add,
  offPageNotFound: host.pageNotFound.remove,
  nextTick: (run: () => void) => window.setTimeout(run),
  arrayBufferToBase64: toBase64,
  base64ToArrayBuffer: fromBase64,
  env: { USER_DATA_PATH: 'wxfile://usr' },
}
