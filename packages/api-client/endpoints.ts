import type * as t from './index'

type Paged = Partial<Record<'cursor' | 'sort' | 'q', string>> & { limit?: number, total?: boolean }
type Filter<K extends string> = Paged & Partial<Record<K, string>>
interface Version { version: number }
type Empty = void

/**
 * `'METHOD /path'` → what goes in (`query`, `body`) and what comes out (`out`), all below `/api/v1`.
 * A path parameter is written `{id}` and becomes a required member of `path`.
 */
export interface Endpoints extends t.OperationsEndpoints, t.AccessEndpoints, t.FieldsEndpoints, t.ListsEndpoints, t.PeopleEndpoints, t.PoolsEndpoints, t.LeadsEndpoints, t.SalesEndpoints, t.WorkEndpoints, t.DataEndpoints, t.TagsEndpoints, t.ScansEndpoints, t.BrandEndpoints, t.RepliesEndpoints, t.MenusEndpoints, t.FollowersEndpoints, t.WechatAccountsEndpoints, t.MessagesEndpoints, t.PayEndpoints, t.PushesEndpoints, t.ReviewEndpoints, t.MemberEndpoints, t.ShopEndpoints, t.GoodsEndpoints, t.OrderEndpoints, t.PaymentEndpoints, t.ReportEndpoints, t.PortraitEndpoints, t.SpreadEndpoints, t.BookingEndpoints, t.ShopfrontEndpoints, t.FeedEndpoints, t.CardEndpoints, t.BossEndpoints, t.IntakeEndpoints, t.HooksEndpoints {
  // auth and me
  'POST /auth/login': { body: t.LoginIn, out: t.LoginOut }
  'POST /auth/logout': { out: Empty }
  'POST /auth/enter': { body: t.TicketIn, out: t.LoginOut }
  'POST /auth/switch': { body: t.SwitchIn, out: t.LoginOut }
  'GET /auth/wechat/start': { query: { back: 'staff' | 'console' }, out: { url: string } }
  'POST /auth/wechat/finish': { body: t.TicketIn, out: t.LoginOut }
  'GET /me': { out: t.Me }
  'PATCH /me': { body: t.MePatch, out: t.Me }
  'PUT /me/language': { body: t.LanguageIn, out: Empty }
  'POST /me/password': { body: t.PasswordIn, out: Empty }
  'POST /me/totp/start': { out: t.TotpStart }
  'POST /me/totp/confirm': { body: { code: string }, out: Empty }
  'POST /me/totp/remove': { body: { code: string }, out: Empty }
  'GET /me/notify-settings': { out: t.NotifySettings }
  'PUT /me/notify-settings': { body: t.NotifySettings, out: t.NotifySettings }
  'GET /sessions': { out: t.Items<t.SessionRow> }
  'DELETE /sessions/{id}': { path: { id: string }, out: Empty }

  // merchant
  'POST /shops': { body: t.ShopIn, out: t.ShopOut }
  'GET /merchant': { out: t.Merchant }
  'PATCH /merchant': { body: t.MerchantPatch, out: t.Merchant }
  'GET /trades': { out: t.Items<t.Trade> }

