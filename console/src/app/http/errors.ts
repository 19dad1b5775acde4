import type { FieldProblem, Problem } from '@api'

/** The one error that leaves the http client: a stable `code`, a sentence for people, and the fields it concerns. */
export class ApiError extends Error {
  readonly status: number
  readonly code: string
  readonly detail: string
  readonly errors: FieldProblem[]
  /** Extras of the problem document: `permission`, `current`, `retry_after`, `shop_ticket`. */
  readonly problem: Problem

  constructor(problem: Problem) {
    super(`${problem.code}: ${problem.detail}`)
    this.name = 'ApiError'
    this.status = problem.status
    this.code = problem.code
    this.detail = problem.detail
    this.errors = problem.errors ?? []
    this.problem = problem
  }

  /** The object as it is now, when ours was old. */
  current<T>(): T | undefined {
    return this.code === 'stale' ? this.problem.current as T | undefined : undefined
  }

  /** True when the request may never have reached the server. */
  get unreachable(): boolean {
    return this.status === 0
  }
}

export function isApiError(error: unknown, code?: string): error is ApiError {
  return error instanceof ApiError && (code === undefined || error.code === code)
}

/** Read a failed answer; anything that is not a problem document becomes a plain one. */
export async function problemOf(response: Response): Promise<Problem> {
  const body: unknown = await response.json().catch(() => null)
  if (isProblem(body))
    return { ...body, status: response.status }
  return { status: response.status, code: response.status >= 500 ? 'server_error' : 'unexpected', detail: '' }
}

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && 'code' in body && typeof body.code === 'string'
}
