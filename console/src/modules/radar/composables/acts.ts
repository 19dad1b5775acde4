import type { PermissionName, SuggestedAct } from '@api'

export type ActName = SuggestedAct['act']

/** What each act asks of whoever takes it. */
export const ACT_NEEDS: Record<ActName, PermissionName> = {
  call: 'customer.phone',
  message: 'message.send',
  followup: 'interaction.write',
  plan: 'plan.write',
}

/** The acts this person may take, in the order they were suggested. */
export function actsFor(acts: SuggestedAct[], can: (permission: PermissionName) => boolean): SuggestedAct[] {
  return acts.filter(one => can(ACT_NEEDS[one.act]))
}
