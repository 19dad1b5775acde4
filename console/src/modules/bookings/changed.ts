import { queryClient } from '@/app/query'
import { toast } from '@/ui/toast'

/** A service or a resource is another now: whatever shows either asks again. */
export function bookablesChanged(said: string): void {
  for (const queryKey of [['resources'], ['services'], ['service'], ['booking-calendar'], ['service-times']])
    void queryClient.invalidateQueries({ queryKey })
  toast(said)
}
