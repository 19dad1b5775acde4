import { QueryCache, QueryClient } from '@tanstack/vue-query'
import { isApiError } from '@/app/http/errors'

const OUT_OF_REACH = [403, 404, 410]

export const queryClient = new QueryClient({
  queryCache: new QueryCache({
    // What somebody may no longer see, or what is gone, does not stay on the screen.
    onError: (error, query) => {
      if (isApiError(error) && OUT_OF_REACH.includes(error.status) && query.state.data !== undefined)
        query.setState({ data: undefined, dataUpdatedAt: 0 })
    },
  }),
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
