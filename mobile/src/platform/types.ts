/** What the rest of the app may ask of the host it runs in. Each port has a .h5 and a .wx twin. */

export interface WireMethod { method: UniApp.RequestOptions['method'], header: Record<string, string> }

/** H5 leaves for WeChat's agree page; the mini program gets a code without leaving. */
export type Identity
  = | { kind: 'redirect', go: (url: string) => void }
    | { kind: 'code', code: () => Promise<string> }

export interface ShareMessage { title: string, summary: string, link: string, picture: string }
export interface ShareSetup {
  script_url: string
  appId: string
  timestamp: number
  nonceStr: string
  signature: string
  jsApiList: string[]
}
export interface SharePort {
  /** The page address that a signature must cover, or null where no signature is needed. */
  signedUrl: () => string | null
  /** Makes WeChat's script ready once; false when this is not WeChat or it refused. */
  start: (setup: () => Promise<ShareSetup>) => Promise<boolean>
  /** What the next forward sends, and who to tell when it was sent. */
  offer: (message: ShareMessage, sent: () => void) => void
  /** A tap on our own forward button. `menu`: show where WeChat's own menu is; `sent`: done; `copied`: the link is on the clipboard. */
  forward: (message: ShareMessage) => Promise<'menu' | 'sent' | 'copied' | 'cancelled'>
  /** A button with open-type="share" forwards by itself here. */
  nativeButton: boolean
}

export type NoticeAnswers = Record<string, 'accept' | 'reject' | 'ban' | 'filter'>
/** WeChat's sheet that asks whether a message of some kind may come. It opens from a tap only. */
export interface NoticePort {
  app: 'mini' | 'oa'
  /** Whether this host has the sheet at all. */
  usable: (setup: () => Promise<ShareSetup>) => Promise<boolean>
  /** `button`: our own button calls `ask`. `tag`: WeChat draws the button, put in by `mount`. */
  kind: 'button' | 'tag'
  /** Null when the person has switched such messages off in WeChat. */
  ask: (ids: string[]) => Promise<NoticeAnswers | null>
  mount: (place: string, ids: string[], label: string, told: (answers: NoticeAnswers | null) => void) => void
}

export interface SocketHandlers {
  opened: () => void
  message: (text: string) => void
  closed: (code: number) => void
}
export interface SocketLink { send: (text: string) => void, close: () => void }
export type OpenSocket = (url: string, handlers: SocketHandlers) => SocketLink

export interface ContactCard {
  name: string
  title: string
  company: string
  phone: string
  /** A second number; empty where there is none. */
  phone2: string
  email: string
  wechat: string
  address: string
}

export interface ScreenFrame {
  /** Height of the system's status bar in px. */
  top: number
  /** Height of the bar that shares its line with the host's own capsule button. */
  bar: number
  /** Width at the right that belongs to the host. */
  capsule: number
}

export interface Recording { path: string, seconds: number }
/** Why a sensor gave nothing: the person or the system said no, this browser has none, or it broke. */
export type Refusal = 'refused' | 'unsupported' | 'failed'
export class SensorError extends Error {
  constructor(public readonly why: Refusal) {
    super(why)
  }
}
export interface Recorder {
  /** Begins after the person agreed. Throws SensorError. */
  start: () => Promise<void>
  stop: () => Promise<Recording>
  /** Throws away what was recorded. */
  cancel: () => void
}
export interface Spot { lat: number, lng: number }

/** How this host pays: WeChat's sheet in the mini program, in the official account's web view, or its page in a browser. */
export type PayChannel = 'mini' | 'oa' | 'h5'
/** What the person did with the sheet. Only the server knows whether money came. `left`: the page goes away. */
export type PaySheet = 'closed' | 'cancelled' | 'failed' | 'left'
export interface PayCall { appId: string, timeStamp: string, nonceStr: string, package: string, signType: string, paySign: string }
export interface PayPort {
  channel: (setup: () => Promise<ShareSetup>) => Promise<PayChannel>
  sheet: (call: PayCall) => Promise<PaySheet>
  /** Leaves for WeChat's page of an H5 payment, which comes back to `back`. */
  leave: (url: string, back: string) => PaySheet
}
/** The text of a code held before the camera; `typed` where this host has no camera for it. */
export type Scanned = { text: string } | 'cancelled' | 'typed'