  // staff, departments, roles, audit
  'GET /staff': { query: Filter<'state' | 'department'>, out: t.Page<t.StaffRow> }
  'POST /staff': { body: t.StaffIn, out: t.StaffCreated }
  'GET /staff/options': { query: { q?: string }, out: t.Items<t.Ref> }
  'GET /staff/{id}': { path: { id: string }, out: t.StaffRow }
  'PATCH /staff/{id}': { path: { id: string }, body: t.StaffPatch, out: t.StaffRow }
  'POST /staff/{id}/disable': { path: { id: string }, body: Version, out: t.StaffRow }
  'POST /staff/{id}/enable': { path: { id: string }, body: Version, out: t.StaffRow }
  'POST /staff/{id}/reset-password': { path: { id: string }, out: { password: string } }
  'GET /departments': { out: t.Items<t.Department> }
  'POST /departments': { body: t.DepartmentIn, out: t.Department }
  'PATCH /departments/{id}': { path: { id: string }, body: t.DepartmentPatch, out: t.Department }
  'DELETE /departments/{id}': { path: { id: string }, out: Empty }
  'GET /roles': { out: t.Items<t.Role> }
  'POST /roles': { body: t.RoleIn, out: t.Role }
  'PATCH /roles/{id}': { path: { id: string }, body: t.RolePatch, out: t.Role }
  'DELETE /roles/{id}': { path: { id: string }, out: Empty }
  'GET /permissions': { out: t.Items<t.PermissionInfo> }
  'GET /audit': { query: Filter<'actor' | 'action' | 'object_kind' | 'object_id' | 'ip' | 'since' | 'until'>, out: t.Page<t.AuditRow> }

  // customers
  'GET /customers': {
    query: Filter<'filter' | 'owner' | 'level' | 'source' | 'kind' | 'deal_state' | 'created_from' | 'created_to' | 'within'>
    out: t.Page<t.CustomerRow>
  }
  'GET /customers/search': { query: { q: string }, out: t.Items<t.SearchHit> }
  'POST /customers': { body: t.CustomerIn, out: t.Customer }
  'GET /customers/{id}': { path: { id: string }, out: t.Customer }
  'PATCH /customers/{id}': { path: { id: string }, body: t.CustomerPatch, out: t.Customer }
  'DELETE /customers/{id}': { path: { id: string }, out: Empty }
  'POST /customers/{id}/restore': { path: { id: string }, out: t.Customer }
  'POST /customers/{id}/assign': { path: { id: string }, body: { owner_id: string, with_opportunities?: boolean, version: number }, out: t.Customer }
  'POST /customers/{id}/reveal-phone': { path: { id: string }, out: { phone: string } }
  'GET /customers/{id}/consents': { path: { id: string }, out: t.Items<t.ConsentRow> }

  // interactions, plans, notifications
  'GET /interactions': { query: Filter<'customer' | 'staff' | 'kind' | 'way' | 'from' | 'to' | 'within'>, out: t.Page<t.Interaction> }
  'DELETE /interactions/{id}': { path: { id: string }, out: Empty }
  'POST /interactions/{id}/restore': { path: { id: string }, out: t.Interaction }
  'GET /plans': { query: Filter<'customer' | 'lead' | 'staff' | 'state' | 'due'>, out: t.Page<t.Plan> }
  'POST /plans': { body: t.PlanIn, out: t.Plan }
  'PATCH /plans/{id}': { path: { id: string }, body: { due_at?: string, text?: string, version: number }, out: t.Plan }
  'POST /plans/{id}/done': { path: { id: string }, body: Version, out: t.Plan }
  'POST /plans/{id}/cancel': { path: { id: string }, body: Version, out: t.Plan }
  'POST /plans/{id}/reopen': { path: { id: string }, body: Version, out: t.Plan }
  'GET /notifications': { query: Filter<'unread'>, out: t.NotificationPage }
  'POST /notifications/{id}/read': { path: { id: string }, out: Empty }
  'POST /notifications/read-all': { out: Empty }

