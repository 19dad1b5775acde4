import { createHttp } from '@/kit/http'
import { apiBase } from '@/platform'
import { useVisitor } from './store'

export const visitorHttp = createHttp({
  base: apiBase,
  token: () => useVisitor().token,
  signedOut: () => useVisitor().leave(),
})
