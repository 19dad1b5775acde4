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
