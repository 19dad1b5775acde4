import type { ConsentRow, VisitorMe } from '@api'
import { apiBase, saveText } from '@/platform'
import { visitorHttp } from './http'
import { useVisitor } from './store'

export async function myPrivacy(): Promise<VisitorMe> {
  const mine = await visitorHttp('GET /visitor/me')
  // The server is the truth: what was withdrawn elsewhere counts here too.
  const granted = mine.consents.filter(row => !row.withdrawn_at)
  const visitor = useVisitor()
  visitor.decide(granted[0]?.version ?? visitor.decision?.version ?? '', granted.map(row => row.purpose))
  return mine
}

export async function withdraw({ purpose }: ConsentRow): Promise<void> {
  const visitor = useVisitor()
  await visitorHttp('POST /visitor/consents/withdraw', { body: { purpose } })
  visitor.decide(visitor.decision?.version ?? '', (visitor.decision?.purposes ?? []).filter(one => one !== purpose))
}

export async function grant({ purpose, version }: ConsentRow): Promise<void> {
  const visitor = useVisitor()
  await visitorHttp('POST /visitor/consents/grant', { body: { purpose, version } })
  visitor.decide(version, [...new Set([...visitor.decision?.purposes ?? [], purpose])])
}

/** Whether the shop may draw conclusions from what it keeps. */
export async function profiling(on: boolean): Promise<void> {
  await visitorHttp('POST /visitor/profiling', { body: { on } })
}

/** Everything the merchant stores about this person, as one file. */
export function exportMine(): Promise<boolean> {
  const header = { Authorization: `Bearer ${useVisitor().token ?? ''}` }
  return new Promise((resolve, reject) => {
    uni.request({
      url: `${apiBase()}/api/v1/visitor/export`,
      header,
      success: ({ statusCode, data }) => {
        const text = typeof data === 'string' ? data : JSON.stringify(data, null, 2)
        statusCode < 300 ? resolve(saveText('my-data.json', text, 'application/json')) : reject(new Error(String(statusCode)))
      },
      fail: reject,
    })
  })
}
