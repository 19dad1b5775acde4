import type { FieldProblem, Problem } from '@api'

/** The one error of this app: `code` decides what happens, `detail` is the sentence people read. */
export class ApiError extends Error {
  readonly code: string
  readonly status: number
  readonly detail: string
  readonly errors: FieldProblem[]
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.detail)
    this.name = 'ApiError'
    this.problem = problem
    this.code = problem.code
    this.status = problem.status
    this.detail = problem.detail
    this.errors = problem.errors ?? []
  }

  /** The server never answered, or it broke: trying again may help. */
  get passing(): boolean {
    return this.status === 0 || this.status >= 500 || this.status === 429
  }

  /** What is wrong with one field of a form. */
  field(name: string): string {
    return this.errors.find(error => error.field === name)?.message ?? ''
  }
}

/** Anything thrown → ApiError, so that pages handle one kind. */
export function asApiError(thrown: unknown): ApiError {
  if (thrown instanceof ApiError)
    return thrown
  return new ApiError({ status: 0, code: 'unexpected', detail: thrown instanceof Error ? thrown.message : String(thrown) })
}
