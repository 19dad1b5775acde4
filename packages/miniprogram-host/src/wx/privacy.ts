/* The user's consent to the privacy guide. */
import { config } from '../config'
import { Listeners } from '../runtime/emitter'
import { showModal } from '../ui/dialogs'
import { ApiError, asyncApis, recordedApis } from './api'

const CONTRACT = '《用户隐私保护指引》'

let agreed = false
const asked = new Listeners()

const needed = (): boolean => config.privacy === 'ask' && !agreed

async function byApp(): Promise<boolean> {
  return new Promise((resolve) => {
    asked.tell(({ event }: { event: string }) => resolve(event === 'agree'), { referrer: 'requirePrivacyAuthorize' })
  })
}

async function byHost(): Promise<boolean> {
  const answer = await showModal({ title: '用户隐私保护提示', content: `使用前请阅读并同意${CONTRACT}`, confirmText: '同意', cancelText: '拒绝' })
  return answer.confirm
}

export const privacyApis = {
  ...recordedApis('openPrivacyContract'),
  ...asyncApis({
    getPrivacySetting: () => ({ needAuthorization: needed(), privacyContractName: CONTRACT }),
    requirePrivacyAuthorize: async () => {
      if (!needed())
        return
      agreed = asked.size > 0 ? await byApp() : await byHost()
      if (!agreed)
        throw new ApiError('privacy permission is not authorized', { errno: 104 })
    },
  }),
  onNeedPrivacyAuthorization: asked.add,
}
