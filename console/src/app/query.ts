import { QueryClient } from '@tanstack/vue-query'
import { isApiError } from '@/app/http/errors'

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      gcTime: 10 * 60_000,
      refetchOnWindowFocus: true,
      // An answer that names a fact does not change by asking again; a lost connection may.
      retry: (count, error) => count < 2 && isApiError(error) && (error.unreachable || error.status >= 502),
      retryDelay: count => 500 * 2 ** count,
    },
  },
})
