/**
 * Holds the hand-named types of this package to the server's own document (schema.d.ts, generated):
 * whatever an endpoint answers must satisfy what the faces read, and whatever they send must be known.
 * Literals are widened first: the document says `string` where the faces know the words.
 */
import type { Endpoints } from './endpoints'
import type { paths } from './schema'

type Plain<P extends string> = P extends `${infer A}{${string}}${infer B}` ? `${A}{id}${Plain<B>}` : P
type Method = 'get' | 'post' | 'put' | 'patch' | 'delete'

type Operations = {
  [P in keyof paths & string as P extends `/api/v1${infer R}` ? Plain<R> : never]: {
    [M in keyof paths[P] & Method as Uppercase<M>]: paths[P][M]
  }
}

type Find<K> = K extends `${infer M} ${infer P}`
  ? Plain<P> extends infer Q extends keyof Operations ? M extends keyof Operations[Q] ? Operations[Q][M] : never : never
  : never

type Json<T> = T extends { content: { 'application/json': infer B } } ? B : void
type Answer<T> = T extends { responses: infer R } ? (R extends { 200: infer A } ? Json<A> : void) : never

type Wide<T> = T extends string ? string
  : T extends number ? number
    : T extends boolean ? boolean
      : T extends readonly (infer U)[] ? Wide<U>[]
        : T extends Record<string, never> ? object
          : T extends object ? { [K in keyof T]-?: Wide<T[K]> }
            : T

type Missing = { [K in keyof Endpoints]: [Find<K>] extends [never] ? K : never }[keyof Endpoints]
type Differs = {
  [K in Exclude<keyof Endpoints, Missing>]: Endpoints[K] extends { out: infer O }
    ? [O] extends [void] ? never
        : [Wide<Answer<Find<K>>>] extends [Wide<O>] ? never : K
    : never
}[Exclude<keyof Endpoints, Missing>]

type Sent<T> = T extends { requestBody?: infer B } ? NonNullable<B> extends { content: { 'application/json': infer J } } ? J : never : never
type Strange = {
  [K in Exclude<keyof Endpoints, Missing>]: Endpoints[K] extends { body: infer B }
    ? Exclude<keyof B, keyof Sent<Find<K>>> extends never ? never : [K, Exclude<keyof B, keyof Sent<Find<K>>>]
    : never
}[Exclude<keyof Endpoints, Missing>]

type None<T extends never> = T
export type EveryCallExists = None<Missing>
export type EveryAnswerFits = None<Differs>
export type EveryFieldIsKnown = None<Strange>
