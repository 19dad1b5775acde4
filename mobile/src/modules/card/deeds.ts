import type { EventKind } from '@api'
import type { InjectionKey } from 'vue'
import { inject } from 'vue'
import { useTracker } from '@/modules/radar/tracking'
import { useCard } from './store'

/** A card that is only looked at by its owner: nothing it does is told to anybody. */
export const STILL: InjectionKey<boolean> = Symbol('still')

/** What parts of a card tell the radar; silent in a preview. */
export function useDeeds(): { still: boolean, tell: (kind: EventKind) => void } {
  const still = inject(STILL, false)
  const tell = (kind: EventKind): void => {
    const id = useCard().card?.card.id
    if (!still && id)
      useTracker().track(kind, { kind: 'card', id })
  }
  return { still, tell }
}