  // sales
  'GET /opportunities': {
    query: Filter<'filter' | 'state' | 'owner' | 'customer' | 'stage' | 'rating' | 'closed_from' | 'closed_to' | 'created_from' | 'created_to' | 'due_to' | 'expected_from' | 'expected_to' | 'expected' | 'pipeline' | 'department' | 'cause' | 'competitor' | 'credit' | 'within'>
    out: t.Page<t.OpportunityListRow>
  }
  'POST /opportunities': { body: t.OpportunityIn, out: t.Opportunity }
  'GET /opportunities/board': { query: { pipeline?: string, owner?: string, q?: string, filter?: string }, out: t.Board }
  'GET /opportunities/board/{stage_id}': {
    path: { stage_id: string }
    query: { cursor?: string, owner?: string, q?: string, filter?: string }
    out: t.Page<t.OpportunityRow>
  }
  'GET /opportunities/{id}': { path: { id: string }, out: t.Opportunity }
  'PATCH /opportunities/{id}': { path: { id: string }, body: t.OpportunityPatch, out: t.Opportunity }
  'DELETE /opportunities/{id}': { path: { id: string }, out: Empty }
  'POST /opportunities/{id}/restore': { path: { id: string }, out: t.Opportunity }
  'POST /opportunities/{id}/move': { path: { id: string }, body: { stage_id: string, fill?: t.StepFill, version: number }, out: t.Opportunity }
  'POST /opportunities/{id}/win': { path: { id: string }, body: t.CloseIn, out: t.Opportunity }
  'POST /opportunities/{id}/lose': { path: { id: string }, body: t.CloseIn, out: t.Opportunity }
  'POST /opportunities/{id}/reopen': { path: { id: string }, body: Version, out: t.Opportunity }

  // catalog
  'GET /cards': { query: Filter<'staff' | 'state'>, out: t.Page<t.CardRow> }
  'POST /cards': { body: t.CardIn, out: t.Card }
  'GET /cards/{id}': { path: { id: string }, out: t.Card }
  'PATCH /cards/{id}': { path: { id: string }, body: t.CardPatch, out: t.Card }
  'DELETE /cards/{id}': { path: { id: string }, out: Empty }
  'POST /cards/{id}/restore': { path: { id: string }, out: t.Card }
  'POST /cards/{id}/publish': { path: { id: string }, body: Version, out: t.Card }
  'POST /cards/{id}/unpublish': { path: { id: string }, body: Version, out: t.Card }
  'GET /cards/{id}/codes': { path: { id: string }, out: t.Items<t.CardCode> }
  'POST /cards/{id}/codes': { path: { id: string }, body: { channel: string }, out: t.CardCode }
  'PATCH /codes/{id}': { path: { id: string }, body: { channel: string, version: number }, out: t.CardCode }
  'DELETE /codes/{id}': { path: { id: string }, out: Empty }
  'POST /codes/{id}/restore': { path: { id: string }, out: t.CardCode }
  'POST /files': { body: FormData, out: t.FileRef }

  // radar, home, realtime
  'POST /radar/events': { body: t.EventBatchIn, out: t.EventBatchOut }
  'GET /radar/visits': { query: Filter<'customer' | 'staff' | 'from' | 'to' | 'within'>, out: t.Page<t.FeedLine> }
  'GET /radar/visits/{id}': { path: { id: string }, out: t.VisitDetail }
  'GET /radar/summary': { query: { day?: string }, out: t.RadarSummary }
  'GET /home': { query: { day?: string }, out: t.Home }
  'POST /realtime/ticket': { out: t.RealtimeTicket }

  // customer side
  'GET /visitor/card': { query: { code: string, share?: string, scanned?: boolean }, out: t.PublicCard }
  'POST /visitor/consent': { body: t.VisitorConsentIn, out: t.VisitorConsentOut }
  'POST /visitor/enter': { body: { ticket: string }, out: t.VisitorSession }
  'POST /visitor/mini/login': { body: t.MiniLoginIn, out: t.VisitorSession }
  'GET /visitor/me': { out: t.VisitorMe }
  'POST /visitor/phone': { body: { code: string } | { phone: string }, out: { phone_masked: string } }
  'POST /visitor/consents/withdraw': { body: { purpose: string }, out: Empty }
  'POST /visitor/consents/grant': { body: { purpose: string, version: string }, out: Empty }
  'POST /visitor/shares': { body: t.ShareIn, out: t.ShareOut }
  'GET /visitor/jssdk': { query: { url: string, code: string }, out: t.JsSdkConfig }
}
