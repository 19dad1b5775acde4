export interface PushesEndpoints {
  'POST /wechat/accounts/{id}/pushes/again': { path: { id: string }, out: { count: number } }
}
