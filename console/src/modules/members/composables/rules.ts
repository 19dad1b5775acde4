import type { CheckInStep, MemberRules } from '@api'

export type RulesDraft = Omit<MemberRules, 'version' | 'top_up'>
export const POINTS = ['points_least', 'points_months', 'join_points', 'birthday_points', 'check_in_points'] as const
export const MONEY = ['earn_fen', 'growth_fen', 'point_fen'] as const
const MOST_SHARE = 100
const LEAST_DAYS = 2

export function draftOf(rules: MemberRules): RulesDraft {
  const { version: _version, top_up: _topUp, ...rest } = rules
  return { ...rest, check_in_steps: rest.check_in_steps.map(one => ({ ...one })) }
}

/** Which fields are wrong, and in which way. */
export function wrongIn(draft: RulesDraft): Partial<Record<keyof RulesDraft, 'numberWrong' | 'moneyWrong' | 'shareWrong' | 'stepWrong'>> {
  const whole = POINTS.filter(name => !isCount(draft[name])).map(name => [name, 'numberWrong'] as const)
  const money = MONEY.filter(name => draft[name] === null || draft[name] < 0).map(name => [name, 'moneyWrong'] as const)
  const share = draft.points_share >= 1 && draft.points_share <= MOST_SHARE ? [] : [['points_share', 'shareWrong'] as const]
  const steps = draft.check_in_steps.every(isStep) ? [] : [['check_in_steps', 'stepWrong'] as const]
  return Object.fromEntries([...whole, ...money, ...share, ...steps])
}

function isCount(value: number): boolean {
  return Number.isInteger(value) && value >= 0
}

function isStep(step: CheckInStep): boolean {
  return isCount(step.days) && step.days >= LEAST_DAYS && isCount(step.points) && step.points > 0
}

/** A discount as people write it (9.5 折) ↔ per mille (950); null when it is none. */
export function permilleOf(tenths: string): number | null {
  const value = Number(tenths.trim())
  const permille = Math.round(value * 100)
  return tenths.trim() && Number.isFinite(value) && permille >= 100 && permille <= 1000 ? permille : null
}

export function tenthsOf(permille: number): string {
  return String(Number((permille / 100).toFixed(2)))
}
