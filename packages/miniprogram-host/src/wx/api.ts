/* The common shape of wx functions: options with callbacks, or a promise without them. */
import { recordCall } from '../record'

export type Options = Record<string, any>
export type Result = Record<string, unknown>

/** A refusal with WeChat's words after `name:fail`. */
export class ApiError extends Error {
  constructor(message: string, readonly extra: Result = {}) {
    super(message)
  }
}

export const CANCELLED = 'cancel'

type Run = (options: Options) => Result | void | Promise<Result | void>

function hasCallbacks(options: Options): boolean {
  return ['success', 'fail', 'complete'].some(name => typeof options[name] === 'function')
}

/** Call the given callbacks with what `work` brings; a failure keeps WeChat's `name:fail …` form. */
export async function settle(name: string, options: Options, work: Promise<Result | void>): Promise<Result> {
  try {
    const result = { errMsg: `${name}:ok`, ...await work }
    options.success?.(result)
    options.complete?.(result)
    return result
  }
  catch (error) {
    // Errors thrown by the app's own callbacks are the app's; they must not turn into a failed call.
    if (!(error instanceof ApiError))
      throw error
    const result = { errMsg: `${name}:fail${error.message ? ` ${error.message}` : ''}`, ...error.extra }
    options.fail?.(result)
    options.complete?.(result)
    throw Object.assign(new Error(result.errMsg), result)
  }
}

let gate: (name: string) => Promise<void> = async () => {}

/** Something every wx function waits for first; set once, by the privacy gate. */
export function guardApis(check: (name: string) => Promise<void>): void {
  gate = check
}

/** A wx function that runs after the current script, like all asynchronous functions of WeChat. */
export function asyncApi(name: string, run: Run): (options?: Options) => Promise<Result> | undefined {
  return (options = {}) => {
    recordCall(name, options)
    const work = gate(name).then(() => run(options))
    const settled = settle(name, options, work)
    if (!hasCallbacks(options))
      return settled
    settled.catch((error) => {
      // A failure was told to `fail`; anything else is an error inside a callback.
      if (!(error as Result).errMsg)
        throw error
    })
    return undefined
  }
}

/** Turn a table of functions into a table of wx functions of the same names. */
export function asyncApis(table: Record<string, Run>): Record<string, ReturnType<typeof asyncApi>> {
  return Object.fromEntries(Object.entries(table).map(([name, run]) => [name, asyncApi(name, run)]))
}

/** For functions that only have to be remembered. */
export function recordedApis(...names: string[]): Record<string, ReturnType<typeof asyncApi>> {
  return asyncApis(Object.fromEntries(names.map(name => [name, () => {}])))
}
