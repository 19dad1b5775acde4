import type { Pool, PoolDays, PoolLevel, PoolPreviewIn, PoolRules } from '@api'

export const LEVELS: PoolLevel[] = ['A', 'B', 'C', '']
export const HIDEABLE: PoolRules['hidden'] = ['name', 'company', 'position', 'phone_masked', 'wechat_name', 'region', 'industry', 'previous_owner']
export const COUNTS = ['daily_claims', 'daily_views', 'person_holds', 'department_holds'] as const
export const FALLS = ['followup_days', 'opportunity_days', 'deal_days', 'contract_days'] as const

/** The pool as the form has it: no number is undefined, lists are ids. */
export interface PoolDraft extends Omit<PoolRules, typeof COUNTS[number]> {
  name: string
  staff_ids: string[]
  department_ids: string[]
  manager_ids: string[]
  daily_claims?: number
  daily_views?: number
  person_holds?: number
  department_holds?: number
}

const NOTHING: PoolRules = {
  daily_claims: null,
  daily_views: null,
  person_holds: null,
  department_holds: null,
  won_count: true,
  cool_down_days: 0,
  new_hours: 0,
  protect_days: 0,
  followup_days: {},
  opportunity_days: {},
  deal_days: {},
  contract_days: {},
  exempt_won: true,
  exempt_open: true,
  exempt_contract: true,
  warn_days: 3,
  extension_days: 0,
  hidden: [],
}

export function draftOf(pool?: Pool): PoolDraft {
  const rules = structuredClone(pool ? JSON.parse(JSON.stringify(pool.rules)) as PoolRules : NOTHING)
  return {
    ...rules,
    daily_claims: rules.daily_claims ?? undefined,
    daily_views: rules.daily_views ?? undefined,
    person_holds: rules.person_holds ?? undefined,
    department_holds: rules.department_holds ?? undefined,
    name: pool?.name ?? '',
    staff_ids: pool?.staff.map(one => one.id) ?? [],
    department_ids: pool?.departments.map(one => one.id) ?? [],
    manager_ids: pool?.managers.map(one => one.id) ?? [],
  }
}

function given(days: PoolDays): PoolDays {
  return Object.fromEntries(Object.entries(days).filter(([, value]) => typeof value === 'number'))
}

export function rulesOf(draft: PoolDraft): PoolRules {
  return {
    daily_claims: draft.daily_claims ?? null,
    daily_views: draft.daily_views ?? null,
    person_holds: draft.person_holds ?? null,
    department_holds: draft.department_holds ?? null,
    won_count: draft.won_count,
    cool_down_days: draft.cool_down_days ?? 0,
    new_hours: draft.new_hours ?? 0,
    protect_days: draft.protect_days ?? 0,
    followup_days: given(draft.followup_days),
    opportunity_days: given(draft.opportunity_days),
    deal_days: given(draft.deal_days),
    contract_days: given(draft.contract_days),
    exempt_won: draft.exempt_won,
    exempt_open: draft.exempt_open,
    exempt_contract: draft.exempt_contract,
    warn_days: draft.warn_days ?? 0,
    extension_days: draft.extension_days ?? 0,
    hidden: draft.hidden,
  }
}

export function previewOf(draft: PoolDraft, pool?: Pool): PoolPreviewIn {
  return { pool_id: pool?.id ?? null, staff_ids: draft.staff_ids, department_ids: draft.department_ids, rules: rulesOf(draft) }
}
