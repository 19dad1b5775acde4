import type { Member, MemberAccount, MemberSetup } from '@api'
import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { api } from '@/app/http'
import { queryClient } from '@/app/query'

export const ACCOUNTS: readonly MemberAccount[] = ['points', 'balance', 'growth']

/** A member changed: everywhere it stands shows it. */
export function showMember(row: Member): void {
  queryClient.setQueryData(['member', row.id], row)
  for (const queryKey of [['members'], ['member-entries', row.id], ['timeline', row.customer.id]])
    void queryClient.invalidateQueries({ queryKey })
}

/** Something happened to a member that the answer did not show. */
export function readAgain(id: string): void {
  for (const queryKey of [['member', id], ['members'], ['member-entries', id]])
    void queryClient.invalidateQueries({ queryKey })
}

export function useMember(id: () => string) {
  return useQuery({
    queryKey: computed(() => ['member', id()]),
    queryFn: ({ signal }) => api.call('GET /members/{id}', { path: { id: id() }, signal }),
  })
}

/** The rules with levels and top-up plans, read once. */
export function useSetup() {
  const query = useQuery({ queryKey: ['member-rules'], queryFn: ({ signal }) => api.call('GET /member-rules', { signal }) })
  return { query, setup: computed<MemberSetup | undefined>(() => query.data.value) }
}

export function setupChanged(): void {
  for (const queryKey of [['member-rules'], ['members'], ['member']])
    void queryClient.invalidateQueries({ queryKey })
}
