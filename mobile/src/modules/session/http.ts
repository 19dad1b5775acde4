import { createHttp } from '@/kit/http'
import { say } from '@/kit/i18n'
import { restart } from '@/kit/nav'
import { note } from '@/kit/notes'
import { apiBase } from '@/platform'
import { useSession } from './store'
import { sessionText } from './text'

/** For everything the staff does; an ended session leads to the sign-in page, once for many answers. */
export const http = createHttp({
  base: apiBase,
  token: () => useSession().token,
  signedOut: () => {
    const session = useSession()
    if (!session.signedIn)
      return
    session.end()
    note(say(sessionText, 'signedOut'))
    restart('signIn')
  },
})
