/* The user's consent to the privacy guide, and which functions wait for it. */
import { config } from '../config'
import { Listeners } from '../runtime/emitter'
import { host } from '../runtime/host'
import { showModal } from '../ui/dialogs'
import { ApiError, asyncApis, recordedApis } from './api'
import { askPhone, inPhone } from './phone'

const CONTRACT = '《用户隐私保护指引》'
const REFUSED = { errno: 104 }
const UNDECLARED = { errno: 112 }

let agreed = false
const asked = new Listeners()

/** A phone knows what its owner agreed to before; elsewhere only `privacy=ask` asks at all. */
async function needed(): Promise<boolean> {
  if (agreed || !(inPhone() || config.privacy === 'ask'))
    return false
  agreed = inPhone() && await askPhone<boolean>('privacyAgreed')
  return !agreed
}

async function byApp(referrer: string): Promise<boolean> {
  return new Promise((resolve) => {
    asked.tell(({ event }: { event: string }) => resolve(event === 'agree'), { referrer })
  })
}

async function byHost(): Promise<boolean> {
  if (inPhone())
    return askPhone<boolean>('privacy', { contract: CONTRACT })
  const answer = await showModal({ title: '用户隐私保护提示', content: `使用前请阅读并同意${CONTRACT}`, confirmText: '同意', cancelText: '拒绝' })
  return answer.confirm
}

async function require(referrer: string): Promise<void> {
  if (!await needed())
    return
  agreed = asked.size > 0 ? await byApp(referrer) : await byHost()
  if (!agreed)
    throw new ApiError('privacy permission is not authorized', REFUSED)
  if (inPhone())
    await askPhone('privacyGiven')
}

/** Before a function that touches personal data: it must be declared, and the person must have agreed. */
export async function needConsent(api: string): Promise<void> {
  const { privacy } = host.bundle
  const kind = privacy?.kinds[api]
  if (!kind)
    return
  if (!privacy.declared.includes(kind))
    throw new ApiError('api scope is not declared in the privacy agreement', UNDECLARED)
  await require(api)
}

/** The button of the app's own sheet: the person agreed there. */
export function agreeByButton(): void {
  agreed = true
  if (inPhone())
    void askPhone('privacyGiven')
}

export const privacyApis = {
  ...recordedApis('openPrivacyContract'),
  ...asyncApis({
    getPrivacySetting: async () => ({ needAuthorization: await needed(), privacyContractName: CONTRACT }),
    requirePrivacyAuthorize: () => require('requirePrivacyAuthorize'),
  }),
  onNeedPrivacyAuthorization: asked.add,
}
