import type { Direction, FollowupResult, Way } from '@api'

export const WAYS: readonly Way[] = ['note', 'call', 'message', 'email', 'meeting', 'visit']
export const RESULTS: readonly FollowupResult[] = ['reached', 'missed', 'agreed', 'refused']
export const DIRECTIONS: readonly Direction[] = ['out', 'in']
/** Ways that somebody begins, and ways that take time. */
export const DIRECTED: ReadonlySet<Way> = new Set<Way>(['call', 'message', 'email'])
export const TIMED: ReadonlySet<Way> = new Set<Way>(['call', 'meeting', 'visit'])
